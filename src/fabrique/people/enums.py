"""Vocabularies of people and organisations."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What an account may be in this instance."""

    ADMINISTRATOR = "administrator", "Administration du territoire"
