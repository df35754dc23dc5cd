"""Diagnosis, quality check, repair, parts, software: a page for each."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse
from fabrique.equip.actions.bench import inspect_device, install_software, move_part, note_repair
from fabrique.equip.checklists import IMEI, checklist_for
from fabrique.equip.enums import DeviceState, Licence, PartKind, Purpose, SoftwareKind
from fabrique.equip.fitting import why_not_from, why_not_into
from fabrique.equip.forms.bench import InspectionForm, PartForm, RepairForm, SoftwareForm
from fabrique.equip.models import Device, Inspection, PartMove, StorageDrive
from fabrique.equip.queries.bench import (
    drives_at_hand,
    known_imei,
    last_inspection,
    not_to_check,
    parts_of,
    time_on,
    without_system,
)
from fabrique.equip.queries.devices import drives_of
from fabrique.equip.queries.erasure import lacking
from fabrique.equip.queries.grading import rules_for
from fabrique.equip.queries.scanning import found_by, one_device
from fabrique.equip.views.bench_common import CHECK, WORK, crumbs, device_of
from fabrique.people.views.common import actor

MIB_IN_GIB = 1024
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@requires(WORK)
@never_cache
@GET_POST
def diagnosis(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What works and what does not, before anything is repaired."""
    return _inspection(request, device_of(request, WORK, pk), Purpose.DIAGNOSIS)


