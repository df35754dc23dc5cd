"""What a draft of a promise holds, screen by screen, and how it is kept as JSON. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from fabrique.equip.enums import Condition, DataOnIt, DeviceKind
from fabrique.equip.giving.fleets import Item


class Step(StrEnum):
    """The screens, in their order; the value names them in an address."""

    WHAT = "quoi"
    STATE = "etat"
    HANDING = "remise"
    WHO = "vous"
    CHECK = "relire"


STEPS = tuple(Step)
Line = tuple[DeviceKind, Condition, DataOnIt]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. ``counts`` by kind; ``states`` says (condition, data) by kind; ``items`` is the list
    of a fleet, which then answers the first two screens; ``handing`` and ``donor`` are what their forms gave.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    waiting: tuple[Item, ...] = ()
    handing: Mapping[str, str] = field(default_factory=dict)
    donor: Mapping[str, str] = field(default_factory=dict)
    campaign: str = ""

    def has(self, step: Step) -> bool:
        """Whether a screen was answered."""
        return {
            Step.WHAT: bool(self.counts or self.items),
            Step.STATE: bool(self.items) or bool(self.counts and set(self.counts) <= set(self.states)),
            Step.HANDING: bool(self.handing),
            Step.WHO: bool(self.donor),
            Step.CHECK: False,
        }[step]

    @property
    def next_step(self) -> Step:
        """The first screen without an answer."""
        return next(step for step in STEPS if not self.has(step))

    def lines(self) -> dict[Line, int]:
        """How many of each kind, condition and data, in the order of the kinds."""
        if self.items:
            counted: Counter[Line] = Counter()
            for item in self.items:
                counted[(item.kind, item.condition, item.data)] += item.number
        else:
            counted = Counter({self._line(kind): number for kind, number in self.counts.items()})
        order = list(DeviceKind)
        return {line: counted[line] for line in sorted(counted, key=lambda each: order.index(each[0]))}

    def _line(self, kind: str) -> Line:
        condition, data = self.states.get(kind, (Condition.UNKNOWN, DataOnIt.YES))
        return DeviceKind(kind), Condition(condition), DataOnIt(data)


def as_json(answers: Answers) -> dict[str, Any]:
    """The answers as they are kept."""
    kept = {name: getattr(answers, name) for name in ("counts", "states", "handing", "donor", "campaign")}
    for name in ("items", "waiting"):
        kept[name] = [list(asdict(item).values()) for item in getattr(answers, name)]
    return kept


def from_json(kept: Mapping[str, Any]) -> Answers:
    """The answers that were kept."""
    states = {kind: (said[0], said[1]) for kind, said in kept.get("states", {}).items()}
    items, waiting = (tuple(map(_item, kept.get(name, ()))) for name in ("items", "waiting"))
    simple = {name: kept[name] for name in ("counts", "handing", "donor", "campaign") if name in kept}
    return replace(Answers(**simple), states=states, items=items, waiting=waiting)


def _item(kept: list[Any]) -> Item:
    kind, condition, data, *rest = kept
    return Item(DeviceKind(kind), Condition(condition), DataOnIt(data), *rest)
