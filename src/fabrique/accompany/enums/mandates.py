"""Vocabularies of mandates, and the states that one goes through."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices

from fabrique.core.states import Machine


class Duration(TextChoices):
    """For how long a person lets the organisation act. The codes are those of Aidants Connect."""

    SHORT = "SHORT", "1 jour"
    MONTH = "MONTH", "1 mois (31 jours)"
    SEMESTER = "SEMESTER", "6 mois (182 jours)"
    LONG = "LONG", "1 an (365 jours)"


DAYS: Mapping[Duration, int] = {
    Duration.SHORT: 1,
    Duration.MONTH: 31,
    Duration.SEMESTER: 182,
    Duration.LONG: 365,
}
WARNED = (Duration.SEMESTER, Duration.LONG)  # their end is announced


class MandateState(TextChoices):
    """Where a mandate is. A signed one whose time is over allows nothing, even before it is marked ended."""

    DRAFT = "draft", "À signer"
    SIGNED = "signed", "Signé"
    ENDED = "ended", "Terminé"
    ABANDONED = "abandoned", "Abandonné"


MANDATE = Machine(
    "Mandat",
    "state",
    {
        (MandateState.DRAFT, "sign"): MandateState.SIGNED,
        (MandateState.DRAFT, "abandon"): MandateState.ABANDONED,
        (MandateState.SIGNED, "end"): MandateState.ENDED,
    },
)


class SignatureMethod(TextChoices):
    """How the person signed."""

    PAPER = "paper", "Sur papier"
    SCREEN = "screen", "À l’écran"
    SMS = "sms", "Par SMS"


class End(TextChoices):
    """Why an authorisation holds no more."""

    REVOKED = "revoked", "Annulée"
    REPLACED = "replaced", "Remplacée par un mandat plus récent"
    EXPIRED = "expired", "Arrivée à son terme"


class Asked(TextChoices):
    """How the person asked to take an authorisation back."""

    DESK = "desk", "Sur place"
    ORAL = "oral", "De vive voix, au téléphone"
    LETTER = "letter", "Par lettre"
    EMAIL = "email", "Par courriel"
    CARNET = "carnet", "Par son carnet"
    ORGANISATION = "organisation", "L’organisation arrête d’elle-même"
