"""What a scenario is solved on: where the people are, where something could be; kept as JSON, by columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from fabrique.observe.standalone.coordinates import Floats, plane_around, to_metres

_DEGREES, _SHARES = 6, 4  # decimals kept: ten centimetres, a ten-thousandth


@dataclass(frozen=True)
class People:
    """Points of demand (n): ``latitude``, ``longitude`` in degrees; ``people``; ``commune``, a code each;
    ``priority``, the share of them in a priority neighbourhood; ``weight``, from 0 to 1, the probability that
    their area is among the most fragile, None when no index weighs them.
    """

    latitude: Floats
    longitude: Floats
    people: Floats
    commune: tuple[str, ...]
    priority: Floats
    weight: Floats | None = None

    def __len__(self) -> int:
        return len(self.people)

    @property
    def aimed(self) -> Floats:
        """What a plan counts: the people, or those expected in the most fragile areas."""
        return self.people if self.weight is None else self.people * self.weight

    def as_json(self) -> dict[str, Any]:
        """By columns; people keep four decimals: a point has few."""
        return {
            "latitude": np.round(self.latitude, _DEGREES).tolist(),
            "longitude": np.round(self.longitude, _DEGREES).tolist(),
            "people": np.round(self.people, _SHARES).tolist(),
            "commune": list(self.commune),
            "priority": np.round(self.priority, _SHARES).tolist(),
            "weight": None if self.weight is None else np.round(self.weight, _SHARES).tolist(),
        }

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> People:
        """What ``as_json`` gave."""
        weight = held["weight"]
        return cls(
            np.asarray(held["latitude"], float),
            np.asarray(held["longitude"], float),
            np.asarray(held["people"], float),
            tuple(held["commune"]),
            np.asarray(held["priority"], float),
            None if weight is None else np.asarray(weight, float),
        )


@dataclass(frozen=True)
class Candidates:
    """Sites that could be (m), by columns. ``veto``: codes of who says no, joined by « + », "" for nobody;
    ``capacity`` None for no limit; ``minutes`` None for as long as the scenario says; ``qpv`` "" for none.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    latitude: Floats
    longitude: Floats
    commune: tuple[str, ...]
    qpv: tuple[str, ...]
    cost_cents: tuple[int, ...]
    capacity: tuple[int | None, ...]
    existing: tuple[bool, ...]
    kept: tuple[bool, ...]
    veto: tuple[str, ...]
    minutes: tuple[int | None, ...]
    opens: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rank(self) -> dict[str, int]:
        """The place of each site by its id."""
        return {key: at for at, key in enumerate(self.ids)}

    def as_json(self) -> dict[str, Any]:
        """By columns."""
        held = {name: list(value) for name, value in asdict(self).items()}
        for name in ("latitude", "longitude"):
            held[name] = np.round(np.asarray(held[name], float), _DEGREES).tolist()
        return held

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> Candidates:
        """What ``as_json`` gave."""
        columns: dict[str, Any] = {name: tuple(value) for name, value in held.items()}
        for name in ("latitude", "longitude"):
            columns[name] = np.asarray(held[name], float)
        return cls(**columns)


@dataclass(frozen=True)
class Inputs:
    """All that a scenario is solved on. ``communes``: the names of those of the territory, by code, in order.
    ``told``: in French, how people were placed and what is not known. ``sources``: where they come from.
    """

    people: People
    sites: Candidates
    communes: Mapping[str, str]
    told: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """For a JSON field."""
        return {
            "people": self.people.as_json(),
            "sites": self.sites.as_json(),
            "communes": dict(self.communes),
            "told": list(self.told),
            "sources": [dict(one) for one in self.sources],
        }

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> Inputs:
        """What ``as_json`` gave."""
        return cls(
            People.of_json(held["people"]),
            Candidates.of_json(held["sites"]),
            dict(held["communes"]),
            tuple(held["told"]),
            tuple(held["sources"]),
        )

    def metres(self) -> tuple[Floats, Floats]:
        """People (n, 2) and sites (m, 2) on one plane. Refused when they lie too far apart."""
        people, sites = (np.column_stack([one.longitude, one.latitude]) for one in (self.people, self.sites))
        plane = plane_around(np.concatenate([people, sites]))
        return to_metres(plane, people), to_metres(plane, sites)


def digest_of(held: Mapping[str, Any]) -> str:
    """SHA-256 of inputs as they are kept."""
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def numbers_of(names: Sequence[str], known: Sequence[str]) -> np.ndarray:
    """The rank of each name among the known ones, -1 for another."""
    ranks = {name: at for at, name in enumerate(known)}
    return np.array([ranks.get(name, -1) for name in names], np.int64)
