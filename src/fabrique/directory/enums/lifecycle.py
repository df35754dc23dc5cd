"""Where a place, a stop, a closure or a pair of records stands; the machines are tables."""

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
