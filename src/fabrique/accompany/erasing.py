"""The limits of mandates, and what the erasure of a person takes and leaves of them."""

from __future__ import annotations

from fabrique.accompany import holding
from fabrique.accompany.actions import erasing
from fabrique.accompany.privacy import MANDATE, UNSIGNED
from fabrique.accompany.queries import keeping
from fabrique.core import clock
from fabrique.core.retention import Holding, Rule, holdings, rules
from fabrique.core.retention.actions import selecting

_TABLES = ("accompany.Mandate", "accompany.Authorisation")

rules.enlist(
    "accompany.mandate",
    Rule(
        MANDATE.rule,
        "Mandats signés, avec leur scan",
        MANDATE.words,
        _TABLES,
        selecting("mandate", keeping.past_mandates),
        erasing.erase_past,
        order=50,
    ),
)
rules.enlist(
    "accompany.unsigned",
    Rule(
        UNSIGNED.rule,
        "Mandats préparés et jamais signés",
        UNSIGNED.words,
        _TABLES,
        selecting("mandate", keeping.unsigned_mandates),
        erasing.erase_unsigned,
        order=51,
    ),
)
holdings.enlist(
    "accompany.resident",
    Holding(
        "resident",
        holding.RESIDENT,
        erasing.erase_of_residents,
        lambda ids: keeping.holds_of(ids, clock.now()),
        order=50,
    ),
)
holdings.enlist("accompany.account", Holding("account", holding.ACCOUNT, lambda ids: None, order=50))
