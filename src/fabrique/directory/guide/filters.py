"""What was ticked, what it leaves, and how many each further tick would leave.

Options of one group add up (OR), groups narrow (AND). Nothing that can never match is offered: an option
shows only if it leaves something, or is ticked already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.utils.text import capfirst

from fabrique.core.ui.parts import Choice
from fabrique.directory.guide.options import BY_KEY, GROUPS, MOMENTS, QUARTER, Group
from fabrique.directory.guide.snapshot import Mask, Snapshot
from fabrique.directory.guide.text import fold
from fabrique.territory.cog import cog

RESIDENCE = "habite"
_MANY = 60  # values read of one address; the rest is no filter of ours


@dataclass(frozen=True, slots=True)
class Selection:
    """The ticked options by group, the commune where one lives, and the values that mean nothing here."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    residence: str = ""
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.chosen or self.residence)

    def without(self, group: str, code: str = "") -> Selection:
        """The same with one option, or a whole group, unticked."""
        if group == RESIDENCE:
            return Selection(self.chosen, "", self.unknown)
        left = tuple(one for one in self.chosen.get(group, ()) if code and one != code)
        chosen = {key: codes for key, codes in self.chosen.items() if key != group}
        return Selection({**chosen, **({group: left} if left else {})}, self.residence, self.unknown)

    def pairs(self) -> list[tuple[str, str]]:
        """The selection as (name, value) pairs of an address."""
        found = [(key, BY_KEY[key].slug(code)) for key, codes in self.chosen.items() for code in codes]
        return found + ([(RESIDENCE, self.residence)] if self.residence else [])


@dataclass(frozen=True, slots=True)
class Facet:
    """A group as shown."""

    group: Group
    choices: tuple[Choice, ...]

    @property
    def ticked(self) -> bool:
        return any(choice.checked for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Ticked:
    """An option that narrows the answer: in words, and what untying it would leave."""

    group: str
    code: str
    label: str
    count_without: int


def read_selection(
    values: Mapping[str, Sequence[str]], neighbourhoods: Mapping[str, str] | None = None
) -> Selection:
    """The selection of an address: name → values. What means nothing is set apart, never an error.

    ``neighbourhoods`` are those of the territory, by code.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    own = {code: code for code in neighbourhoods or ()}
    for group in GROUPS:
        codes: list[str] = []
        known = own if group.key == QUARTER else group.by_slug
        for value in list(values.get(group.key, ()))[:_MANY]:
            code = known.get(value)
            if code is None and value:
                unknown.append(value[:60])
            elif code is not None and code not in codes:
                codes.append(code)
        if codes:
            chosen[group.key] = tuple(codes)
    residence = next((value for value in values.get(RESIDENCE, ()) if value), "")
    commune = cog().commune(residence) if residence else None
    if residence and commune is None:
        unknown.append(residence[:60])
    return Selection(chosen, commune.code if commune else "", tuple(unknown))


def labels_of(snapshot: Snapshot, group: Group) -> Mapping[str, str]:
    """The options of a group in words, by code: those of the vocabulary, or the territory's own."""
    if group.key == QUARTER:
        return snapshot.ground.neighbourhoods
    return {code: group.label(code) for code in group.labels}


def option_mask(snapshot: Snapshot, group: str, code: str, at: datetime) -> Mask:
    """Which places have an option at an aware instant."""
    if group == "quand":
        return snapshot.moments.mask(code, at)
    found = snapshot.option(f"{group}:{code}")
    return ~snapshot.everything if found is None else found


def _group_mask(snapshot: Snapshot, key: str, codes: Iterable[str], at: datetime) -> Mask:
    masks = [option_mask(snapshot, key, code, at) for code in codes]
    combine = np.logical_and if BY_KEY[key].alone else np.logical_or
    found: Mask = masks[0] if len(masks) == 1 else combine.reduce(masks)
    return found


def selected(snapshot: Snapshot, selection: Selection, at: datetime, *, leaving_out: str = "") -> Mask | None:
    """Which places the selection leaves; None when it leaves all."""
    left: Mask | None = None
    masks = [
        _group_mask(snapshot, key, codes, at) for key, codes in selection.chosen.items() if key != leaving_out
    ]
    if selection.residence and leaving_out != RESIDENCE:
        masks.append(snapshot.residence.serving(selection.residence))
    for mask in masks:
        left = mask if left is None else left & mask
    return left


def facets(snapshot: Snapshot, selection: Selection, base: Mask, at: datetime) -> list[Facet]:
    """The groups with their counts among ``base``, given the ticks of the other groups."""
    shown = []
    for group in GROUPS:
        ticked = selection.chosen.get(group.key, ())
        others = selected(snapshot, selection, at, leaving_out="" if group.alone else group.key)
        among = base if others is None else base & others
        choices = []
        for code, words in _offered(snapshot, group):
            count = int(np.count_nonzero(among & option_mask(snapshot, group.key, code, at)))
            if count or code in ticked:
                checked = code in ticked
                choices.append(Choice(group.slug(code), capfirst(words), checked=checked, count=count))
        if choices:
            shown.append(Facet(group, tuple(choices)))
    return shown


def _offered(snapshot: Snapshot, group: Group) -> list[tuple[str, str]]:
    """The options of a group that the directory has at all, and their words, by which long lists go."""
    labels = labels_of(snapshot, group)
    if group.key == "quand":
        return [(code, labels[code]) for code in MOMENTS]
    present = [pair for pair in labels.items() if snapshot.option(f"{group.key}:{pair[0]}") is not None]
    by_words = group.key == QUARTER or len(present) > 9
    return sorted(present, key=lambda pair: fold(pair[1])) if by_words else present


def residence_choices(snapshot: Snapshot, selection: Selection, base: Mask, at: datetime) -> list[Choice]:
    """The communes that one may say to live in; empty when no place asks."""
    if not snapshot.residence:
        return []
    others = selected(snapshot, selection, at, leaving_out=RESIDENCE)
    among = base if others is None else base & others
    codes = snapshot.ground.communes or frozenset(snapshot.communes)
    codes = codes | snapshot.residence.communes if len(codes) < 100 else codes
    rows = sorted((found.name, found.code) for code in codes if (found := cog().commune(code)))
    return [
        Choice(code, name, checked=code == selection.residence, count=count)
        for name, code in rows
        if (count := int(np.count_nonzero(among & snapshot.residence.serving(code))))
        or code == selection.residence
    ]


def ticked_options(snapshot: Snapshot, selection: Selection, base: Mask, at: datetime) -> list[Ticked]:
    """Each ticked option with what is left when it alone is unticked, the most freeing first."""
    found = []
    for key, codes in selection.chosen.items():
        labels = labels_of(snapshot, BY_KEY[key])
        for code in codes:
            left = selected(snapshot, selection.without(key, code), at)
            count = int(np.count_nonzero(base if left is None else base & left))
            found.append(Ticked(key, code, labels.get(code, code), count))
    if selection.residence and (commune := cog().commune(selection.residence)):
        left = selected(snapshot, selection.without(RESIDENCE), at)
        count = int(np.count_nonzero(base if left is None else base & left))
        found.append(Ticked(RESIDENCE, selection.residence, commune.name, count))
    return sorted(found, key=lambda one: -one.count_without)
