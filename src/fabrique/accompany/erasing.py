"""The limits of mandates and procedures, and what the erasure of a person takes and leaves of them."""

from __future__ import annotations

from fabrique.accompany import case_holding, holding
from fabrique.accompany.actions import case_erasing, erasing
from fabrique.accompany.privacy import CASE, MANDATE, UNSIGNED
from fabrique.accompany.queries import case_keeping, keeping
from fabrique.core import clock
from fabrique.core.retention import Holding, Rule, holdings, rules
from fabrique.core.retention.actions import selecting

_TABLES = ("accompany.Mandate", "accompany.Authorisation", "accompany.RemoteConsent")

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
# After the rule of mandates: what was done in a person's place goes with its mandate, then the case may.
rules.enlist(
    "accompany.case",
    Rule(
        CASE.rule,
        "Démarches suivies, avec leurs actes et leurs documents",
        CASE.words,
        ("accompany.Case", "accompany.CaseAct", "accompany.CaseDocument"),
        selecting("case", case_keeping.past_cases),
        case_erasing.erase_past_cases,
        order=52,
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
holdings.enlist(
    "accompany.case",
    Holding(
        "resident",
        case_holding.RESIDENT,
        case_erasing.erase_cases_of,
        lambda ids: case_keeping.case_holds(ids, clock.now()),
        order=60,
    ),
)
holdings.enlist(
    "accompany.case_account", Holding("account", case_holding.ACCOUNT, lambda ids: None, order=60)
)
