"""The sheet of a visit: a page for the printer, and a PDF."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.accompany.documents.visits import visit_pdf
from fabrique.accompany.queries.visits import Visit, visit_of
from fabrique.accompany.views.common import SEE_CASES, case_crumbs, file_of
from fabrique.accompany.views.papers import as_file
from fabrique.core import clock
from fabrique.core.policies import requires


@requires(SEE_CASES)
@never_cache
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done on a day (``jour``, today by default), to read and to print."""
    visit = _visit(request, pk)
    context = {
        "visit": visit,
        "resident": visit.resident,
        "crumbs": case_crumbs(request, visit.resident, (_("La feuille du jour"), "")),
    }
    return render(request, "accompany/cases/visit.html", context)


@requires(SEE_CASES)
@never_cache
@require_safe
def pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same, as PDF/UA in large print."""
    visit = _visit(request, pk)
    name = f"visite-{visit.resident.code}-{visit.on:%Y-%m-%d}.pdf"
    return as_file(visit_pdf(visit), "application/pdf", name, inline=True)


def _visit(request: HttpRequest, pk: UUID) -> Visit:
    try:
        on = date.fromisoformat(request.GET.get("jour") or str(clock.today()))
        visit = visit_of(file_of(request, SEE_CASES, pk), on)
    except (ValueError, OverflowError):  # no such day
        raise Http404 from None
    if visit is None:
        raise Http404
    return visit
