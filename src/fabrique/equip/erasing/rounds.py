"""How long rounds say who was in the van, and what the erasure of an account leaves of them."""

from fabrique.core.retention import Holding, Rule, Table, holdings, rules
from fabrique.core.retention.actions import selecting
from fabrique.equip.actions.round_erasing import erase_past_crews, past_crews
from fabrique.equip.privacy.rounds import CREW

CITED = "ces lignes sont sur des tournées ; elles citent le numéro de ce compte"
rules.enlist(
    "equip.round",
    Rule(
        CREW.rule,
        "Tournées de collecte : qui était dans le véhicule, qui les a préparées",
        CREW.words,
        ("equip.Round",),
        selecting("round", past_crews),
        erase_past_crews,
        order=61,
    ),
)
holdings.enlist(
    "equip.rounds",
    Holding(
        "account",
        (
            Table("equip.Round", "created_by", "Tournées que vous avez préparées", counted=CITED),
            Table("equip.RoundStop", "settled_by", "Dons que vous avez enlevés", counted=CITED),
        ),
        lambda ids: None,
        order=71,
    ),
)
