"""What a person does for an organisation, and in which quality."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a member of an organisation may be. The rights of each are in the ``policies`` of the apps."""

    ADMINISTRATOR = "administrator", "Administration du territoire"
    COORDINATOR = "coordinator", "Coordination"
    RECEPTION = "reception", "Accueil"
    MEDIATOR = "mediator", "Médiation numérique"
    MANDATED_HELPER = "mandated_helper", "Aide sous mandat"
    SOCIAL_WORKER = "social_worker", "Travail social"
    PRESCRIBER = "prescriber", "Orientation des personnes"
    REFURBISHER = "refurbisher", "Reconditionnement"
    SURVEYOR = "surveyor", "Enquête"
    TRAINER = "trainer", "Formation"
    FUNDER = "funder", "Financement (lecture des chiffres)"
    DATA_PROTECTION_OFFICER = "data_protection_officer", "Protection des données"


# They see personal data of others than their colleagues: a password alone does not let them in.
SECOND_FACTOR_ROLES = frozenset(Role) - {Role.REFURBISHER, Role.FUNDER}


class Position(TextChoices):
    """In which quality a person works for an organisation: only employees may hold mandates."""

    EMPLOYEE = "employee", "Salarié ou agent"
    VOLUNTEER = "volunteer", "Bénévole"
    ELECTED = "elected", "Élu"
    TRAINEE = "trainee", "Stagiaire"
    CIVIC_SERVICE = "civic_service", "Service civique"
