"""What may be needed, and where a need stands."""

from __future__ import annotations

from django.db.models import TextChoices

from fabrique.core.states import Machine


class NeedKind(TextChoices):
    """What is lacking. Each trade answers its own kind."""

    DEVICE = "device", "Un appareil"
    CONNECTION = "connection", "Une connexion"
    LEARNING = "learning", "Apprendre"
    PROCEDURES = "procedures", "De l’aide pour une démarche"
    PLACE = "place", "Un lieu où être aidé"


class NeedState(TextChoices):
    """Where a need stands."""

    OPEN = "open", "À satisfaire"
    UNDER_WAY = "under_way", "En cours"
    MET = "met", "Satisfait"
    DROPPED = "dropped", "Abandonné"


LIVE = (NeedState.OPEN, NeedState.UNDER_WAY)
ENDED = (NeedState.MET, NeedState.DROPPED)

NEED = Machine(
    "Besoin",
    "state",
    {
        (NeedState.OPEN, "start"): NeedState.UNDER_WAY,
        (NeedState.OPEN, "meet"): NeedState.MET,
        (NeedState.OPEN, "drop"): NeedState.DROPPED,
        (NeedState.UNDER_WAY, "pause"): NeedState.OPEN,
        (NeedState.UNDER_WAY, "meet"): NeedState.MET,
        (NeedState.UNDER_WAY, "drop"): NeedState.DROPPED,
        (NeedState.MET, "reopen"): NeedState.OPEN,
        (NeedState.DROPPED, "reopen"): NeedState.OPEN,
    },
)
VERBS = {
    "start": "Commencer",
    "pause": "Remettre à satisfaire",
    "meet": "C’est satisfait",
    "drop": "Abandonner",
    "reopen": "Rouvrir",
}
