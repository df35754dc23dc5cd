"""What an adopted plan gives to the other trades, as pages and actions read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fabrique.core.policies import ALL, Actor, fields_of, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.enums.national import Itinerance
from fabrique.directory.models import Place
from fabrique.kernels.hours import Passage, cycle_hours, describe
from fabrique.observe.enums import ScenarioKind
from fabrique.observe.models import HandedSite, Scenario, Site
from fabrique.observe.standalone.tours.hours import DAYS

EDIT_PLACE = "directory.edit_place"
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """A site of the plan, in its order. ``year``: when it opens, None if the plan has no years; ``people``:
    whom it adds, as estimated; ``hours``: of a stop, in words; ``handed``: what it became, None before."""

    site: Site
    year: int | None
    people: float
    hours: tuple[str, ...]
    handed: HandedSite | None


@dataclass(frozen=True, slots=True)
class Stops:
    """The stays of a van at each site of a plan. ``weeks``: of its cycle; ``first``: its first Monday."""

    by_site: Mapping[str, tuple[Passage, ...]]
    weeks: int
    first: date

    def hours(self, site: str) -> str | None:
        """As the guide keeps them; None when no opening hours can say this cycle."""
        return cycle_hours(self.by_site[site], self.weeks, self.first)


def lines_of(scenario: Scenario) -> list[Line]:
    """The sites that a plan opens or visits, but those that are open already and were not handed over. A site
    that its list has lost is left out. Two queries."""
    sites = {str(one.pk): one for one in _sites(scenario)}
    handed = {str(one.site_id): one for one in handed_of(scenario)}
    if scenario.kind == ScenarioKind.TOURS:
        stops = stops_of(scenario)
        return [
            Line(sites[key], None, 0, tuple(describe(stops.hours(key) or "")), handed.get(key))
            for key in stops.by_site
            if key in sites
        ]
    said = scenario.result.get("sites", {})
    lines = []
    for key in _opened(scenario):
        site = sites.get(key)
        if site is None or (site.existing and key not in handed):
            continue
        about = said.get(key, {})
        lines.append(Line(site, about.get("year"), _people(about), (), handed.get(key)))
    return sorted(lines, key=lambda line: (line.year or 0, line.site.name))


def _opened(scenario: Scenario) -> list[str]:
    """Those of all the years, each once."""
    years = [key for year in scenario.result.get("years", ()) for key in year.get("opened", ())]
    return list(dict.fromkeys(str(key) for key in (*scenario.result.get("opened", ()), *years)))


def _people(about: Mapping[str, Any]) -> float:
    return float(about.get("people_added") or 0)


def _sites(scenario: Scenario) -> list[Site]:
    rows = Site.objects.everywhere("a scenario that the actor keeps").filter(site_list=scenario.site_list_id)
    return list(rows.order_by("name", "key"))


def handed_of(scenario: Scenario) -> list[HandedSite]:
    """What was handed over of a scenario, with what it became. One query."""
    rows = HandedSite.objects.of(scenario.organisation).filter(scenario=scenario)
    return list(rows.select_related("site", "need", "place", "stop__place").order_by("handed_at", "pk"))


def stops_of(scenario: Scenario) -> Stops:
    """The stays of a tour. Refused when the plan does not say them as it should."""
    try:
        first = date.fromisoformat(scenario.result["first_monday"])
        stays: dict[str, list[Passage]] = {}
        visits = sorted(scenario.result["visits"], key=lambda one: (one["week"], DAYS.index(one["day"])))
        for one in visits:
            span = _minutes(one["begins"]), _minutes(one["leaves"])
            passage = Passage(int(one["week"]), DAYS.index(one["day"]), span)
            stays.setdefault(str(one["site"]), []).append(passage)
        weeks = max([int(scenario.choices.get("weeks") or 1), *(int(one["week"]) for one in visits)])
        if first.weekday():
            raise ValueError(first)
    except (KeyError, ValueError, TypeError) as error:
        raise DomainRefusal(_("Ce plan ne dit pas où et quand le véhicule passe.")) from error
    return Stops({key: tuple(held) for key, held in stays.items()}, weeks, first)


def _minutes(text: str) -> int:
    found = _CLOCK.match(text)
    if found is None:
        raise ValueError(text)
    return 60 * int(found[1]) + int(found[2])


def itinerant_places(actor: Actor) -> list[Place]:
    """The itinerant places of the guide that the actor keeps, by name. One query."""
    rows = scope(actor, EDIT_PLACE, Place.objects.filter(state=PlaceState.PUBLISHED)).order_by("name", "code")
    return [one for one in rows if Itinerance.ITINERANT in one.itinerance]


def keeps_stops(actor: Actor, place: Place) -> bool:
    """Whether the actor may write the stops of a place."""
    return bool({"stops", *ALL} & fields_of(actor, EDIT_PLACE, place))


def site_of_plan(scenario: Scenario, pk: UUID) -> HandedSite | None:
    """What a site of a scenario became, if it was handed over."""
    return next((one for one in handed_of(scenario) if one.site_id == pk), None)
