"""What the tables of the bench hold of people: who worked on what, and when."""

from __future__ import annotations

from fabrique.core.classification import NONE, classify, personal, sensitive
from fabrique.equip.privacy.stock import HISTORY, WORKSHOP

_HANDS = personal(WORKSHOP, "Travail sur un appareil : lequel, quand, par qui, note", HISTORY)
_PRINTED = sensitive(WORKSHOP, "Adresse secrète imprimée sur un certificat d’effacement", HISTORY)

classify(
    "equip.ErasureOrder",
    {NONE: "id organisation drive device state", _HANDS: "ordered_at ordered_by closed_at"},
)
classify("equip.ErasureLog", {NONE: "id organisation sha256 file runs", _HANDS: "received_at received_by"})
classify(
    "equip.ErasureAttempt",
    {NONE: "id log place drive report level rule refusals warnings judged_at"},
)
classify(
    "equip.ErasureProof",
    {
        NONE: "id organisation drive device basis level rule attempt facts signature signing_key",
        _HANDS: "note proved_at by",
    },
)
classify(
    "equip.ErasureCertificate",
    {
        NONE: "id organisation code scope device lot digest token_digest signature signing_key",
        _PRINTED: "token",
        _HANDS: "text signed_at signed_by",
    },
)
classify(
    "equip.Inspection",
    {NONE: "id device purpose list_version answers passed", _HANDS: "note at by"},
)
classify("equip.RepairSession", {NONE: "id device", _HANDS: "what minutes volunteers at by"})
classify("equip.PartMove", {NONE: "id organisation part label source device drive new", _HANDS: "at by"})
classify(
    "equip.InstalledSoftware",
    {NONE: "id device kind name version licence reference removed_at", _HANDS: "at by"},
)
classify(
    "equip.GradingRules",
    {NONE: "id organisation key version content digest", _HANDS: "added_at added_by"},
)
classify(
    "equip.DeviceGrading",
    {
        NONE: "id device rules_key rules_version rules_digest grade total seen points caps",
        _HANDS: "at by",
    },
)
