"""Inventories: sending them, reading what was done of them, settling what differs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.crypto import files as sealed
from fabrique.core.policies import can, fetch, requires, scope
from fabrique.core.ui.forms import done
from fabrique.core.ui.pages import page_of
from fabrique.core.ui.parts import Crumb
from fabrique.equip.actions.intake import take_file
from fabrique.equip.actions.settling import attach_record, note_cpu_mark, settle_differences
from fabrique.equip.enums.intake import Door
from fabrique.equip.forms.intake import AttachForm, IntakeForm, MarkForm, SettleForm
from fabrique.equip.models import Device, InventoryFile, Site
from fabrique.equip.queries.intake import compare, devices_to_settle, files_of, mark_proposed, records_of
from fabrique.people.views.common import actor

SEE, KEEP = "equip.see_stock", "equip.keep_stock"
STATUSES = {
    "created": (gettext_lazy("Nouveau"), "ok"),
    "updated": (gettext_lazy("Complété"), "info"),
    "evidence": (gettext_lazy("Preuve"), "info"),
    "refused": (gettext_lazy("Refusé"), "bad"),
    "again": (gettext_lazy("Déjà versé"), ""),
}


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Files to send; what came of those just sent; the latest ones; what waits for a decision."""
    sites = scope(request.user, KEEP, Site.objects.filter(closed_at__isnull=True)).select_related(
        "organisation"
    )
    sent = request.method == "POST"
    form = IntakeForm(
        request.POST if sent else None, request.FILES if sent else None, sites=sites.order_by("name")
    )
    results: list[dict[str, Any]] = []
    if form.is_valid():
        results = _taken(request, form)
    waiting = devices_to_settle(scope(request.user, KEEP, Device.objects.all()))
    context = {
        "form": IntakeForm(sites=form.sites.values()) if results else form,
        "results": results,
        "page": page_of(
            files_of(scope(request.user, SEE, InventoryFile.objects.all())),
            request.GET.get("page"),
            size=20,
        ),
        "waiting": waiting[:20],
        "waiting_count": waiting.count(),
        "crumbs": crumbs(_("Relevés de machines"), index=False),
    }
    return render(request, "equip/intake/index.html", context)


def _taken(request: HttpRequest, form: IntakeForm) -> list[dict[str, Any]]:
    """What came of each file, in the order in which they were sent. Sent again, they change nothing."""
    found = []
    for each in form.cleaned_data["sent"]:
        name = each.name or ""
        taken = take_file(
            content=each.read(), name=name, site=form.wanted(), by=actor(request), door=Door.PAGE
        )
        found.append(
            {
                "name": name,
                "file": taken.file,
                "again": taken.again,
                "lines": told(taken.entries, again=taken.again),
            }
        )
    return found


def told(entries: list[dict[str, Any]], *, again: bool = False) -> list[dict[str, Any]]:
    """Entries as a page shows them; of a file that comes again, nothing is new."""
    found = []
    for entry in entries:
        words, tone = STATUSES[
            "again" if again and entry["status"] in ("created", "updated") else entry["status"]
        ]
        found.append({"row": None, "code": "", **entry, "status": str(words), "tone": tone})
    return found


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file, what was done of it; a measure that is nobody's can be attached."""
    file = file_of(request, pk)
    records = list(records_of(file))
    lonely = next((record for record in records if record.device is None), None)
    form = AttachForm(request.POST if request.method == "POST" else None)
    may_attach = lonely is not None and can(request.user, KEEP, file)
    if lonely is not None and may_attach and form.is_valid():
        code = form.cleaned_data["code"]
        words = _("Le relevé est rattaché.")
        if done(request, form, lambda: attach_record(record=lonely, code=code, by=actor(request)), words):
            return redirect("equip:inventory-file", pk=file.pk)
    context = {
        "file": file,
        "lines": told(file.answer),
        "records": records,
        "form": form if may_attach else None,
        "crumbs": crumbs(file.sha256[:12]),
    }
    return render(request, "equip/intake/file.html", context)


@requires(KEEP)
@never_cache
@require_safe
def raw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it came."""
    file = file_of(request, pk)
    if file.raw is None:
        raise Http404
    response = HttpResponse(sealed.read(file.raw), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="releve-{file.sha256[:12]}"'
    return response


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A device beside its inventories; for who may, the values to keep."""
    rows = Device.objects.all().select_related("organisation", "site")
    held = fetch(request.user, SEE, rows, pk=pk)
    found = compare(held)
    form = SettleForm(request.POST if request.method == "POST" else None, found=found)
    may = found.open and can(request.user, KEEP, held)
    if request.method == "POST" and may and form.is_valid():
        words = _("C’est tranché.")
        choices = form.values()
        if done(
            request, form, lambda: settle_differences(device=held, choices=choices, by=actor(request)), words
        ):
            return redirect("equip:device-inventories", pk=held.pk)
    context = {"found": found, "form": form if may else None, "crumbs": crumbs(held.code)}
    context |= _about_mark(request, held)
    return render(request, "equip/intake/device.html", context)


def _about_mark(request: HttpRequest, held: Device) -> dict[str, Any]:
    """The mark of the processor, noted or proposed by the operator’s table, for who may note it."""
    if not can(request.user, KEEP, held):
        return {"mark": None, "proposed": None}
    proposed = mark_proposed(held) if held.cpu_mark is None else None
    mark = held.cpu_mark or (proposed.mark if proposed else None)
    return {"mark": MarkForm(initial={"mark": mark}), "proposed": proposed}


@requires(KEEP)
@require_POST
def note_mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note the mark of a processor by hand."""
    held = fetch(request.user, KEEP, Device.objects.all().select_related("organisation"), pk=pk)
    form = MarkForm(request.POST)
    words = _("La note est écrite.")
    if not form.is_valid() or not done(
        request,
        form,
        lambda: note_cpu_mark(device=held, mark=form.cleaned_data["mark"], by=actor(request)),
        words,
    ):
        messages.error(request, _("Une note va de 1 à un million."))
    return redirect("equip:device-inventories", pk=held.pk)


def file_of(request: HttpRequest, pk: UUID) -> InventoryFile:
    """The file of an address; another organisation's looks like a missing one."""
    rows = InventoryFile.objects.all().select_related("organisation", "site", "taken_by", "raw__stored")
    return fetch(request.user, SEE, rows, pk=pk)


def crumbs(words: str, *, index: bool = True) -> list[Crumb]:
    """The way back: the day, the inventories."""
    steps = [Crumb(_("Ma journée"), reverse("web:desk"))]
    steps += [Crumb(_("Relevés de machines"), reverse("equip:intake"))] if index else []
    return [*steps, Crumb(words)]
