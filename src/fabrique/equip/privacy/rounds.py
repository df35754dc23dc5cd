"""What the tables of rounds hold of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Keep, classify, personal, sensitive
from fabrique.equip.privacy.giving import DONATIONS, DONOR
from fabrique.equip.retention import CREW_YEARS

CREW = Keep("tournée", f"{CREW_YEARS} an après la tournée", rule="tournee")
_SIGNED = sensitive(DONATIONS, "Qui a remis le don, sa signature, pourquoi un don n’a pas été enlevé", DONOR)

classify("equip.Vehicle", {NONE: "id organisation name litres grams created_at retired_at"})
classify(
    "equip.Round",
    {
        NONE: "id organisation site vehicle code state on leaves_from back_before created_at left_at "
        "ended_at crew_forgotten_at",
        sensitive(DONATIONS, "Équipage d’une tournée", CREW): "crew",
        personal(DONATIONS, "Qui a préparé une tournée", CREW): "created_by",
    },
)
classify(
    "equip.RoundStop",
    {
        NONE: "id round donation rank minutes",
        _SIGNED: "handed_by drawn why",
        personal(DONATIONS, "Quand un don est pris, comment, par qui", DONOR): "window_from window_until "
        "told_at outcome proof settled_at settled_by",
    },
)
