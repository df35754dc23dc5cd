"""« Ma table de travail »: scan, or take what waits; then one device, one task."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.deeds import carry_out
from fabrique.equip.enums import BY_VERB, DeviceState
from fabrique.equip.queries.bench import queues, touched_by, waiting_in
from fabrique.equip.queries.scanning import one_device
from fabrique.equip.queries.steps import sheet_of
from fabrique.equip.views.bench_common import SEE, WORK, crumbs, device_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of


@requires(SEE)
@never_cache
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The place to scan, what waits by state, what one last touched."""
    return _table(request)


def _table(request: HttpRequest) -> HttpResponse:
    organisation = holder_of(request)
    context = {
        "queues": queues(organisation),
        "recent": touched_by(actor(request), organisation),
        "asked": request.GET.get("code", ""),
        "crumbs": crumbs(),
    }
    return render(request, "equip/bench/table.html", context)


@requires(SEE)
@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From a scanned code to its device; an unknown one stays in the box, with what to do."""
    text = request.GET.get("code", "")
    try:
        return redirect("equip:bench-device", pk=one_device(actor(request), text).pk)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return _table(request)


@requires(SEE)
@never_cache
@require_safe
def queue(request: HttpRequest, state: str) -> HttpResponse:
    """The devices that wait in a state."""
    if state not in DeviceState.values:
        raise Http404
    found = DeviceState(state)
    context = {
        "state": found,
        "devices": list(waiting_in(holder_of(request), found)),
        "crumbs": crumbs(None, str(found.label)),
    }
    return render(request, "equip/bench/queue.html", context)


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A device on the bench: the next gesture first, the others after, its history."""
    device = device_of(request, SEE, pk)
    return render(
        request,
        "equip/bench/device.html",
        {"device": device, "sheet": sheet_of(device, actor(request)), "crumbs": crumbs(device)},
    )


@requires(WORK)
@require_POST
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One gesture of the machine."""
    device = device_of(request, WORK, pk)
    verb = request.POST.get("verb", "")
    if verb not in BY_VERB:
        raise Http404
    try:
        carry_out(device=device, verb=verb, by=actor(request), note=request.POST.get("note", ""))
        device.refresh_from_db(fields=["state"])
        messages.success(request, _("C’est noté : %s.") % DeviceState(device.state).label.lower())
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("equip:bench-device", pk=device.pk)
