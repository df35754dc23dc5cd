"""One device: its sheet, what may be done next, its history; correcting it, putting it away."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.ui.forms import done
from fabrique.core.ui.pages import page_of
from fabrique.equip.actions.placing import correct_device, put_away
from fabrique.equip.deeds import carry_out
from fabrique.equip.enums import BY_VERB, pill_of
from fabrique.equip.forms.stock import CorrectForm, NoteForm, PlaceForm
from fabrique.equip.models import Device
from fabrique.equip.queries.devices import (
    drives_of,
    events_of,
    namesakes_of,
    offers_for,
    told_lines,
)
from fabrique.equip.queries.stock import shelves_of, sites_of
from fabrique.equip.sections import sections_for
from fabrique.equip.telling import facts_of
from fabrique.equip.views.common import KEEP, SEE, crumbs, device_of
from fabrique.people.views.common import actor

FEW = 8


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet of a device."""
    device = device_of(request, SEE, pk)
    events = list(events_of(device)[: FEW + 1])
    offers = offers_for(device, actor(request))
    context = {
        "device": device,
        "pill": pill_of(device.state),
        "facts": facts_of(device),
        "drives": drives_of(device),
        "namesakes": namesakes_of(device),
        "onward": [each for each in offers if not each.aside],
        "aside": [each for each in offers if each.aside],
        "lines": told_lines(events[:FEW]),
        "more": len(events) > FEW,
        "sections": sections_for(request, device),
        "may_keep": can(request.user, KEEP, device),
        "crumbs": crumbs((device.code, "")),
    }
    return render(request, "equip/devices/show.html", context)


@requires(SEE)
@never_cache
@require_safe
def labelled(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code of a label opens: the sheet of the device that has this code."""
    device = fetch(request.user, SEE, Device.objects.all(), code=code.upper())
    return redirect("equip:device", pk=device.pk)


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One move: what it does, a note if need be, and what stands in the way."""
    device = device_of(request, SEE, pk)
    if verb not in BY_VERB:
        raise Http404
    found = BY_VERB[verb]
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        note = form.cleaned_data["note"]
        deed = partial(carry_out, device=device, verb=verb, by=actor(request), note=note)
        if done(
            request, form, deed, _("C’est noté : « %(state)s ».") % {"state": found.target.label.lower()}
        ):
            on_scanner = request.POST.get("retour") == "scanner"
            return redirect("equip:scan") if on_scanner else redirect("equip:device", pk=device.pk)
    offer = next((each for each in offers_for(device, actor(request)) if each.move.verb == verb), None)
    context = {"device": device, "move": found, "offer": offer, "form": form, "pill": pill_of(device.state)}
    context["crumbs"] = crumbs(_step_to(device), (found.words, ""))
    return render(request, "equip/devices/move.html", context)


@requires(SEE)
@never_cache
@require_safe
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that happened to a device, as an auditor follows it."""
    device = device_of(request, SEE, pk)
    page = page_of(events_of(device), request.GET.get("page"), load=told_lines)
    context = {"device": device, "page": page, "crumbs": crumbs(_step_to(device), (_("Histoire"), ""))}
    return render(request, "equip/devices/history.html", context)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct by hand what is known of a device."""
    device = device_of(request, KEEP, pk)
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=CorrectForm.told(device))
    if form.is_valid():
        deed = partial(_corrected, request, device, form)
        if done(request, form, deed, _("La fiche est corrigée.")):
            return redirect("equip:device", pk=device.pk)
    context = {"device": device, "form": form, "crumbs": crumbs(_step_to(device), (_("Corriger"), ""))}
    return render(request, "equip/devices/correct.html", context)


def _corrected(request: HttpRequest, device: Device, form: CorrectForm) -> None:
    note = form.cleaned_data["note"]
    correct_device(device=device, values=form.values(), by=actor(request), note=note)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def store(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a device away, on a shelf or in another site."""
    device = device_of(request, KEEP, pk)
    places = {"sites": sites_of(request.user), "shelves": shelves_of(request.user)}
    initial = {"place": str(device.shelf_id or device.site_id)}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial, **places)
    if form.is_valid():
        site, shelf = form.places[form.cleaned_data["place"]]
        deed = partial(put_away, device=device, site=site, shelf=shelf, by=actor(request))
        if done(request, form, deed, _("C’est rangé.")):
            return redirect("equip:device", pk=device.pk)
    context = {"device": device, "form": form, "title": _("Ranger"), "words": _("Ranger ici")}
    context["crumbs"] = crumbs(_step_to(device), (_("Ranger"), ""))
    return render(request, "equip/devices/form.html", context)


def _step_to(device: Device) -> tuple[str, str]:
    return device.code, reverse("equip:device", args=[device.pk])
