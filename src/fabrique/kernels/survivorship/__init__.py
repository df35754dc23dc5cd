"""Which source to believe, field by field, when several describe the same thing.

Pure and independent of order: the same records give the same answer however they are listed. A record's
rank is its source's trust (0–100) less one point for each month that it is older than the newest record (at
most ``MAX_AGEING``; without date it counts as ``UNDATED_MONTHS`` old), then its date, then its key. An
*authoritative* record (an edit by hand) has the last word on each field that it names, even an emptied one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MAX_AGEING = 36
UNDATED_MONTHS = 24
UNION_HORIZON_MONTHS = 24
DAYS_IN_MONTH = 30.44

Value = object


@dataclass(frozen=True, slots=True)
class Witness:
    """One record: ``key`` is its stable name, ``values`` the fields that it gives (empty: says nothing)."""

    key: str
    trust: int
    updated_on: date | None
    values: Mapping[str, Value]
    authoritative: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field, or a bundle of fields that travel together, is settled."""

    fields: tuple[str, ...]
    union: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: the records' keys, best first, and the day of the best."""

    keys: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True)
class Settled:
    """The values kept, and the origin of each."""

    values: dict[str, Value]
    origins: dict[str, Origin]


def is_empty(value: Value) -> bool:
    """Whether a value says nothing: ``None``, "", [] (but neither ``False`` nor 0)."""
    return value is None or value in ("", [], ())


def settle(witnesses: Iterable[Witness], rules: Sequence[Rule]) -> Settled:
    """Settle every rule over the witnesses. Fields that nobody gives are absent from the result."""
    everyone = list(witnesses)
    if len(everyone) == 1:  # most places have one source: nothing to compare
        return _alone(everyone[0], rules)
    newest = max((w.updated_on for w in everyone if w.updated_on), default=None)
    ages = {w.key: _months_behind(w, newest) for w in everyone}
    ranked = sorted(everyone, key=lambda w: _rank(w, ages[w.key]))
    settled = Settled({}, {})
    sources = [w for w in ranked if not w.authoritative]
    for rule in rules:
        if rule.union:
            _unite(rule.fields[0], sources, ages, settled)
        else:
            _choose(rule.fields, sources, settled)
    for witness in reversed([w for w in ranked if w.authoritative]):
        _overrule(witness, settled)
    return settled


def _alone(witness: Witness, rules: Sequence[Rule]) -> Settled:
    settled = Settled({}, {})
    if witness.authoritative:
        _overrule(witness, settled)
        return settled
    origin = Origin((witness.key,), witness.updated_on)
    for rule in rules:
        for name in rule.fields:
            value = witness.values.get(name)
            if not is_empty(value):
                settled.values[name] = list(dict.fromkeys(_items(value))) if rule.union else value
                settled.origins[name] = origin
    return settled


def _months_behind(witness: Witness, newest: date | None) -> float:
    if newest is None:
        return 0
    if witness.updated_on is None:
        return UNDATED_MONTHS
    return (newest - witness.updated_on).days / DAYS_IN_MONTH


def _rank(witness: Witness, age: float) -> tuple[int, int, str]:
    """Smaller is better."""
    score = witness.trust - min(MAX_AGEING, int(age))
    return (-score, -(witness.updated_on or date.min).toordinal(), witness.key)


def _choose(fields: tuple[str, ...], ranked: list[Witness], settled: Settled) -> None:
    """The best record that gives any field of the bundle gives them all."""
    for witness in ranked:
        given = {f: witness.values[f] for f in fields if not is_empty(witness.values.get(f))}
        if given:
            settled.values.update(given)
            settled.origins.update(dict.fromkeys(given, Origin((witness.key,), witness.updated_on)))
            return


def _unite(name: str, ranked: list[Witness], ages: Mapping[str, float], settled: Settled) -> None:
    """What recent records say adds up; a sum of several is sorted, so that no order of import shows."""
    givers = [w for w in ranked if not is_empty(w.values.get(name))]
    if not givers:
        return
    youngest = min(ages[w.key] for w in givers)
    kept = [w for w in givers if ages[w.key] - youngest <= UNION_HORIZON_MONTHS]
    merged = {item: None for w in kept for item in _items(w.values[name])}
    settled.values[name] = sorted(merged, key=str) if len(kept) > 1 else list(merged)
    settled.origins[name] = Origin(tuple(w.key for w in kept), kept[0].updated_on)


def _overrule(witness: Witness, settled: Settled) -> None:
    for name, value in witness.values.items():
        settled.origins[name] = Origin((witness.key,), witness.updated_on)
        if is_empty(value):
            settled.values.pop(name, None)
        else:
            settled.values[name] = value


def _items(value: Value) -> Iterable[Value]:
    return value if isinstance(value, list | tuple) else (value,)
