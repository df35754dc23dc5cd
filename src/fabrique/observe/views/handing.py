"""Handing an adopted plan over to the other trades."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fabrique.core.policies import can, fetch, permitted, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse, told
from fabrique.directory.models import Place
from fabrique.observe.actions import handing as actions
from fabrique.observe.composing.rounding import tens
from fabrique.observe.enums import ScenarioKind, ScenarioState
from fabrique.observe.forms.sites import StopsForm
from fabrique.observe.models import Scenario
from fabrique.observe.queries.handing import Line, itinerant_places, lines_of, site_of_plan, stops_of
from fabrique.observe.queries.sites import area_names
from fabrique.observe.views.common import trail
from fabrique.observe.views.sites import line_of
from fabrique.people.views.common import actor

KEEP = "observe.keep_scenario"


@requires(KEEP)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What of the plan was handed over, and what may be."""
    scenario = _scenario(request, pk)
    form = StopsForm(places=_places(request)) if scenario.kind == ScenarioKind.TOURS else None
    return _page(request, scenario, form)


def _page(request: HttpRequest, scenario: Scenario, form: StopsForm | None) -> HttpResponse:
    adopted, refused = scenario.state == ScenarioState.ADOPTED, ""
    try:
        lines = lines_of(scenario) if adopted else []
    except DomainRefusal as refusal:
        lines, refused = [], refusal.message
    areas = area_names()
    needs = [line.handed.need for line in lines if line.handed and line.handed.need]
    seen = permitted(request.user, "needs.see_needs", needs)
    context = {
        "scenario": scenario,
        "adopted": adopted,
        "refused": refused,
        "tours": scenario.kind == ScenarioKind.TOURS,
        "lines": [_line(line, line_of(line.site, areas), seen) for line in lines],
        "waiting": sum(line.handed is None and bool(line.site.commune_code) for line in lines),
        "may_note": can(request.user, actions.NOTE_NEED),
        "may_open": can(request.user, actions.KEEP_GUIDE),
        "dated": bool(lines) and scenario.kind == ScenarioKind.TOURS and _dated(scenario),
        "form": form,
        "crumbs": trail(
            (_("Où agir"), reverse("observe:scenarios")),
            (scenario.title, reverse("observe:scenario", kwargs={"pk": scenario.pk})),
            (_("Transmettre"), ""),
        ),
    }
    return render(request, "observe/sites/hand.html", context)


def _dated(scenario: Scenario) -> bool:
    stops = stops_of(scenario)
    return any(stops.hours(key) is None for key in stops.by_site)


def _line(line: Line, said: dict[str, Any], seen: frozenset[Any]) -> dict[str, Any]:
    need = line.handed.need if line.handed else None
    return {
        **said,
        "plan": line,
        "people": tens(line.people),
        "need": need,
        "may_see": need is not None and need.pk in seen,
    }


@requires(KEEP)
@require_POST
def needs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note the needs of the sites."""
    scenario = _scenario(request, pk)
    told(request, lambda: _say(request, actions.hand_sites(scenario=scenario, by=actor(request))), "")
    return redirect("observe:hand", pk=pk)


@requires(KEEP)
@require_POST
def open_site(request: HttpRequest, pk: UUID, site: UUID) -> HttpResponse:
    """Enter a site that is open in the guide."""
    scenario = _scenario(request, pk)
    handed = site_of_plan(scenario, site)
    if handed is None:
        raise Http404
    act = partial(actions.open_handed_site, handed=handed, by=actor(request))
    told(request, act, _("Le lieu est dans le guide, et son besoin est satisfait."))
    return redirect("observe:hand", pk=pk)


@requires(KEEP)
@never_cache
@require_POST
def stops(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the stops to an itinerant place."""
    scenario = _scenario(request, pk)
    form = StopsForm(request.POST, places=_places(request))
    if form.is_valid():
        code, name = form.cleaned_data["place"], form.cleaned_data["name"]
        place = Place.objects.get(code=code) if code else None
        try:
            done = actions.hand_stops(scenario=scenario, place=place, name=name, by=actor(request))
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            _say(request, done)
            return redirect("observe:hand", pk=pk)
    return _page(request, scenario, form)


def _say(request: HttpRequest, done: actions.Handed) -> None:
    said = _("Transmis : %(done)d ; déjà transmis : %(before)d.")
    messages.success(request, said % {"done": done.done, "before": done.before})
    if done.left:
        left = _("Hors du territoire, à voir à la main : %(names)s.")
        messages.warning(request, left % {"names": ", ".join(f"« {name} »" for name in done.left[:10])})


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in itinerant_places(request.user)]


def _scenario(request: HttpRequest, pk: UUID) -> Scenario:
    rows = Scenario.objects.all().select_related("organisation", "site_list__organisation")
    return fetch(request.user, KEEP, rows, pk=pk)
