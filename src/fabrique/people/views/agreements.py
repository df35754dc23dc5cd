"""Agreements about personal data."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import can, fetch, requires, scope
from fabrique.core.ui.forms import done
from fabrique.people.actions.organisations import end_agreement, record_agreement
from fabrique.people.enums import DataCategory
from fabrique.people.forms.organisations import AgreementForm, EndAgreementForm
from fabrique.people.models import Agreement
from fabrique.people.queries.agreements import coverage_of
from fabrique.people.views.common import organisation_of, page, step

MANAGE = "people.manage_agreements"


@requires("people.see_agreements")
@require_safe
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was signed, the newest first."""
    organisation = organisation_of(request, pk)
    today = clock.today()
    rows = scope(request.user, "people.see_agreements", Agreement.objects.of(organisation))
    agreements = [_line(each, today) for each in rows.order_by("-starts_on", "-created_at")]
    more = {
        "agreements": agreements,
        "coverage": coverage_of([organisation], today)[pk],
        "manages": can(request.user, MANAGE),
    }
    return page(request, "agreements", organisation, "agreements", (_("Conventions"), ""), **more)


def _line(agreement: Agreement, today: date) -> dict[str, object]:
    over = agreement.ends_on is not None and agreement.ends_on < today
    state = (_("terminée"), "") if over else (_("en cours"), "ok")
    if agreement.starts_on > today and not over:
        state = (_("à venir"), "info")
    data = [DataCategory(code).label for code in agreement.data]
    return {"agreement": agreement, "state": state[0], "kind": state[1], "data": data, "over": over}


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note an agreement that was signed."""
    organisation = organisation_of(request, pk)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {**form.cleaned_data, "organisation": organisation, "actor": str(request.user.pk)}
        if done(request, form, lambda: record_agreement(**data), _("La convention est enregistrée.")):
            return redirect("people:agreements", pk=pk)
    steps = (step("agreements", organisation), (_("Nouvelle convention"), ""))
    return page(request, "agreement", organisation, "agreements", *steps, form=form)


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: UUID, agreement: UUID) -> HttpResponse:
    """Set the last day of an agreement."""
    organisation = organisation_of(request, pk)
    found = fetch(request.user, MANAGE, Agreement.objects.of(organisation), pk=agreement)
    initial = {"ends_on": found.ends_on or clock.today()}
    form = EndAgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        data = {**form.cleaned_data, "agreement": found, "actor": str(request.user.pk)}
        if done(request, form, lambda: end_agreement(**data), _("Le dernier jour est enregistré.")):
            return redirect("people:agreements", pk=pk)
    steps = (step("agreements", organisation), (_("Mettre fin"), ""))
    return page(request, "end_agreement", organisation, "agreements", *steps, form=form, agreement=found)
