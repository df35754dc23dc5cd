"""To whom a device goes, on which terms, where its handover stands, and what is asked of it later."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.core.states import Machine


class Recipient(TextChoices):
    """Who receives a device."""

    RESIDENT = "resident", "Une personne"
    SCHOOL = "school", "Un établissement scolaire, pour un élève"
    ASSOCIATION = "association", "Une association"
    PUBLIC_BODY = "public_body", "Une collectivité ou un service public"


class Terms(TextChoices):
    """On which terms a device is handed over."""

    GIFT = "gift", "Don"
    LOAN = "loan", "Prêt"
    SALE = "sale", "Vente à prix solidaire"


class HandoverBasis(TextChoices):
    """Why this recipient may receive it: « vu » is enough, no copy is kept."""

    PRECARITY = "precarity", "Personne en situation de précarité, justificatif vu"
    HELPER = "helper", "Association qui aide des personnes en précarité"
    SCHOOL = "school", "Établissement scolaire, pour un élève qui n’est pas équipé"
    OTHER = "other", "Aucune de ces situations"


class SellerStatus(TextChoices):
    """What lets an organisation sell what a public body gave (CG3P, art. L. 3212-2, 3°)."""

    NONE = "", "Aucun de ces statuts"
    PUBLIC_UTILITY = "public_utility", "Association reconnue d’utilité publique"
    EQUIPS = (
        "equips",
        "Association dont l’objet est d’équiper, former et accompagner des personnes en précarité",
    )


class Audience(TextChoices):
    """How the person lives, as they say it; it only counts in figures."""

    UNSAID = "", "Non dit"
    PUPIL = "pupil", "Collège ou lycée"
    STUDENT = "student", "Études supérieures"
    JOB_SEEKER = "job_seeker", "Recherche d’emploi"
    WORKER = "worker", "En emploi"
    RETIRED = "retired", "Retraite"
    OTHER = "other", "Autre situation"


class FirstSteps(TextChoices):
    """The session of first steps, which is offered to everybody."""

    NOT_ASKED = "", "Pas encore proposée"
    WANTED = "wanted", "Voulue"
    NOT_WANTED = "not_wanted", "Proposée, pas voulue"


class SigningMethod(TextChoices):
    """How the agreement was signed."""

    PAPER = "paper", "Sur papier"
    SCREEN = "screen", "À l’écran"


class HandoverState(TextChoices):
    """Where a handover stands."""

    PREPARED = "prepared", "Préparée"
    SIGNED = "signed", "Convention signée"
    DONE = "done", "Remis"
    CANCELLED = "cancelled", "Annulée"
    ENDED = "ended", "Terminée"


HANDOVER_MACHINE = Machine(
    name="Remise",
    field="state",
    transitions={
        (HandoverState.PREPARED, "sign"): HandoverState.SIGNED,
        (HandoverState.PREPARED, "cancel"): HandoverState.CANCELLED,
        (HandoverState.SIGNED, "cancel"): HandoverState.CANCELLED,
        (HandoverState.SIGNED, "hand_over"): HandoverState.DONE,
        (HandoverState.DONE, "end"): HandoverState.ENDED,
    },
)
BEFORE_HANDOVER = (HandoverState.PREPARED, HandoverState.SIGNED)
LIVE_HANDOVERS = (*BEFORE_HANDOVER, HandoverState.DONE)
HANDED = (HandoverState.DONE, HandoverState.ENDED)


class HandoverEnd(TextChoices):
    """How a handover ended, once the device was with somebody."""

    RETURNED = "returned", "Rendu"
    REPLACED = "replaced", "Remplacé par un autre"
    LOST = "lost", "Perdu"
    STOLEN = "stolen", "Volé"
    RECYCLED = "recycled", "En fin de vie, recyclé"


class Moment(TextChoices):
    """When news is asked for."""

    MONTH = "month", "À 30 jours"
    HALF_YEAR = "half_year", "À 6 mois"


class Means(TextChoices):
    """How news is asked for."""

    CALL = "call", "Appel"
    SMS = "sms", "SMS"
    LETTER = "letter", "Lettre"
    DESK = "desk", "Au guichet"


class StillUsed(TextChoices):
    """Whether the device serves, as its holder says."""

    YES = "yes", "Oui"
    LITTLE = "little", "Un peu"
    NO = "no", "Non"


class FollowUpState(TextChoices):
    """Where a follow-up stands."""

    DUE = "due", "À demander"
    ASKED = "asked", "Demandé"
    ANSWERED = "answered", "Répondu"
    UNREACHED = "unreached", "Pas de réponse"
    DROPPED = "dropped", "Sans objet"


FOLLOW_UP_MACHINE = Machine(
    name="Suivi après remise",
    field="state",
    transitions={
        (FollowUpState.DUE, "ask"): FollowUpState.ASKED,
        (FollowUpState.ASKED, "ask"): FollowUpState.ASKED,
        (FollowUpState.DUE, "answer"): FollowUpState.ANSWERED,
        (FollowUpState.ASKED, "answer"): FollowUpState.ANSWERED,
        (FollowUpState.DUE, "give_up"): FollowUpState.UNREACHED,
        (FollowUpState.ASKED, "give_up"): FollowUpState.UNREACHED,
        (FollowUpState.UNREACHED, "answer"): FollowUpState.ANSWERED,
        (FollowUpState.DUE, "drop"): FollowUpState.DROPPED,
        (FollowUpState.ASKED, "drop"): FollowUpState.DROPPED,
    },
)
OPEN_FOLLOW_UPS = (FollowUpState.DUE, FollowUpState.ASKED)
