"""The limits of handovers, and what the erasure of a person takes and leaves of them."""

from fabrique.core import clock
from fabrique.core.retention import Holding, Rule, holdings, rules
from fabrique.core.retention.actions import selecting
from fabrique.equip.actions.handing_erasing import empty_handovers_of, empty_past_handovers
from fabrique.equip.erasing.handing_tables import ACCOUNT, RESIDENT
from fabrique.equip.privacy.handing import HANDOVER
from fabrique.equip.queries.handing_keeping import handover_holds, past_handovers

rules.enlist(
    "equip.handover",
    Rule(
        HANDOVER.rule,
        "Matériel remis : la personne, la convention, ce qu’elle en a dit",
        HANDOVER.words,
        ("equip.Handover", "equip.FollowUp"),
        selecting("handover", past_handovers),
        empty_past_handovers,
        order=62,
    ),
)
holdings.enlist(
    "equip.resident",
    Holding(
        "resident",
        RESIDENT,
        empty_handovers_of,
        lambda ids: handover_holds(ids, clock.now()),
        order=70,
    ),
)
holdings.enlist("equip.handing_account", Holding("account", ACCOUNT, lambda ids: None, order=71))
