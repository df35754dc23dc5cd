"""The drives of a device: ordered to be erased, proved by a log, taken out, reset; logs put in together."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.crypto import files
from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse, told
from fabrique.equip.actions.erasure import (
    RESETS,
    attest_reset,
    note_drive,
    note_no_drive,
    order_erasure,
    take_drive_out,
)
from fabrique.equip.actions.erasure_logs import Taken, receive_log
from fabrique.equip.enums import DeviceKind
from fabrique.equip.forms.bench import DriveForm, KeyForm, LogForm, LogsForm, OutForm, ResetForm
from fabrique.equip.models import Device, ErasureLog, StorageDrive
from fabrique.equip.queries.erasure import orders_of, standing_of
from fabrique.equip.views.bench_common import SEE, WORK, crumbs, device_of, drive_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

LOGS = "equip.receive_logs"
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@requires(WORK)
@never_cache
@GET_POST
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where each drive stands; a log put in here must be of one of them."""
    device = device_of(request, WORK, pk)
    posted = request.method == "POST"
    form = LogForm(request.POST, request.FILES) if posted else LogForm()
    if form.is_valid():
        try:
            taken = _taken(request, device, form)
            return render(request, "equip/bench/log.html", {"taken": taken, **_of(device)})
        except DomainRefusal as refusal:
            refuse(form, refusal)
    return render(request, "equip/bench/erasure.html", {"form": form, **_of(device)})


def _of(device: Device) -> dict[str, object]:
    standing = standing_of(device)
    return {
        "device": device,
        "standing": standing,
        "orderable": any(each.proof is None and each.order is None for each in standing),
        "resettable": device.kind in RESETS,
        "certificate": KeyForm(),
        "crumbs": crumbs(device, _("Effacement")),
    }


def _taken(request: HttpRequest, device: Device, form: LogForm) -> Taken:
    sent = form.cleaned_data["log"]
    return receive_log(
        organisation=device.organisation,
        content=sent.read(),
        name=sent.name,
        by=actor(request),
        device=device,
    )


@requires(WORK)
@require_POST
def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Order the erasure of the drives that have no proof."""
    device = device_of(request, WORK, pk)
    told(
        request,
        partial(order_erasure, device=device, by=actor(request)),
        _("L’effacement est demandé. Lancez-le, puis déposez son journal ici."),
    )
    return redirect("equip:bench-erasure", pk=device.pk)


@requires(WORK)
@require_POST
def no_drive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nothing is inside: somebody looked."""
    device = device_of(request, WORK, pk)
    told(
        request,
        partial(note_no_drive, device=device, by=actor(request)),
        _("C’est noté : aucun support dedans."),
    )
    return redirect("equip:bench-erasure", pk=device.pk)


@requires(WORK)
@never_cache
@GET_POST
def drive(request: HttpRequest, pk: UUID, drive: UUID | None = None) -> HttpResponse:
    """Note a drive that was read on its label, or mend one."""
    device = device_of(request, WORK, pk)
    found = _drive(device, drive) if drive else None
    form = DriveForm(request.POST or None, initial=_initial(found))
    if form.is_valid():
        action = partial(note_drive, device=device, facts=form.facts(), by=actor(request), drive=found)
        if done(request, form, action, _("Le support est noté.")):
            return redirect("equip:bench-erasure", pk=device.pk)
    context = {"form": form, "device": device, "crumbs": crumbs(device, _("Support"))}
    return render(request, "equip/bench/drive.html", context)


def _initial(drive: StorageDrive | None) -> dict[str, object]:
    if drive is None:
        return {}
    size = drive.size_bytes // 10**9 if drive.size_bytes else None
    return {"kind": drive.kind, "serial": drive.serial, "model": drive.model, "size_gb": size}


def _drive(device: Device, pk: UUID) -> StorageDrive:
    found = drive_of(device, pk)
    if found is None:
        raise Http404
    return found


@requires(WORK)
@never_cache
@GET_POST
def take_out(request: HttpRequest, pk: UUID, drive: UUID) -> HttpResponse:
    """A drive leaves its device."""
    device = device_of(request, WORK, pk)
    found = _drive(device, drive)
    form = OutForm(request.POST or None)
    if form.is_valid():
        gone = {"destroyed": form.cleaned_data["destroyed"] == "yes", "note": form.cleaned_data["note"]}
        action = partial(take_drive_out, drive=found, by=actor(request), **gone)
        if done(request, form, action, _("Le retrait est noté.")):
            return redirect("equip:bench-erasure", pk=device.pk)
    context = {
        "form": form,
        "device": device,
        "drive": found,
        "crumbs": crumbs(device, _("Retrait d’un support")),
    }
    return render(request, "equip/bench/out.html", context)


@requires(WORK)
@never_cache
@GET_POST
def reset(request: HttpRequest, pk: UUID, drive: UUID) -> HttpResponse:
    """A phone or a tablet that was reset before the eyes of the account."""
    device = device_of(request, WORK, pk)
    found = _drive(device, drive)
    form = ResetForm(request.POST or None, encrypts=RESETS.get(DeviceKind(device.kind)) == "factory-reset")
    if form.is_valid():
        data = form.cleaned_data
        action = partial(
            attest_reset,
            drive=found,
            by=actor(request),
            encrypted=data.get("encrypted", False),
            note=data["note"],
        )
        if done(request, form, action, _("La remise à zéro est attestée à votre nom.")):
            return redirect("equip:bench-erasure", pk=device.pk)
    context = {"form": form, "device": device, "drive": found, "crumbs": crumbs(device, _("Remise à zéro"))}
    return render(request, "equip/bench/reset.html", context)


@requires(LOGS)
@never_cache
@GET_POST
def logs(request: HttpRequest) -> HttpResponse:
    """Several logs at once: each finds its drive; what waits to be erased."""
    organisation = holder_of(request)
    posted = request.method == "POST"
    form = LogsForm(request.POST, request.FILES) if posted else LogsForm()
    results = [_result(request, sent) for sent in form.cleaned_data["logs"]] if form.is_valid() else []
    context = {
        "form": form,
        "results": results,
        "orders": list(orders_of(organisation)[:100]),
        "crumbs": crumbs(None, _("Journaux d’effacement")),
    }
    return render(request, "equip/bench/logs.html", context)


def _result(request: HttpRequest, sent: object) -> dict[str, object]:
    name = getattr(sent, "name", "")
    try:
        content: bytes = sent.read()  # type: ignore[attr-defined]
        return {
            "name": name,
            "taken": receive_log(
                organisation=holder_of(request), content=content, name=name, by=actor(request)
            ),
        }
    except DomainRefusal as refusal:
        return {"name": name, "refusal": refusal.message}


@requires(SEE)
@never_cache
@require_safe
def raw_log(request: HttpRequest, log: UUID) -> HttpResponse:
    """The log as it came, always as a download."""
    found = fetch(request.user, SEE, ErasureLog.objects.all().select_related("file__stored"), pk=log)
    response = HttpResponse(files.read(found.file), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="effacement-{found.sha256[:12]}.log"'
    return response
