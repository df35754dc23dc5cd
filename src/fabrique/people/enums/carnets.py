"""Vocabularies of the carnet, and of what ties the files of one person."""

from django.db.models import TextChoices


class AlertKind(TextChoices):
    """What a person says of a line of their carnet."""

    NOT_ME = "not_me", "Ce n’est pas moi"
    STOP = "stop", "Je veux que cela s’arrête"


class LinkEnd(TextChoices):
    """Why two files are not tied any more."""

    ASKED = "asked", "Une structure l’a arrêté"
    CONSENT = "consent", "La personne a repris son accord"
    AGREEMENT = "agreement", "Une convention ne le permet plus"
    ERASED = "erased", "L’autre dossier est effacé"
