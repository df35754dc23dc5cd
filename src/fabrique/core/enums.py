"""Vocabularies of the socle."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a message leaves."""

    EMAIL = "email", "Courriel"
    SMS = "sms", "SMS"


class MessageState(TextChoices):
    """Where a message is on its way."""

    WAITING = "waiting", "En attente"
    SENT = "sent", "Envoyé"
    UNDELIVERABLE = "undeliverable", "Non distribuable"