@requires(CHECK)
@never_cache
@GET_POST
def quality(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The check by somebody who did not repair: passed, the device is ready."""
    return _inspection(request, device_of(request, CHECK, pk), Purpose.QUALITY)


def _inspection(request: HttpRequest, device: Device, purpose: Purpose) -> HttpResponse:
    checklist = checklist_for(device.kind)
    before = last_inspection(device, purpose) if purpose == Purpose.DIAGNOSIS else None
    initial = {**before.answers, "note": before.note} if before else {}
    initial |= {IMEI: known_imei(device)}
    form = InspectionForm(request.POST or None, checklist=checklist, initial=initial)
    if form.is_valid():
        try:
            given = {"answers": form.answers(), "note": form.cleaned_data["note"]}
            _told(request, inspect_device(device=device, purpose=purpose, by=actor(request), **given), device)
            return redirect("equip:bench-device", pk=device.pk)
        except DomainRefusal as refusal:
            refuse(form, refusal)
    context = {
        "form": form,
        "device": device,
        "purpose": purpose,
        "crumbs": crumbs(device, str(purpose.label)),
    }
    if purpose == Purpose.QUALITY:
        context |= _before_check(request, device)
    return render(request, "equip/bench/inspection.html", context)


def _before_check(request: HttpRequest, device: Device) -> dict[str, Any]:
    """What is already known when the page opens: nobody answers seventeen questions to be refused after."""
    unerased, uninstalled = lacking(device), without_system(device, checked=False)
    opening = request.method != "POST"  # what was answered is shown again, whatever happened since
    return {
        "quality": True,
        "refused": not_to_check(device, actor(request)) if opening else "",
        "lacking": [*unerased, *uninstalled],
        "unerased": unerased,
        "uninstalled": uninstalled,
        "ungraded": not device.grade and bool(rules_for(device.organisation, device.kind)),
    }


def _told(request: HttpRequest, inspection: Inspection, device: Device) -> None:
    if device.state == DeviceState.QUARANTINED:
        messages.warning(request, _("La batterie gonfle : l’appareil est en quarantaine. Mettez-le à part."))
    elif inspection.purpose == Purpose.QUALITY and inspection.passed:
        messages.success(request, _("L’appareil est prêt."))
    else:
        _told_faults(request, inspection, device)


def _told_faults(request: HttpRequest, inspection: Inspection, device: Device) -> None:
    checklist = checklist_for(device.kind)
    if not inspection.passed:
        stopping = " ".join(checklist.stopping(inspection.answers))
        messages.warning(request, _("C’est noté. À régler : %s") % stopping)
    elif faults := checklist.faults(inspection.answers):
        names = ", ".join(each.name for each in faults)
        messages.warning(request, _("C’est noté. À réparer : %s.") % names)
    else:
        messages.success(request, _("C’est noté : rien n’arrête cet appareil."))


@requires(WORK)
@never_cache
@GET_POST
def repair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Time spent, and on what."""
    device = device_of(request, WORK, pk)
    form = RepairForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        action = partial(
            note_repair,
            device=device,
            what=data["what"],
            minutes=data["minutes"],
            volunteers=data["volunteers"] or 0,
            done=request.POST.get("then") == "done",
            by=actor(request),
        )
        if done(request, form, action, _("Le temps est noté.")):
            return redirect("equip:bench-device", pk=device.pk)
    context = {
        "form": form,
        "device": device,
        "time": time_on(device),
        "crumbs": crumbs(device, _("Réparation")),
    }
    return render(request, "equip/bench/repair.html", context)


@requires(WORK)
@never_cache
@GET_POST
def parts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A part taken here, or fitted here; from or to another machine, or the shelf."""
    device = device_of(request, WORK, pk)
    refused = {"fit": why_not_into(device), "take": why_not_from(device)}
    ways = [way for way, why in refused.items() if not why]
    named = found_by(actor(request), request.POST.get("other", "")).devices
    other = named[0] if len(named) == 1 else None
    form = PartForm(request.POST or None, drives=drives_at_hand(device, other), ways=ways)
    if (
        ways
        and form.is_valid()
        and done(
            request,
            form,
            partial(_moved, request, device, other, form),
            _("La pièce est notée, sur les deux fiches."),
        )
    ):
        return redirect("equip:bench-device", pk=device.pk)
    context = {
        "form": form if ways or request.POST else None,
        "device": device,
        "refused": [why for why in refused.values() if why],
        "parts": parts_of(device),
        "crumbs": crumbs(device, _("Pièces")),
    }
    return render(request, "equip/bench/parts.html", context)


def _moved(request: HttpRequest, device: Device, other: Device | None, form: PartForm) -> PartMove:
    data = form.cleaned_data
    if data["other"].strip() and other is None:
        other = one_device(actor(request), data["other"], field="other")  # which says why there is none
    source, taker = (other, device) if data["way"] == "fit" else (device, other)
    is_memory = data["part"] == PartKind.MEMORY
    return move_part(
        part=PartKind(data["part"]),
        source=source,
        device=taker,
        drive=_drive(device, source, data["drive"]) if data["part"] == PartKind.DRIVE else None,
        label=data["label"],
        new=data["new"],
        memory_mb=round(data["memory"] * MIB_IN_GIB) if data["memory"] and is_memory else None,
        by=actor(request),
    )


def _drive(device: Device, source: Device | None, chosen: str) -> StorageDrive | None:
    """The drive that was chosen; the only one of the machine that gives it, when none was."""
    if chosen:
        rows = StorageDrive.objects.of(device.organisation).select_related("organisation")
        return rows.filter(pk=chosen).first()
    held = drives_of(source) if source else []
    return held[0] if len(held) == 1 else None


@requires(WORK)
@never_cache
@GET_POST
def software(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was installed, and by which right."""
    device = device_of(request, WORK, pk)
    form = SoftwareForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        action = partial(
            install_software,
            device=device,
            kind=SoftwareKind(data["kind"]),
            licence=Licence(data["licence"]),
            name=data["name"],
            version=data["version"],
            reference=data["reference"],
            by=actor(request),
        )
        if done(request, form, action, _("C’est noté.")):
            return redirect("equip:bench-device", pk=device.pk)
    context = {"form": form, "device": device, "crumbs": crumbs(device, _("Logiciels"))}
    return render(request, "equip/bench/software.html", context)
