"""The end of a procedure, and taking it up again."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.accompany.actions.cases import close_case, reopen_case
from fabrique.accompany.enums import Outcome
from fabrique.accompany.forms.cases import CloseForm
from fabrique.accompany.queries.cases import documents_of
from fabrique.accompany.views.common import KEEP, case_crumbs, case_of, file_of, step_to
from fabrique.core.policies import requires
from fabrique.core.ui.forms import done, told
from fabrique.people.views.common import actor


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: UUID, case: UUID) -> HttpResponse:
    """Say how it ended; what will be deleted, and what must be given back, is said first."""
    resident = file_of(request, KEEP, pk)
    found = case_of(request, KEEP, resident, case)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome, note = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["note"]
        act = partial(close_case, case=found, outcome=outcome, note=note, by=actor(request))
        if done(request, form, act, _("La démarche est terminée.")):
            return redirect("accompany:case", pk=resident.pk, case=found.pk)
    documents = documents_of(found)
    context = {
        "form": form,
        "resident": resident,
        "case": found,
        "files": [each for each in documents if each.file_id],
        "papers": [each for each in documents if each.original and not each.returned_on],
        "crumbs": case_crumbs(request, resident, step_to(resident, found), (_("Terminer"), "")),
    }
    return render(request, "accompany/cases/close.html", context)


@requires(KEEP)
@require_POST
def reopen(request: HttpRequest, pk: UUID, case: UUID) -> HttpResponse:
    """Take it up again."""
    resident = file_of(request, KEEP, pk)
    found = case_of(request, KEEP, resident, case)
    told(request, partial(reopen_case, case=found, by=actor(request)), _("La démarche est rouverte."))
    return redirect("accompany:case", pk=resident.pk, case=found.pk)
