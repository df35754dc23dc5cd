"""The limits of needs, and what the erasure of a person takes of them."""

from __future__ import annotations

from fabrique.core.retention import Holding, Rule, holdings, rules
from fabrique.core.retention.actions import selecting
from fabrique.needs import holding
from fabrique.needs.actions.erasing import erase_needs_of, erase_past_needs
from fabrique.needs.privacy import NEED
from fabrique.needs.queries import past_needs

rules.enlist(
    "needs.need",
    Rule(
        NEED.rule,
        "Besoins d’une personne",
        NEED.words,
        ("needs.Need",),
        selecting("need", past_needs),
        erase_past_needs,
        order=70,
    ),
)
holdings.enlist("needs.resident", Holding("resident", holding.RESIDENT, erase_needs_of, order=80))
holdings.enlist("needs.account", Holding("account", holding.ACCOUNT, lambda ids: None, order=80))
