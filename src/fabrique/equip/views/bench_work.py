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
from fabrique.equip.forms.bench import InspectionForm, PartForm, RepairForm, SoftwareForm
from fabrique.equip.models import Device, Inspection, PartMove, StorageDrive
from fabrique.equip.queries.bench import (
    known_imei,
    last_inspection,
    not_to_check,
    parts_of,
    time_on,
    without_system,
)
from fabrique.equip.queries.erasure import lacking
from fabrique.equip.queries.grading import rules_for
from fabrique.equip.queries.scanning import one_device
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
    opening = request.method != "POST"  # what was answered is shown again, whatever happened since
    return {
        "quality": True,
        "refused": not_to_check(device, actor(request)) if opening else "",
        "lacking": [*lacking(device), *without_system(device, checked=False)],
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
    rows = StorageDrive.objects.of(device.organisation).select_related("device").order_by("-seen_at")[:300]
    form = PartForm(request.POST or None, drives=rows)
    if form.is_valid() and done(
        request, form, partial(_moved, request, device, form), _("La pièce est notée, sur les deux fiches.")
    ):
        return redirect("equip:bench-device", pk=device.pk)
    context = {
        "form": form,
        "device": device,
        "parts": parts_of(device),
        "crumbs": crumbs(device, _("Pièces")),
    }
    return render(request, "equip/bench/parts.html", context)


def _moved(request: HttpRequest, device: Device, form: PartForm) -> PartMove:
    data = form.cleaned_data
    code = data["other"].strip()
    other = one_device(actor(request), code, field="other") if code else None
    fits = data["way"] == "fit"
    drive = None
    if data["drive"]:
        rows = StorageDrive.objects.of(device.organisation).select_related("organisation")
        drive = rows.filter(pk=data["drive"]).first()
    is_memory = data["part"] == PartKind.MEMORY
    return move_part(
        part=PartKind(data["part"]),
        source=other if fits else device,
        device=device if fits else other,
        drive=drive,
        label=data["label"],
        new=data["new"],
        memory_mb=round(data["memory"] * MIB_IN_GIB) if data["memory"] and is_memory else None,
        by=actor(request),
    )


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
