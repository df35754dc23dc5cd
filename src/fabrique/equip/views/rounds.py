"""Rounds: the list, one of them, its edition by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import requires
from fabrique.core.ui.forms import done, told
from fabrique.core.ui.pages import page_of
from fabrique.equip.actions import collecting, rounds
from fabrique.equip.enums import RoundState, Slot
from fabrique.equip.forms.rounds import AddStopForm, NewRoundForm, RoundForm, StopForm
from fabrique.equip.models import Round, RoundStop
from fabrique.equip.queries.rounds import (
    PLAN,
    rounds_of,
    sites_of,
    stops_of,
    to_fetch,
    vehicles_of,
)
from fabrique.equip.queries.timetable import TimedStop, Timetable, timetable_of
from fabrique.equip.views.round_parts import crumbs, leaving, map_of, round_of, stop_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

# What the buttons of a round do, and the words once it is done.
STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "plan": (rounds.plan_round, "La tournée est prévue. Imprimez sa feuille de route."),
    "rework": (rounds.rework_round, "La tournée est de nouveau en préparation."),
    "cancel": (rounds.cancel_round, "La tournée est annulée. Ses promesses attendent de nouveau."),
    "start": (collecting.start_round, "Bonne route."),
    "start-anyway": (partial(collecting.start_round, any_day=True), "Bonne route."),
    "call-back": (collecting.call_back_round, "Le départ est annulé : la tournée est de nouveau prévue."),
    "finish": (collecting.finish_round, "La tournée est terminée."),
}


@requires(PLAN)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rounds to come, then those that are over."""
    over = "passees" in request.GET
    waiting = to_fetch(holder_of(request)).count()
    context = {
        "page": page_of(rounds_of(request.user, over=over), request.GET.get("page")),
        "over": over,
        "waiting": waiting,
        "crumbs": crumbs(_("Tournées de collecte"), index=False),
    }
    return render(request, "equip/rounds/index.html", context)


@requires(PLAN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a round by hand."""
    holder = holder_of(request)
    form = NewRoundForm(
        request.POST if request.method == "POST" else None,
        vehicles=list(vehicles_of(holder)),
        sites=list(sites_of(holder)),
    )
    opened: list[Any] = []
    if form.is_valid() and done(
        request,
        form,
        lambda: opened.append(rounds.open_round(by=actor(request), **form.values())),
        _("La tournée est ouverte. Ajoutez-y des arrêts."),
    ):
        return redirect("equip:round", pk=opened[0].pk)
    context = {"form": form, "crumbs": crumbs(_("Ouvrir une tournée"))}
    return render(request, "equip/rounds/open.html", context)


@requires(PLAN)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One round with its timetable, and what is wrong with it."""
    held = round_of(request, PLAN, pk)
    stops = stops_of(held)
    editable, timetable = held.state == RoundState.DRAFT, timetable_of(held, stops)
    context = {
        "round": held,
        "timetable": timetable,
        "to_call": _to_call(held, timetable),
        **leaving(held, stops),
        "map": map_of(held, stops),
        "editable": editable,
        "form": AddStopForm(donations=list(to_fetch(held.organisation)[:200])) if editable else None,
        "crumbs": crumbs(held.code),
    }
    return render(request, "equip/rounds/show.html", context)


def _to_call(held: Round, timetable: Timetable) -> list[TimedStop]:
    """The donors whom no e-mail told the day of a planned round."""
    planned = held.state == RoundState.PLANNED
    return [each for each in timetable.stops if planned and not each.stop.donation.donor.email]


@requires(PLAN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the day, the vehicle, the hours, the crew."""
    held = round_of(request, PLAN, pk)
    vehicles = list({each.pk: each for each in (*vehicles_of(held.organisation), held.vehicle)}.values())
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        vehicles=vehicles,
        initial=RoundForm.initial_of(held),
    )
    if form.is_valid() and done(
        request,
        form,
        lambda: rounds.change_round(held=held, by=actor(request), **form.values()),
        _("La tournée est modifiée."),
    ):
        return redirect("equip:round", pk=held.pk)
    context = {"form": form, "round": held, "crumbs": crumbs(_("Modifier"), held)}
    return render(request, "equip/rounds/change.html", context)


@requires(PLAN)
@require_POST
def step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan, take back, cancel, leave, end."""
    action = request.POST.get("geste", "")
    if action not in STEPS:
        raise Http404
    held = round_of(request, PLAN, pk)
    act, words = STEPS[action]
    told(request, lambda: act(held=held, by=actor(request)), _(words))
    leaves = action.startswith("start")
    return redirect("equip:road" if leaves else "equip:round", pk=held.pk)


@requires(PLAN)
@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a promise at the end of a round."""
    held = round_of(request, PLAN, pk)
    form = AddStopForm(request.POST, donations=list(to_fetch(held.organisation)))
    if not form.is_valid():
        messages.error(request, _("Cette promesse n’est plus à enlever."))
        return redirect("equip:round", pk=held.pk)
    donation, slot = form.donations[form.cleaned_data["donation"]], Slot(form.cleaned_data["slot"])
    told(
        request,
        lambda: rounds.add_stop(held=held, donation=donation, slot=slot, by=actor(request)),
        _("L’arrêt est ajouté à la fin."),
    )
    return redirect("equip:round", pk=held.pk)


@requires(PLAN)
@require_POST
def move(request: HttpRequest, pk: UUID, stop: UUID) -> HttpResponse:
    """Move a stop up or down, or take it out."""
    held = round_of(request, PLAN, pk)
    found: RoundStop = stop_of(held, stop)
    if request.POST.get("sens") == "retirer":
        told(request, lambda: rounds.drop_stop(stop=found, by=actor(request)), _("L’arrêt est retiré."))
    else:
        earlier = request.POST.get("sens") == "haut"
        told(request, lambda: rounds.move_stop(stop=found, by=actor(request), earlier=earlier), "")
    return redirect("equip:round", pk=held.pk)


@requires(PLAN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slot(request: HttpRequest, pk: UUID, stop: UUID) -> HttpResponse:
    """When the donor can be met, how long loading takes."""
    held = round_of(request, PLAN, pk)
    found = stop_of(held, stop)
    posted = request.POST if request.method == "POST" else None
    form = StopForm(posted, initial=StopForm.initial_of(found))
    if form.is_valid() and done(
        request,
        form,
        lambda: rounds.change_stop(stop=found, by=actor(request), **form.cleaned_data),
        _("Le créneau est enregistré."),
    ):
        return redirect("equip:round", pk=held.pk)
    context = {"form": form, "round": held, "stop": found, "crumbs": crumbs(_("Créneau"), held)}
    return render(request, "equip/rounds/slot.html", context)
