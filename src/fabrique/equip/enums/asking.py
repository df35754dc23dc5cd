"""Vocabularies of requests and of their allocation, and the states that they go through."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.core.states import Machine


class Use(TextChoices):
    """What the device is for: it decides which devices do, and which fit."""

    SCHOOL = "school", "Suivre l’école"
    STUDIES = "studies", "Étudier, se former"
    WORK = "work", "Chercher un emploi, travailler"
    PROCEDURES = "procedures", "Faire ses démarches"
    FAMILY = "family", "Garder le lien avec ses proches"
    HEALTH = "health", "Prendre ses rendez-vous, suivre ses soins"


class Criterion(TextChoices):
    """What may count in the order of requests. A set of rules gives points to some of them."""

    NO_DEVICE = "no_device", "Aucun ordinateur ni tablette au foyer"
    PUPIL = "pupil", "Un enfant scolarisé ou un étudiant s’en servira"
    THIS_WEEK = "this_week", "Une échéance dans la semaine"
    THIS_MONTH = "this_month", "Une échéance dans le mois"
    QPV = "qpv", "Habite un quartier prioritaire"
    MINIMA = "minima", "Minimum social (justificatif vu)"
    JOB_SEEKER = "job_seeker", "Demandeur d’emploi (justificatif vu)"
    SCHOLARSHIP = "scholarship", "Élève ou étudiant boursier (justificatif vu)"
    LOW_QUOTIENT = "low_quotient", "Quotient familial sous le plafond (justificatif vu)"
    SUPPORTED = "supported", "Attestation d’un travailleur social (vue)"


# How soon it is needed: one of them at most counts for a request.
URGENCIES = frozenset({Criterion.THIS_WEEK.value, Criterion.THIS_MONTH.value})

# Proved by a paper that somebody looks at; no copy is kept.
PROOFS = (
    Criterion.MINIMA,
    Criterion.JOB_SEEKER,
    Criterion.SCHOLARSHIP,
    Criterion.LOW_QUOTIENT,
    Criterion.SUPPORTED,
)


class Urgency(TextChoices):
    """How soon it was needed on the day of the request."""

    NONE = "none", "Pas de date"
    MONTH = "month", "Une échéance dans le mois"
    WEEK = "week", "Une échéance dans la semaine"


class Constraint(TextChoices):
    """What a device must be for this person, said without saying why."""

    PORTABLE = "portable", "Il doit se transporter"
    LIGHT = "light", "Il doit être léger"
    LARGE_SCREEN = "large_screen", "Il faut un grand écran"
    WINDOWS = "windows", "Il faut Windows 11"


class Asker(TextChoices):
    """Who asks."""

    PRESCRIBER = "prescriber", "Un professionnel, pour une personne"
    PERSON = "person", "La personne elle-même, au guichet"
    SCHOOL = "school", "Un établissement scolaire, pour un élève"


class RequestState(TextChoices):
    """Where a request for a device stands."""

    WAITING = "waiting", "En attente"
    RESERVED = "reserved", "Un appareil est réservé"
    SERVED = "served", "Appareil remis"
    DECLINED = "declined", "Non recevable"
    WITHDRAWN = "withdrawn", "Retirée"


REQUEST_MACHINE = Machine(
    "Demande d’appareil",
    "state",
    {
        (RequestState.WAITING, "reserve"): RequestState.RESERVED,
        (RequestState.WAITING, "decline"): RequestState.DECLINED,
        (RequestState.WAITING, "withdraw"): RequestState.WITHDRAWN,
        (RequestState.RESERVED, "release"): RequestState.WAITING,
        (RequestState.RESERVED, "serve"): RequestState.SERVED,
        (RequestState.DECLINED, "reopen"): RequestState.WAITING,
        (RequestState.WITHDRAWN, "reopen"): RequestState.WAITING,
    },
)
REQUEST_LIVE = (RequestState.WAITING, RequestState.RESERVED)


class ProposalState(TextChoices):
    """Where the proposal of a device to a request stands."""

    PROPOSED = "proposed", "À décider"
    ACCEPTED = "accepted", "Acceptée, appareil réservé"
    HANDED_OVER = "handed_over", "Appareil remis"
    REFUSED = "refused", "Refusée"
    REPLACED = "replaced", "Remplacée par un nouveau calcul"
    RELEASED = "released", "Réservation levée"
    EXPIRED = "expired", "Réservation expirée"


PROPOSAL_MACHINE = Machine(
    "Proposition d’attribution",
    "state",
    {
        (ProposalState.PROPOSED, "accept"): ProposalState.ACCEPTED,
        (ProposalState.PROPOSED, "refuse"): ProposalState.REFUSED,
        (ProposalState.PROPOSED, "replace"): ProposalState.REPLACED,
        (ProposalState.ACCEPTED, "hand_over"): ProposalState.HANDED_OVER,
        (ProposalState.ACCEPTED, "release"): ProposalState.RELEASED,
        (ProposalState.ACCEPTED, "expire"): ProposalState.EXPIRED,
    },
)


class AppealState(TextChoices):
    """Where an appeal against a decision stands."""

    NOTED = "noted", "À examiner"
    UPHELD = "upheld", "Décision changée"
    DISMISSED = "dismissed", "Décision maintenue"


APPEAL_MACHINE = Machine(
    "Recours",
    "state",
    {
        (AppealState.NOTED, "uphold"): AppealState.UPHELD,
        (AppealState.NOTED, "dismiss"): AppealState.DISMISSED,
    },
)
