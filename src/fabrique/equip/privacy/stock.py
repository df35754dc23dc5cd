"""What the tables of the stock hold of people: a device is nobody, but somebody handled it."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal

WORKSHOP = Activity(
    "atelier",
    "Atelier de reconditionnement",
    "Savoir ce qui est arrivé à chaque appareil, et le prouver.",
    Basis.TASK,
    "Professionnels et bénévoles de l’atelier",
    "Les professionnels de l’organisation qui tient l’atelier ; un auditeur",
    "L’organisation qui tient l’atelier ; la structure qui porte l’instance est sous-traitante (art. 28)",
)
HISTORY = Keep("histoire d’un appareil", "tant que l’appareil est connu", event="le compte est effacé")
_HANDS = personal(WORKSHOP, "Gestes sur un appareil : lequel, quand, par qui, note", HISTORY)

classify("equip.Site", {NONE: "id organisation code name address latitude longitude created_at closed_at"})
classify("equip.Shelf", {NONE: "id organisation site code label created_at closed_at"})
classify("equip.CodeCounter", {NONE: "id site kind year last"})
classify("equip.Lot", {NONE: "id organisation site donation code label received_on created_at"})
classify(
    "equip.Device",
    {
        NONE: "id organisation site lot shelf code kind state state_at received_at make model serial "
        "made_year cpu cpu_mark ram_mb storage_gb screen_tenths weight_g battery windows_11 grade",
    },
)
classify(
    "equip.StorageDrive",
    {NONE: "id organisation device origin kind model serial size_bytes seen_at removed_at"},
)
classify(
    "equip.DeviceEvent",
    {NONE: "id device verb origin target evidence facts", _HANDS: "at by note"},
)
_COUNTING = personal(WORKSHOP, "Inventaires et fournitures : qui a compté ou pris, quand, note", HISTORY)
classify(
    "equip.Stocktake",
    {NONE: "id organisation site shelf", _COUNTING: "opened_at opened_by closed_at closed_by"},
)
classify("equip.StocktakeLine", {NONE: "id stocktake device expected", _COUNTING: "seen_at seen_by"})
classify("equip.Supply", {NONE: "id organisation site number kind name quantity minimum created_at"})
classify("equip.SupplyMove", {NONE: "id supply way change left device", _COUNTING: "at by note"})
