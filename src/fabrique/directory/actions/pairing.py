"""Finding again the rows of a publisher who gives no ids, when their name or their address was corrected.

Their id is made from their name and whereabouts (``auto-…``), so that a correction makes another id. A
record that left and a row that came are one place when they alone share what tells a place; both ways, or
not at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fabrique.directory.cleaning.text import fold

MADE = "auto-"  # how the id of a row begins when its publisher gives none


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells a place among those of its source."""

    digest: str
    name: str
    commune: str
    address: str
    phone: str
    emails: tuple[str, ...]

    @classmethod
    def of(cls, digest: str, fields: Mapping[str, Any]) -> Facts:
        """The facts of a record's, or of a row's, fields."""
        commune = fields.get("commune_code") or fields.get("commune_name") or fields.get("postal_code")
        name, town, address = (
            fold(str(text or "")) for text in (fields.get("name"), commune, fields.get("address"))
        )
        emails = tuple(sorted(str(email).casefold() for email in fields.get("emails") or ()))
        return cls(digest, name, town, address, str(fields.get("phone") or ""), emails)


_VAIN = re.compile(r"\w{1,2}|\d+|rue|avenue|boulevard|place|chemin|route|allees?|impasse|quai|cours|des|les")
_Key = Callable[[Facts], Hashable]
# What two rows may share, the surest first; None when a row does not say it.
_KEYS: tuple[_Key, ...] = (
    lambda one: one.digest,
    lambda one: (one.name, one.address) if one.name and one.address else None,
    lambda one: (one.name, one.commune) if one.name and one.commune else None,
    lambda one: (one.address, one.commune) if one.address and one.commune else None,
)
_REACHES: tuple[_Key, ...] = (
    lambda one: (one.phone, one.commune) if one.phone and one.commune else None,
    lambda one: (one.emails, one.commune) if one.emails and one.commune else None,
)


def pair_again(
    left: Mapping[str, Facts],
    came: Mapping[str, Facts],
    *,
    before: Iterable[Mapping[str, Any]] = (),
    after: Iterable[Mapping[str, Any]] = (),
) -> dict[str, str]:
    """For ids of rows that came, the id of the record that each continues.

    ``before`` and ``after`` are the fields of all the source: a phone or an e-mail tells a place only when
    nobody else there has it. The order of the rows is nothing.
    """
    if not left or not came:
        return {}
    left, came = dict(left), dict(came)
    shared = {None} | _shared(before) | _shared(after)
    pairs: dict[str, str] = {}
    for key in (*_KEYS, *_REACHES):
        pairs |= _alone(left, came, key, shared)
    return pairs


def _alone(
    left: dict[str, Facts], came: dict[str, Facts], key: _Key, vain: Collection[Hashable]
) -> dict[str, str]:
    """Pair those that alone have the same key on each side, unless it is vain; take them out of both."""
    olds, news = _by_key(left, key, vain), _by_key(came, key, vain)
    pairs = {}
    for value, (new, *more) in news.items():
        old, *others = olds.get(value, [""])
        if old and not more and not others and not _contradict(left[old], came[new]):
            pairs[new] = old
    for new, old in pairs.items():
        del left[old], came[new]
    return pairs


def _by_key(rows: Mapping[str, Facts], key: _Key, vain: Collection[Hashable]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = defaultdict(list)
    for identifier, facts in rows.items():
        if (value := key(facts)) not in vain:
            found[value].append(identifier)
    return found


def _contradict(old: Facts, new: Facts) -> bool:
    """Whether two rows are two places: another phone, and nothing in common in the name or in the street."""
    if not (old.phone and new.phone) or old.phone == new.phone:
        return False
    return _apart(old.name, new.name) or _apart(old.address, new.address)


def _apart(one: str, other: str) -> bool:
    """Whether two folded texts, both given, share no word that tells something."""
    first, second = ({word for word in text.split() if not _VAIN.fullmatch(word)} for text in (one, other))
    return bool(first and second) and first.isdisjoint(second)


def _shared(rows: Iterable[Mapping[str, Any]]) -> set[Hashable]:
    """The phones and e-mails that several rows of a source have, as the keys above say them."""
    counted = Counter(key(facts) for fields in rows for facts in [Facts.of("", fields)] for key in _REACHES)
    return {value for value, count in counted.items() if value is not None and count > 1}
