"""A fleet promised by its list: read, shown with what is wrong in it, then kept in the draft."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import public
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import SheetOut, write_xlsx
from fabrique.core.ui.forms import refuse
from fabrique.core.ui.parts import Column, Crumb
from fabrique.equip.enums import Condition, DataOnIt, DeviceKind
from fabrique.equip.forms.giving import FleetForm, name_of
from fabrique.equip.giving.drafts import Answers
from fabrique.equip.giving.fleets import COLUMNS, XLSX, Fleet, read_fleet
from fabrique.equip.views.discretion import discreet
from fabrique.equip.views.give_draft import BRAKED, Visit, allowed, keep, remember, visit_of

FIRST_FAULTS = 50
_EXAMPLES = (
    ("Portable", "Marque A", "Modèle 14", "SN-EXEMPLE-001", "Fonctionne", "Oui", 2021, 1),
    ("Écran", "Marque B", "24 pouces", "", "Fonctionne", "Non", 2020, 12),
    ("Souris", "", "", "", "Je ne sais pas", "Non", "", 30),
)


@public
@discreet
@require_http_methods(["GET", "HEAD", "POST"])
def fleet(request: HttpRequest) -> HttpResponseBase:
    """Send a list: it is read and shown, nothing is promised. Once it is right, go on with it."""
    visit = visit_of(request)
    if visit and "garder" in request.POST and visit.answers.waiting:
        answers = replace(visit.answers, items=visit.answers.waiting, waiting=(), counts={}, states={})
        keep(request, FleetForm(), visit, answers)
        return redirect("equip:give-step", step=answers.next_step.value)
    form = FleetForm(request.POST or None, request.FILES or None) if request.method == "POST" else FleetForm()
    found, code = None, ""
    if form.is_valid() and allowed(request, form, "donation_list") and (found := _read(form)):
        answers = replace(visit.answers if visit else Answers(), waiting=found.items)
        code = keep(request, form, visit, answers)
        found = found if code else None
    response = _page(request, form, found, visit)
    if code:
        remember(response, code)
    return response


def _read(form: FleetForm) -> Fleet | None:
    """The list that was sent, under its own name; what is wrong with it goes beside the field."""
    sent = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(sent.name.replace("\0", "")).name[-100:] or "liste")
        with path.open("wb") as out:
            for chunk in sent.chunks():
                out.write(chunk)
        try:
            return read_fleet(path)
        except DomainRefusal as refusal:
            refuse(form, DomainRefusal(refusal.message, field="file"))
            return None


def _page(request: HttpRequest, form: FleetForm, found: Fleet | None, visit: Visit | None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "found": found,
        "visit": visit,
        "faults": list(found.faults[:FIRST_FAULTS]) if found else [],
        "fault_columns": [Column(_("Ligne"), numeric=True), Column(_("Colonne")), Column(_("À corriger"))],
        "fault_rows": [[f.line, f.column, f.words] for f in found.faults[:FIRST_FAULTS]] if found else [],
        "columns": [Column(_("Matériel")), Column(_("État")), Column(_("Nombre"), numeric=True)],
        "rows": _rows(found) if found else [],
        "names": COLUMNS,
        "crumbs": [Crumb(_("Donner du matériel"), reverse("equip:give")), Crumb(_("Envoyer une liste"))],
    }
    status = 429 if form.has_error("__all__", code=BRAKED) else 200
    return render(request, "equip/giving/fleet.html", context, status=status)


def _rows(found: Fleet) -> list[list[object]]:
    lines = Answers(items=found.items).lines()
    said: dict[tuple[DeviceKind, Condition], int] = {}
    for (kind, condition, _data), number in lines.items():
        said[(kind, condition)] = said.get((kind, condition), 0) + number
    return [[name_of(kind), condition.label, number] for (kind, condition), number in said.items()]


@public
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The list to fill, with three examples and a sheet that says what each column takes."""
    out = io.BytesIO()
    help_rows = [
        (COLUMNS[0], ", ".join(kind.label for kind in DeviceKind)),
        (COLUMNS[3], _("Un numéro par ligne ; laissez vide s’il n’y en a pas.")),
        (COLUMNS[4], ", ".join(str(each.label) for each in Condition)),
        (COLUMNS[5], ", ".join(str(each.label) for each in DataOnIt)),
        (COLUMNS[6], _("L’année de fabrication ou d’achat.")),
        (COLUMNS[7], _("Combien d’appareils pareils ; 1 si la case est vide.")),
    ]
    sheets = [
        SheetOut(_("Matériel"), COLUMNS, _EXAMPLES),
        SheetOut(_("Aide"), (_("Colonne"), _("Ce qu’on y écrit")), help_rows),
    ]
    write_xlsx(out, sheets)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="liste-de-materiel.xlsx"'
    return response


list_urls = [
    path("donner/liste/", fleet, name="give-list"),
    path("donner/liste/modele.xlsx", template, name="give-list-template"),
]
