"""The limit of raw inventories, and what the erasure of an account leaves of them."""

from fabrique.core.retention import Holding, Rule, Table, holdings, rules
from fabrique.core.retention.actions import selecting
from fabrique.equip.actions.forgetting import forget_raw, past_raw
from fabrique.equip.privacy.intake import RAW

_CITED = "ces lignes sont sur du matériel ; elles citent le numéro de ce compte"
rules.enlist(
    "equip.raw",
    Rule(
        RAW.rule,
        "Relevés de machines tels quels : les octets du fichier",
        RAW.words,
        ("equip.InventoryFile",),
        selecting("inventory_file", past_raw),
        forget_raw,
        order=65,
    ),
)
holdings.enlist(
    "equip.intake",
    Holding(
        "account",
        (
            Table("equip.InventoryFile", "taken_by", "Relevés que vous avez versés", counted=_CITED),
            Table(
                "equip.ObservationRecord", "settled_by", "Différences que vous avez tranchées", counted=_CITED
            ),
        ),
        lambda ids: None,
        order=71,
    ),
)
