"""What organisations agree about personal data."""

from django.db.models import TextChoices


class AgreementKind(TextChoices):
    """Who answers for the data, by the articles of the GDPR."""

    PROCESSOR = "processor", "Sous-traitance (article 28)"
    JOINT = "joint", "Responsabilité conjointe (article 26)"


class DataCategory(TextChoices):
    """The kinds of personal data that an agreement allows an organisation to keep here."""

    IDENTITY = "identity", "Identité et façon de joindre la personne"
    SUPPORT = "support", "Accompagnements et notes"
    MANDATES = "mandates", "Mandats et démarches"
    EQUIPMENT = "equipment", "Équipement remis"
    SURVEYS = "surveys", "Réponses aux enquêtes"
    TRAINING = "training", "Formations et émargements"
    LINKING = "linking", "Dire à une autre structure que l’on accompagne la même personne"
