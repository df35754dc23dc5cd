"""A round on a phone: a page that stays readable without network; counting and signing at a door."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import requires
from fabrique.core.ui.forms import done
from fabrique.equip.actions.collecting import collect_stop, miss_stop
from fabrique.equip.documents.rounds import round_pdf
from fabrique.equip.enums import RoundState, StopOutcome
from fabrique.equip.forms.pick_up import MissForm, PickUpForm
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.rounds import DRIVE, PLAN, stops_of
from fabrique.equip.queries.timetable import timetable_of
from fabrique.equip.views.round_parts import crumbs, leaving, map_of, round_of, stop_of
from fabrique.people.views.common import actor

WORKER = Path(__file__).parent.parent / "static/equip/road-worker.js"
OPEN = (RoundState.PLANNED, RoundState.UNDER_WAY)


@requires(DRIVE)
@never_cache
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The round as its crew reads it. Over, or not yet settled: its other page."""
    held = round_of(request, DRIVE, pk)
    if held.state not in OPEN:
        return redirect("equip:round", pk=held.pk)
    stops = stops_of(held)
    context = {
        "round": held,
        "timetable": timetable_of(held, stops),
        "map": map_of(held, stops),
        **leaving(held, stops),
        "now": clock.now(),
        "crumbs": crumbs(_("Sur la route"), held),
    }
    return render(request, "equip/rounds/road.html", context)


@requires(DRIVE)
@never_cache
@require_safe
def worker(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The script that keeps that page, and nothing else, in the phone: its scope is this very path."""
    round_of(request, DRIVE, pk)
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@requires(DRIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: HttpRequest, pk: UUID, stop: UUID) -> HttpResponse:
    """Count what is taken against what was promised, and have it signed."""
    held = round_of(request, DRIVE, pk)
    found = stop_of(held, stop)
    if found.outcome != StopOutcome.WAITING or held.state != RoundState.UNDER_WAY:
        return redirect("equip:road", pk=held.pk)
    form = PickUpForm(
        request.POST if request.method == "POST" else None, lines=list(lines_of(found.donation))
    )
    if form.is_valid() and done(
        request,
        form,
        lambda: collect_stop(stop=found, by=actor(request), **form.values()),
        _("C’est compté et signé : le lot est ouvert."),
    ):
        return redirect("equip:road", pk=held.pk)
    context = {"form": form, "round": held, "stop": found, "crumbs": crumbs(_("Compter et signer"), held)}
    return render(request, "equip/rounds/collect.html", context)


@requires(DRIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def miss(request: HttpRequest, pk: UUID, stop: UUID) -> HttpResponse:
    """Nothing is taken here, and why."""
    held = round_of(request, DRIVE, pk)
    found = stop_of(held, stop)
    if found.outcome != StopOutcome.WAITING or held.state != RoundState.UNDER_WAY:
        return redirect("equip:road", pk=held.pk)
    form = MissForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        request,
        form,
        lambda: miss_stop(stop=found, by=actor(request), why=form.cleaned_data["why"]),
        _("C’est noté. La promesse attend de nouveau."),
    ):
        return redirect("equip:road", pk=held.pk)
    context = {"form": form, "round": held, "stop": found, "crumbs": crumbs(_("Rien à prendre"), held)}
    return render(request, "equip/rounds/miss.html", context)


@requires(PLAN)
@never_cache
@require_safe
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The driver's sheet, on paper: made each time, kept nowhere."""
    held = round_of(request, PLAN, pk)
    stops = stops_of(held)
    content = round_pdf(held, timetable_of(held, stops), map_of(held, stops))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="tournee-{held.code}.pdf"'
    return response
