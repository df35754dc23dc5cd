"""Scenarios as pages read them, what one is solved on, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db.models import Case, QuerySet, When

from fabrique.core.policies import Actor, scope
from fabrique.observe.enums import ScenarioState
from fabrique.observe.models import DataSet, IndexRun, Scenario, Site, SiteList
from fabrique.observe.planning import Candidates, Inputs, Plan
from fabrique.observe.queries.demand import demand_points
from fabrique.territory.queries import communes_in_perimeter, current_territory

SEE_SCENARIO, SEE_SITES = "observe.see_scenario", "observe.see_sites"
HEAVY = ("inputs", "result")  # what lists do not show
SETTLED = (ScenarioState.SOLVED, ScenarioState.ADOPTED, ScenarioState.SET_ASIDE)


def scenarios_seen(actor: Actor) -> QuerySet[Scenario]:
    """The scenarios that the actor sees, the adopted first, those set aside last, the latest of each first;
    without what they rest on."""
    rows = scope(actor, SEE_SCENARIO, Scenario.objects.all()).select_related("organisation", "site_list")
    place = Case(
        When(state=ScenarioState.ADOPTED, then=0), When(state=ScenarioState.SET_ASIDE, then=2), default=1
    )
    return rows.defer(*HEAVY).order_by(place, "-asked_at", "pk")


def comparable_scenarios(actor: Actor, scenario: Scenario) -> QuerySet[Scenario]:
    """The other plans that the actor sees, the latest first."""
    rows = scenarios_seen(actor).filter(state__in=SETTLED).exclude(pk=scenario.pk)
    return rows.order_by("-asked_at", "pk")


def site_lists_seen(actor: Actor) -> QuerySet[SiteList]:
    """The lists of possible sites that the actor sees, by title."""
    rows = scope(actor, SEE_SITES, SiteList.objects.all()).select_related("organisation")
    return rows.order_by("title", "pk")


def gather_inputs(actor: Actor, site_list: SiteList, run: IndexRun | None) -> Inputs:
    """All that a scenario is solved on, as it is now. Refused when nobody can be placed."""
    found = demand_points(actor, run=run)
    rows = Site.objects.of(site_list.organisation).filter(site_list=site_list).order_by("key")
    return Inputs(found.people, candidates_of(rows), found.communes, found.told, found.sources)


def candidates_of(rows: Iterable[Site]) -> Candidates:
    """Sites by columns."""
    sites = list(rows)

    def column(name: str) -> tuple[Any, ...]:
        return tuple(getattr(one, name) for one in sites)

    return Candidates(
        ids=tuple(str(one.pk) for one in sites),
        names=column("name"),
        latitude=np.array(column("latitude"), float),
        longitude=np.array(column("longitude"), float),
        commune=column("commune_code"),
        qpv=column("qpv_code"),
        cost_cents=column("cost_cents"),
        capacity=column("capacity"),
        existing=column("existing"),
        kept=column("kept"),
        veto=tuple("+".join(sorted({each["by"] for each in one.vetoes})) for one in sites),
        minutes=column("minutes"),
        opens=column("opens"),
    )


def plan_of(scenario: Scenario) -> Plan:
    """A solved scenario as its comparison takes it."""
    return Plan(scenario.kind, scenario.inputs, scenario.choices, scenario.result)


def unshared_behind(scenario: Scenario) -> list[str]:
    """What a scenario rests on and that only its own organisation reads, by name."""
    kept = [scenario.site_list.title] if not scenario.site_list.shared else []
    if scenario.run is not None and not scenario.run.shared:
        kept.append(str(scenario.run.definition))
    keys = [one["data_set"] for one in scenario.inputs.get("sources", ()) if one.get("data_set")]
    rows = DataSet.objects.everywhere("what a scenario rests on").filter(pk__in=keys, shared=False)
    return [*kept, *(str(one) for one in rows)]


def own_communes() -> dict[str, str]:
    """The communes of the territory by code, with their names, by name."""
    current_territory()
    return {one.code: one.name for one in communes_in_perimeter()}
