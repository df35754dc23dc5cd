"""Counts that are parts of one another: those without e-mail, of the tenants.

Of a partition (women, men) a column says ``within``: its parts have nobody in common. The numerators of two
rates may share persons; each is compared with its denominator alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fabrique.observe.content import Content

Pair = tuple[str, str]  # the code of a count, and that of one that holds it
Pairs = frozenset[Pair]


def pairs_in(content: Content) -> Pairs:
    """What the columns of a content say: of a rate its two counts, of a count those that hold it."""
    found = set[Pair]()
    for table in content.tables:
        for one in table.columns:
            if one.counts:
                found |= {(one.code, whole) for whole in one.inside.split()}
            elif one.of:
                above, _slash, below = one.of.partition("/")
                found.add((above, below))
    return frozenset(pair for pair in found if all(pair))


def closed(pairs: Iterable[Pair]) -> Pairs:
    """These and all that follow: a part of a part is a part of the whole."""
    above = defaultdict[str, set[str]](set)
    for part, whole in pairs:
        above[part].add(whole)
    found = set[Pair]()
    for part in list(above):
        reached, left = set[str](), list(above[part])
        while left:
            if (one := left.pop()) not in reached:
                reached.add(one)
                left += above.get(one, ())
        found |= {(part, whole) for whole in reached if whole != part}
    return frozenset(found)
