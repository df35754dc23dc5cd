"""Where to act, as pages read it: the scenarios, one of them, two side by side, their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.tabular import Cell, csv_lines
from fabrique.core.ui.pages import Pages, page_of
from fabrique.observe.composing.scenario_comparisons import comparison_content
from fabrique.observe.composing.scenario_tables import COMMUNES, SITES, VISITS
from fabrique.observe.composing.scenarios import calendar_of, scenario_content
from fabrique.observe.content import Absent
from fabrique.observe.enums import SCENARIO, ScenarioKind
from fabrique.observe.models import Scenario
from fabrique.observe.queries.scenarios import (
    SEE_SCENARIO,
    SETTLED,
    comparable_scenarios,
    scenarios_seen,
    site_lists_seen,
)
from fabrique.observe.views.common import trail
from fabrique.observe.views.files import csv_response

KEEP, WRITE = "observe.keep_scenario", "observe.write_scenario"
VERBS = {
    "adopt": ("retenir", lazy("Retenir ce plan")),
    "release": ("rendre", lazy("Ne plus le retenir")),
    "set_aside": ("ecarter", lazy("Le mettre de côté")),
    "take_up": ("reprendre", lazy("Le reprendre")),
}


@requires(SEE_SCENARIO)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The scenarios, the adopted ones first."""
    page: Pages[Scenario] = page_of(scenarios_seen(request.user), request.GET.get("page"))
    context = {
        "page": page,
        "may_write": can(request.user, WRITE),
        "has_lists": site_lists_seen(request.user).exists(),
        "crumbs": trail((_("Où agir"), "")),
    }
    return render(request, "observe/scenarios.html", context)


@requires(SEE_SCENARIO)
@never_cache
@require_safe
def scenario(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answer first, then the years, the sites or the calendar, the communes, and how it was made."""
    found = scenario_of(request, pk)
    may_keep = can(request.user, KEEP, found)
    settled = found.state in SETTLED
    content = scenario_content(found) if settled else None
    context = {
        "scenario": found,
        "content": content,
        "tables": [one for one in content.tables if one.key != VISITS] if content else [],
        "calendar": calendar_of(found) if settled and found.kind == ScenarioKind.TOURS else None,
        "others": comparable_scenarios(request.user, found)[:10] if settled else [],
        "verbs": [VERBS[verb] for verb in SCENARIO.verbs(found.state) if verb in VERBS] if may_keep else [],
        "may_keep": may_keep,
        "again": reverse("observe:new-scenario", query=_again(found)) if can(request.user, WRITE) else "",
        "crumbs": crumbs(found.title),
    }
    return render(request, "observe/scenario.html", context)


def _again(found: Scenario) -> dict[str, str]:
    path = "vehicule" if found.kind == ScenarioKind.TOURS else "lieux"
    return {"voie": path, "depuis": str(found.pk)}


@requires(SEE_SCENARIO)
@never_cache
@require_safe
def compare(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Two plans side by side."""
    found, second = scenario_of(request, pk), scenario_of(request, other)
    if found.pk == second.pk or found.state not in SETTLED or second.state not in SETTLED:
        raise Http404
    content = comparison_content(found, second)
    context = {
        "scenario": found,
        "other": second,
        "content": content,
        "crumbs": trail(
            (_("Où agir"), reverse("observe:scenarios")),
            (found.title, reverse("observe:scenario", kwargs={"pk": pk})),
            (_("Comparaison"), ""),
        ),
    }
    return render(request, "observe/compare_scenarios.html", context)


@requires(SEE_SCENARIO)
@require_safe
def plan_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The sites of the plan, or the visits of the van, as a file."""
    return _file(request, pk, "plan", (SITES, VISITS))


@requires(SEE_SCENARIO)
@require_safe
def communes_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Each commune, who is reached and who is left, as a file."""
    return _file(request, pk, "communes", (COMMUNES,))


def _file(request: HttpRequest, pk: UUID, name: str, keys: tuple[str, ...]) -> HttpResponseBase:
    found = scenario_of(request, pk)
    tables = scenario_content(found).tables if found.state in SETTLED else ()
    table = next((one for one in tables if one.key in keys), None)
    if table is None:
        raise Http404
    rows: list[list[Cell]] = [["" if isinstance(one, Absent) else one for one in row] for row in table.rows]
    titled = slugify(found.title)[:60] or "scenario"
    return csv_response(csv_lines([one.code for one in table.columns], rows), f"{name}-{titled}.csv")


def scenario_of(request: HttpRequest, pk: UUID, action: str = SEE_SCENARIO) -> Scenario:
    """The scenario of an address, on which the account may act."""
    rows = Scenario.objects.all().select_related(
        "organisation", "site_list", "asked_by", "run__definition", "run__organisation"
    )
    rows = rows.defer("run__results", "run__areas", "run__names", "run__definition__text")
    return fetch(request.user, action, rows, pk=pk)


def crumbs(label: str) -> list[Any]:
    """The way back from a page about scenarios."""
    return trail((_("Où agir"), reverse("observe:scenarios")), (label, ""))
