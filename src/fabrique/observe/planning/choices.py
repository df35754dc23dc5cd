"""What was asked of the solver: the models, their numbers, the defaults of the two usual questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from fabrique.observe.standalone.site.options import Options

# What stands for the names of files that a command would have.
PEOPLE, SITES = Path("habitants"), Path("sites")
PLANNED = "mclp"  # the one model that opens year by year, and takes shares of people


class _Choices:
    """Choices as a JSON object, unknown keys left aside."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload,no-any-return]

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> Any:
        known = {one.name for one in fields(cls)}  # type: ignore[arg-type]
        return cls(**{name: value for name, value in held.items() if name in known})


@dataclass(frozen=True)
class SitesChoices(_Choices):
    """Where to open. ``radius`` in metres, as the crow flies; ``count``: how many to open in all (None: as
    the budget allows); ``years``: over how many, 1 for at once; ``budget`` in euros, in all. Shares in %:
    ``qpv_sites`` of the sites opened, ``qpv_people`` of the people of priority neighbourhoods covered,
    ``commune_people`` of the people of each commune covered. ``may_close``: existing sites may close.
    """

    model: str = PLANNED
    radius: float = 800.0
    count: int | None = 50
    years: int = 5
    budget: float | None = None
    qpv_sites: float = 33.0
    qpv_people: float = 0.0
    commune_people: float = 0.0
    may_close: bool = False
    price_vetoes: bool = True
    seed: int = 0

    def options(self, *, open_now: int, spent: float) -> Options:
        """As the command takes them. ``open_now``: existing sites that count among those of the plan;
        ``spent``: what they cost."""
        phased = self.years > 1
        everything = self.model == "lscp"
        count = None if everything or self.count is None else self.count
        budget = None if everything else self.budget
        return Options(
            demand=PEOPLE,
            sites=SITES,
            model=self.model,
            radius=self.radius if self.model in ("mclp", "lscp", "capacitated") else None,
            p=count if count is None or phased else count + open_now,
            budget=budget if budget is None or phased else budget + spent,
            backup=False,
            by_cost=False,
            min_qpv_share=self.qpv_people / 100,
            min_qpv_sites=self.qpv_sites / 100,
            min_commune_share=self.commune_people / 100,
            years=(self.years,) if phased else (),
            draws=None,
            tail=1.0,
            seed=self.seed,
            seconds=None,
            price_vetoes=self.price_vetoes,
            output=None,
        )


@dataclass(frozen=True)
class ToursChoices(_Choices):
    """Where a van goes. ``depot``: latitude, longitude; ``days`` of the week (« mar »); ``weeks`` of the
    cycle; ``begins``, ``ends`` (« 08:30 »): when it may be out; ``stay``: minutes at a stop; ``visits`` of
    each commune in the cycle; ``speed`` in km/h, None for one that grows with the distance;
    ``detour``: metres of road for one in a straight line; ``radius``: from how far people come, in metres.
    ``first_monday``: ISO date.
    """

    depot: tuple[float, float] = (0.0, 0.0)
    depot_name: str = ""
    days: tuple[str, ...] = ("mar", "mer", "jeu", "ven")
    weeks: int = 2
    begins: str = "08:30"
    ends: str = "17:00"
    stay: int = 90
    visits: int = 1
    speed: float | None = None
    detour: float = 1.35
    radius: float = 3_000.0
    first_monday: str = ""
    iterations: int = 5_000
    seed: int = 0


def choices_of(kind: str, held: Mapping[str, Any]) -> SitesChoices | ToursChoices:
    """The choices of a scenario of a kind (« sites », « tours »)."""
    made: SitesChoices | ToursChoices = (ToursChoices if kind == "tours" else SitesChoices).of_json(held)
    return made
