"""Where a place, a closure, a pair of records or a report stands; the machines are tables."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.core.states import Machine


class PlaceState(TextChoices):
    """Whether the guide shows a place."""

    PUBLISHED = "published", "Publié"
    WITHDRAWN = "withdrawn", "Retiré"
    MERGED = "merged", "Fusionné"


class PairState(TextChoices):
    """What was decided of two records that may be the same place."""

    QUEUED = "queued", "À examiner"
    MERGED = "merged", "Même lieu"
    REFUSED = "refused", "Lieux différents"


class ClosureKind(TextChoices):
    """What a closure replaces."""

    CLOSED = "closed", "Fermeture"
    HOURS = "hours", "Horaires particuliers"


PLACE_MACHINE = Machine(
    name="Lieu",
    field="state",
    transitions={
        (PlaceState.PUBLISHED, "withdraw"): PlaceState.WITHDRAWN,
        (PlaceState.WITHDRAWN, "publish"): PlaceState.PUBLISHED,
        (PlaceState.PUBLISHED, "merge"): PlaceState.MERGED,
        (PlaceState.WITHDRAWN, "merge"): PlaceState.MERGED,
        (PlaceState.MERGED, "separate"): PlaceState.PUBLISHED,
    },
)
PAIR_MACHINE = Machine(
    name="Doublon possible",
    field="state",
    transitions={
        (PairState.QUEUED, "confirm"): PairState.MERGED,
        (PairState.QUEUED, "refuse"): PairState.REFUSED,
        (PairState.MERGED, "undo"): PairState.REFUSED,
        (PairState.REFUSED, "reopen"): PairState.QUEUED,
    },
)


class ReportState(TextChoices):
    """Where a report of an error stands."""

    RECEIVED = "received", "Reçu"
    IN_PROGRESS = "in_progress", "En cours"
    CORRECTED = "corrected", "Corrigé"
    DISMISSED = "dismissed", "Sans suite"


class ReportMotive(TextChoices):
    """What is wrong on a sheet, in the reporter's words."""

    CLOSED = "closed", "Ce lieu a fermé ou a déménagé"
    HOURS = "hours", "Les horaires sont faux"
    PHONE = "phone", "Le téléphone ne marche pas"
    ADDRESS = "address", "L’adresse est fausse"
    CONTACT = "contact", "Je suis la personne nommée et je ne veux plus l’être"
    OTHER = "other", "Autre chose"


class ClaimState(TextChoices):
    """What became of an organisation's word that a place is its own."""

    PENDING = "pending", "À examiner"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    TAKEN_BACK = "taken_back", "Reprise"
    ENDED = "ended", "Finie"


CLAIM_MACHINE = Machine(
    name="Demande de lieu",
    field="state",
    transitions={
        (ClaimState.PENDING, "accept"): ClaimState.ACCEPTED,
        (ClaimState.PENDING, "refuse"): ClaimState.REFUSED,
        (ClaimState.PENDING, "take_back"): ClaimState.TAKEN_BACK,
        (ClaimState.ACCEPTED, "end"): ClaimState.ENDED,
    },
)


class CampaignState(TextChoices):
    """Whether the links of a campaign still open something."""

    OPEN = "open", "En cours"
    CLOSED = "closed", "Finie"


class ConfirmationState(TextChoices):
    """What a place answered to « is your sheet still right? »."""

    WAITING = "waiting", "Sans réponse"
    CONFIRMED = "confirmed", "Tout est exact"
    CHANGED = "changed", "Quelque chose a changé"
    OBJECTED = "objected", "Ne veut plus être sollicité"


class AskedBy(TextChoices):
    """How a place is asked."""

    EMAIL = "email", "Courriel"
    LETTER = "letter", "Lettre ou appel"


CAMPAIGN_MACHINE = Machine(
    name="Campagne",
    field="state",
    transitions={(CampaignState.OPEN, "close"): CampaignState.CLOSED},
)
CONFIRMATION_MACHINE = Machine(
    name="Réponse d’un lieu",
    field="state",
    transitions={
        (ConfirmationState.WAITING, "confirm"): ConfirmationState.CONFIRMED,
        (ConfirmationState.WAITING, "change"): ConfirmationState.CHANGED,
        (ConfirmationState.WAITING, "object"): ConfirmationState.OBJECTED,
        (ConfirmationState.CONFIRMED, "change"): ConfirmationState.CHANGED,
        (ConfirmationState.OBJECTED, "confirm"): ConfirmationState.CONFIRMED,
        (ConfirmationState.OBJECTED, "change"): ConfirmationState.CHANGED,
    },
)


class ReportOrigin(TextChoices):
    """Who says that a sheet is wrong."""

    VISITOR = "visitor", "Le public"
    CAMPAIGN = "campaign", "Le lieu lui-même, interrogé"


class ContactKind(TextChoices):
    """What a person asked not to see any more."""

    NAME = "name", "Nom"
    EMAIL = "email", "Adresse électronique"
    PHONE = "phone", "Téléphone"


REPORT_MACHINE = Machine(
    name="Signalement",
    field="state",
    transitions={
        (ReportState.RECEIVED, "take"): ReportState.IN_PROGRESS,
        (ReportState.RECEIVED, "correct"): ReportState.CORRECTED,
        (ReportState.RECEIVED, "dismiss"): ReportState.DISMISSED,
        (ReportState.IN_PROGRESS, "correct"): ReportState.CORRECTED,
        (ReportState.IN_PROGRESS, "dismiss"): ReportState.DISMISSED,
    },
)
