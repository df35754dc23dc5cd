"""The requests of persons: a copy, a limit, an erasure; and the files whose time is over."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import ALL, can, fetch, fields_of, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import held_tables, holds_on
from fabrique.core.ui import discretion, formats
from fabrique.core.ui.forms import done
from fabrique.core.ui.parts import Column, Crumb
from fabrique.people.access import copy_of_resident
from fabrique.people.actions import erasing, keeping
from fabrique.people.enums import ErasureReason
from fabrique.people.forms.requests import KeepForm
from fabrique.people.forms.residents import FindForm
from fabrique.people.models import Resident
from fabrique.people.queries.keeping import announced, ends_of, ends_on
from fabrique.people.queries.residents import files_of, find_residents, kept_file
from fabrique.people.queries.sheets import parts_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

ERASE, EXPORT, LIMIT, KEEP = (f"people.{verb}_resident" for verb in ("erase", "export", "limit", "keep"))

MOST = 200  # lines of the list: those told first; the others come as these go


def _trail(*steps: tuple[str, str]) -> list[Crumb]:
    home = [Crumb(_("Ma journée"), reverse("web:desk"))]
    index = reverse("people:requests") if steps else ""
    return [*home, Crumb(_("Demandes des personnes"), index), *(Crumb(*step) for step in steps)]


def _file(request: HttpRequest, action: str, pk: UUID) -> Resident:
    rows = Resident.objects.filter(emptied_at__isnull=True)
    return kept_file(fetch(request.user, action, rows.select_related("organisation", "merged_into"), pk=pk))


@requires(ERASE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Find a person by exact keys; the files that will be erased within the month."""
    form = FindForm(request.POST if request.method == "POST" else None, parts=parts_of(request.user))
    found = find_residents(request.user, **form.cleaned_data) if form.is_valid() else None
    if found and len(found) == 1:
        return redirect("people:request", pk=found[0].pk)
    context = {
        "form": form,
        "found": [(each, discretion.shown(request, each.called)) for each in found or []],
        "nobody": found is not None and not found,
        "columns": [Column(_(name)) for name in ("Dossier", "Dernier contact", "Effacé le", "À faire")],
        "rows": _lines(request),
        "crumbs": _trail(),
    }
    return render(request, "people/requests/index.html", context)


def _lines(request: HttpRequest) -> list[list[object]]:
    soon = list(announced(holder_of(request))[:MOST])
    ends = ends_of(soon)
    return [_line(request, each, ends[each.pk]) for each in soon]


def _line(request: HttpRequest, resident: Resident, end: date) -> list[object]:
    name = discretion.shown(request, resident.called)
    keep = reverse("people:keep-resident", args=[resident.pk])
    about = f"{name}, {resident.code}"
    link = format_html('<a href="{}">{}<span class="sr"> {}</span></a>', keep, _("Garder encore"), about)
    days = formats.dated(resident.last_contact_on), formats.dated(end)
    sheet = reverse("people:request", args=[resident.pk])
    head = format_html('<a href="{}">{} <span class="num">{}</span></a>', sheet, name, resident.code)
    return [head, *days, link]


@requires(ERASE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is held of a person, until when, and what they may ask for."""
    resident = _file(request, ERASE, pk)
    return _page(request, "show", resident, ends=ends_on(resident), **_may(request, resident))


def _may(request: HttpRequest, resident: Resident) -> dict[str, object]:
    return {
        "may_edit": can(request.user, "people.edit_resident", resident),
        "may_keep": can(request.user, KEEP, resident),
        "whole": fields_of(request.user, EXPORT, resident) == ALL,
    }


def _page(request: HttpRequest, template: str, resident: Resident, **more: object) -> HttpResponse:
    ids = [each.pk for each in files_of(resident)]
    name = discretion.shown(request, resident.called)
    steps = [(name, "" if template == "show" else reverse("people:request", args=[resident.pk]))]
    words = {"keep": _("Garder encore"), "erase": _("Effacer")}
    counts = [(table.title, table.rows(ids).count()) for table in held_tables("resident")]
    context = {
        "resident": resident,
        "name": name,
        "held": [(title, count) for title, count in counts if count],
        "holds": holds_on("resident", ids),
        "crumbs": _trail(*steps, *([(words[template], "")] if template in words else [])),
        **more,
    }
    return render(request, f"people/requests/{template}.html", context)


@requires(EXPORT, fresh=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The copy of a person's file, to read (PDF) or for a machine (JSON). A GET asks first."""
    resident = _file(request, EXPORT, pk)
    if request.method != "POST":
        return redirect("people:request", pk=resident.pk)
    whole = fields_of(request.user, EXPORT, resident) == ALL
    kind = "json" if request.POST.get("format") == "json" else "pdf"
    keeping.note_export(resident=resident, format=kind, whole=whole, by=actor(request))
    made = copy_of_resident(resident, whole=whole)
    content = (
        json.dumps(made.as_dict(), ensure_ascii=False, indent=2).encode() if kind == "json" else made.pdf()
    )
    response = HttpResponse(content, content_type=f"application/{kind}")
    response.headers["Content-Disposition"] = f'attachment; filename="copie-{made.code}.{kind}"'
    return response


@requires(LIMIT)
@require_POST
def limit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file is kept and not used any more, or may be used again."""
    resident = _file(request, LIMIT, pk)
    if "lever" in request.POST:
        keeping.free_resident(resident=resident, by=actor(request))
        messages.success(request, _("Le dossier sert de nouveau."))
    else:
        keeping.limit_resident(resident=resident, by=actor(request))
        messages.success(
            request, _("Le dossier est gardé et ne sert plus. Il n’est pas effacé sans demande.")
        )
    return redirect("people:request", pk=resident.pk)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a file after its limit, for a reason and a time."""
    resident = _file(request, KEEP, pk)
    form = KeepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {**form.cleaned_data, "resident": resident, "by": actor(request)}
        if done(request, form, lambda: keeping.keep_longer(**data), _("Le dossier est gardé.")):
            return redirect("people:requests")
    return _page(request, "keep", resident, form=form, ends=ends_on(resident))


@requires(ERASE, fresh=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what goes, what stays and why; then erase."""
    resident = _file(request, ERASE, pk)
    if request.method != "POST":
        return _page(request, "erase", resident)
    try:
        erasing.erase_resident(resident=resident, reason=ErasureReason.REQUEST, by=actor(request))
        messages.success(request, _("C’est effacé."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:requests")
