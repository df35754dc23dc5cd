"""How long things are kept, as code: one registry of rules, and one of what each app holds of a person.

A rule says what is past its limit and erases it; a holding says which tables hold a kind of subject, for the
copy that a person may ask for and for the erasure. Apps enlist both in their ``erasing`` module.
"""

from fabrique.core.retention.holdings import Hold, Holding, Table, held_tables, holdings, holds_on
from fabrique.core.retention.rules import Held, Notice, Rule, key_of, rules
from fabrique.core.retention.running import Line, apply, survey

__all__ = [
    "Held",
    "Hold",
    "Holding",
    "Line",
    "Notice",
    "Rule",
    "Table",
    "apply",
    "held_tables",
    "holdings",
    "holds_on",
    "key_of",
    "rules",
    "survey",
]
