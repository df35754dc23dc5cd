"""Two plans side by side: whom one reaches and not the other, at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fabrique.kernels.siting import Demand, Difference, Sites, compare, reached, within
from fabrique.observe.planning.choices import ToursChoices, choices_of
from fabrique.observe.planning.inputs import Candidates, Inputs, numbers_of
from fabrique.observe.planning.touring import reach_of


@dataclass(frozen=True)
class Plan:
    """A solved scenario: its kind, and its JSON fields."""

    kind: str
    inputs: Mapping[str, Any]
    choices: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def open_sites(self) -> list[str]:
        """The ids of the sites that the plan has open, or of the stops that it makes."""
        if self.kind == "tours":
            return sorted({visit["site"] for visit in self.result["visits"]})
        return [*self.result["kept"], *self.result["opened"]]


@dataclass(frozen=True)
class Commune:
    """People of a commune covered by each plan, each by its own inputs."""

    code: str
    name: str
    people: float
    first: float
    second: float


@dataclass(frozen=True)
class Compared:
    """``same_people``: both plans rest on the same people, so that one knows who is reached by both
    (``both``), by one only (``first_only``, ``second_only``) and by none (``neither``). ``common``,
    ``dropped``, ``added``: sites that both have, the first only, the second only; None unless of one kind.
    """

    communes: tuple[Commune, ...]
    same_people: bool
    both: float = 0.0
    first_only: float = 0.0
    second_only: float = 0.0
    neither: float = 0.0
    common: int | None = None
    dropped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def compared(first: Plan, second: Plan) -> Compared:
    """What changes from one plan to the other."""
    one, two = Inputs.of_json(first.inputs), Inputs.of_json(second.inputs)
    communes = _communes(one, two, first, second)
    if not _same_people(first, second):
        return Compared(communes, same_people=False)
    people = one.people.people
    if first.kind == second.kind == "sites" and first.choices["radius"] == second.choices["radius"]:
        return _of_one_kind(communes, one, two, first, second)
    seen, other = (_seen(plan, held) for plan, held in ((first, one), (second, two)))
    return Compared(
        communes,
        True,
        float(people[seen & other].sum()),
        float(people[seen & ~other].sum()),
        float(people[other & ~seen].sum()),
        float(people[~seen & ~other].sum()),
    )


def _same_people(first: Plan, second: Plan) -> bool:
    where = ("latitude", "longitude", "people")
    return all(first.inputs["people"][name] == second.inputs["people"][name] for name in where)


def _seen(plan: Plan, held: Inputs) -> Any:
    """Who (n) the plan reaches."""
    said = choices_of(plan.kind, plan.choices)
    if isinstance(said, ToursChoices):
        return reach_of(held, said, plan.open_sites)
    people, sites = held.metres()
    rows = [held.sites.rank[key] for key in plan.open_sites]
    near = within(people, sites, said.radius)
    return np.asarray(near[rows].sum(axis=0)).ravel() > 0


def _of_one_kind(
    communes: tuple[Commune, ...], one: Inputs, two: Inputs, first: Plan, second: Plan
) -> Compared:
    """Two plans of sites, by the comparison of the kernels, on the sites of both lists."""
    both = _united(one.sites, two.sites)
    held = Inputs(one.people, both, one.communes)
    points, places = held.metres()
    near = within(points, places, float(first.choices["radius"]))
    area = numbers_of(one.people.commune, list(one.communes))
    demand = Demand(one.people.people, one.people.priority, area)
    sites = Sites.of(len(both))
    chosen = [
        np.array(sorted(both.rank[key] for key in plan.open_sites), np.int64) for plan in (first, second)
    ]
    reach = [reached(near, demand, sites, each) for each in chosen]
    found: Difference = compare(demand, (chosen[0], reach[0]), (chosen[1], reach[1]))
    shared = float(demand.people[reach[0].seen & reach[1].seen].sum())
    return Compared(
        communes,
        True,
        shared,
        found.people_lost,
        found.people_gained,
        reach[0].total - shared - found.people_lost - found.people_gained,
        len(np.intersect1d(chosen[0], chosen[1])),
        tuple(both.names[at] for at in found.closed),
        tuple(both.names[at] for at in found.opened),
    )


def _united(one: Candidates, two: Candidates) -> Candidates:
    """The sites of two lists, each once."""
    more = [at for at, key in enumerate(two.ids) if key not in one.rank]
    first, second = one.as_json(), two.as_json()
    return Candidates.of_json(
        {name: [*column, *(second[name][at] for at in more)] for name, column in first.items()}
    )


def _communes(one: Inputs, two: Inputs, first: Plan, second: Plan) -> tuple[Commune, ...]:
    """The communes of both territories, those that change most first."""
    left = {each["code"]: each for each in first.result["communes"]}
    right = {each["code"]: each for each in second.result["communes"]}
    names = {**two.communes, **one.communes}
    found = [
        Commune(
            code,
            names[code],
            max(held.get(code, {"people": 0.0})["people"] for held in (left, right)),
            left.get(code, {"covered": 0.0})["covered"],
            right.get(code, {"covered": 0.0})["covered"],
        )
        for code in names
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.second - each.first), each.name)))
