"""Rounds that collect: where one stands, what became of each stop, when a donor can be met."""

from __future__ import annotations

from datetime import time

from django.db.models import TextChoices

from fabrique.core.states import Machine


class RoundState(TextChoices):
    """Where a round stands."""

    DRAFT = "draft", "En préparation"
    PLANNED = "planned", "Prévue"
    UNDER_WAY = "under_way", "En route"
    DONE = "done", "Terminée"
    CANCELLED = "cancelled", "Annulée"


ROUND_MACHINE = Machine(
    name="Tournée de collecte",
    field="state",
    transitions={
        (RoundState.DRAFT, "plan"): RoundState.PLANNED,
        (RoundState.DRAFT, "cancel"): RoundState.CANCELLED,
        (RoundState.PLANNED, "rework"): RoundState.DRAFT,
        (RoundState.PLANNED, "start"): RoundState.UNDER_WAY,
        (RoundState.PLANNED, "cancel"): RoundState.CANCELLED,
        (RoundState.UNDER_WAY, "call_back"): RoundState.PLANNED,
        (RoundState.UNDER_WAY, "finish"): RoundState.DONE,
    },
)
COMING = (RoundState.DRAFT, RoundState.PLANNED, RoundState.UNDER_WAY)


class StopOutcome(TextChoices):
    """What became of a stop."""

    WAITING = "waiting", "À faire"
    COLLECTED = "collected", "Enlevé"
    MISSED = "missed", "Pas enlevé"


class PickUpProof(TextChoices):
    """How the donor signed what was taken."""

    SCREEN = "screen", "Signé à l’écran"
    PAPER = "paper", "Signé sur papier"


class Slot(TextChoices):
    """When a donor can be met."""

    DAY = "day", "Toute la journée"
    MORNING = "morning", "Le matin"
    AFTERNOON = "afternoon", "L’après-midi"

    @property
    def hours(self) -> tuple[time | None, time | None]:
        """From when to when; the whole day has no limit but the crew's."""
        return _HOURS[self]


_HOURS: dict[Slot, tuple[time | None, time | None]] = {
    Slot.DAY: (None, None),
    Slot.MORNING: (time(9), time(12)),
    Slot.AFTERNOON: (time(13, 30), time(17, 30)),
}
