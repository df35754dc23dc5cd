"""Vocabularies of the people who are helped."""

from django.db.models import TextChoices


class Origin(TextChoices):
    """How a person came to the organisation."""

    DESK = "desk", "Au guichet"
    PHONE = "phone", "Au téléphone"
    REFERRAL = "referral", "Orientée par un partenaire"
    OUTREACH = "outreach", "Rencontrée dehors"


class ContactMeans(TextChoices):
    """How to reach the person, as they said."""

    NONE = "", "Ne pas contacter"
    PHONE = "phone", "Appeler"
    SMS = "sms", "Envoyer un SMS"
    EMAIL = "email", "Écrire un courriel"
    LETTER = "letter", "Écrire une lettre"
    THROUGH = "through", "Passer par quelqu’un"


class Protection(TextChoices):
    """A legal protection. It blocks mandates; for the rest, the representative signs."""

    NONE = "", "Aucune connue"
    MINOR = "minor", "Mineur"
    SAFEGUARD = "safeguard", "Sauvegarde de justice"
    CURATORSHIP = "curatorship", "Curatelle"
    GUARDIANSHIP = "guardianship", "Tutelle"
    FAMILY = "family", "Habilitation familiale"


class NoteLevel(TextChoices):
    """Who reads a note: each level is read by fewer people than the one before."""

    DESK = "desk", "Accueil"
    MEDIATION = "mediation", "Médiation"
    SOCIAL = "social", "Travail social"


class ConsentPurpose(TextChoices):
    """What a person may accept, each apart from the others, and take back."""

    REMINDERS = "reminders", "Recevoir des rappels de rendez-vous"
    LINKING = "linking", "Relier mon dossier à celui d’une autre structure"
    SURVEYS = "surveys", "Être recontactée pour une enquête"
    TESTIMONY = "testimony", "Voir mon histoire racontée, sans mon nom"


class ErasureReason(TextChoices):
    """Why a person's file, or an account, is erased."""

    RETENTION = "retention", "Fin de la durée"
    REQUEST = "request", "À la demande de la personne"
