"""What the files of the workshop hold of people: who sent them, and what a tool may have written in them."""

from __future__ import annotations

from fabrique.core.classification import NONE, Keep, classify, personal
from fabrique.equip.privacy.stock import HISTORY, WORKSHOP
from fabrique.equip.retention import RAW_DAYS

RAW = Keep("releve", f"{RAW_DAYS} jours après l’arrivée du fichier", rule="releve")
_SENT = personal(WORKSHOP, "Relevés versés : lequel, quand, par qui", HISTORY)

classify(
    "equip.InventoryFile",
    {
        NONE: "id organisation sha256 format evidence door site answer",
        personal(
            WORKSHOP, "Relevés tels quels, chiffrés : un outil y écrit parfois qui servait la machine", RAW
        ): ("raw"),
        _SENT: "taken_at taken_by",
    },
)
classify(
    "equip.ObservationRecord",
    {
        NONE: "id file device row seen_at data recognised_by differences to_settle settled_at",
        personal(WORKSHOP, "Différences entre relevés : qui les a tranchées", HISTORY): "settled_by",
    },
)
classify("equip.DeviceMark", {NONE: "id organisation device kind value"})
classify("equip.CpuMark", {NONE: "key name mark"})
