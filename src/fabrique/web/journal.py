"""The page of the journal: what was done, by whom, and whether the journal is whole."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fabrique.core.journal import checking, signing
from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.parts import Column
from fabrique.web import journal_queries
from fabrique.web.journal_forms import JournalFilter


@requires("web.read_journal")
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """The entries, the newest first, with filters; the state of the last verification."""
    form = JournalFilter(request.GET)
    page = journal_queries.page(form.wanted())
    query = request.GET.copy()
    query["avant"] = str(page.last)
    columns = [Column(_("N°"), numeric=True), Column(_("Quand")), Column(_("Acte")), Column(_("Par"))]
    context = {
        "form": form,
        "columns": [*columns, Column(_("Sur"))],
        "rows": journal_queries.cells(page),
        "older": f"?{query.urlencode()}" if page.more else "",
        "check": journal_queries.last_check(),
    }
    return render(request, "web/journal.html", context)


@requires("web.read_journal")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a verification in the background."""
    checking.ask(actor=str(request.user.pk))
    messages.success(request, _("La vérification est demandée. Son résultat s’affichera ici."))
    return redirect("web:journal")


@requires("web.read_journal")
@require_safe
def head(request: HttpRequest) -> HttpResponseBase:
    """The signed head, as a file to keep elsewhere."""
    try:
        signed = signing.export_head()
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("web:journal")
    response = HttpResponse(json.dumps(signed), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="tete-du-journal-{signed["seq"]}.json"'
    return response
