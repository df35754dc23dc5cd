"""What a key of the API may do."""

from django.db.models import TextChoices


class TokenScope(TextChoices):
    """Each scope opens one part of the API, for the organisation that holds the key."""

    READ_ORGANISATION = "organisation:read", "Lire la fiche de l’organisation et ses équipes"
    DEVICES_INTAKE = "devices:intake", "Verser les relevés des machines de l’atelier"
