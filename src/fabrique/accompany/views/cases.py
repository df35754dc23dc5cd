"""The procedures of a person: all, take one up, one and what was done in it, what comes next."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.accompany.actions.acting import NoMandate, note_act, right_in_place
from fabrique.accompany.actions.cases import open_case
from fabrique.accompany.actions.planning import assign_case, plan_case
from fabrique.accompany.enums import CaseState, Procedure
from fabrique.accompany.forms.cases import ActFields, ActForm, OpenForm, PlanForm, planned
from fabrique.accompany.models import Case
from fabrique.accompany.queries.cases import (
    ActLine,
    cases_of,
    documents_of,
    done_on,
    followers_of,
    timeline_of,
)
from fabrique.accompany.queries.mine import page_of_followed
from fabrique.accompany.views.common import (
    DRAFT,
    KEEP,
    OPEN,
    SEE_CASES,
    case_crumbs,
    case_of,
    file_of,
    follower_choices,
    step_to,
)
from fabrique.core import clock
from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse
from fabrique.core.ui.parts import Crumb
from fabrique.people.models import Account, Organisation, Resident
from fabrique.people.views.common import actor


@requires(SEE_CASES)
@never_cache
@require_safe
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All procedures of a person, those under way first."""
    resident = file_of(request, SEE_CASES, pk)
    context = {
        "resident": resident,
        "cases": list(cases_of(resident)),
        "today": clock.today(),
        "may_open": can(request.user, OPEN, resident),
        "done_today": done_on(resident, clock.today()),
        "crumbs": case_crumbs(request, resident),
    }
    return render(request, "accompany/cases/index.html", context)


@requires(KEEP)
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Those that one follows, whoever they are for: by their codes."""
    context = {
        "page": page_of_followed(request.user, request.GET.get("page")),
        "crumbs": [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Mes démarches"))],
    }
    return render(request, "accompany/cases/mine.html", context)


@requires(OPEN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up a procedure: what it is, the first thing that was done, what comes next, on one screen."""
    resident = file_of(request, OPEN, pk)
    initial = {"key": uuid4(), "responsible": str(actor(request).pk)}
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, initial=initial, followers=follower_choices(request, resident))
    if form.is_valid() and (made := _opened(request, resident, form)):
        messages.success(request, _("La démarche est ouverte."))
        return redirect("accompany:case", pk=resident.pk, case=made.pk)
    context = {"form": form, "resident": resident, "may_draft": can(request.user, DRAFT, resident)}
    context["crumbs"] = case_crumbs(request, resident, (_("Nouvelle démarche"), ""))
    return render(request, "accompany/cases/open.html", context)


def _opened(request: HttpRequest, resident: Resident, form: OpenForm) -> Case | None:
    data, by = form.cleaned_data, actor(request)
    chosen = _chosen(resident.organisation, form)
    try:
        return open_case(
            resident=resident,
            procedure=Procedure(data["procedure"]),
            title=data["title"],
            service=data["service"],
            deed=form.deed(),
            plan=form.plan(),
            responsible=chosen,
            by=by,
            key=data["key"],
        )
    except DomainRefusal as refusal:
        _refuse(form, refusal)
        return None


@requires(SEE_CASES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: UUID, case: UUID) -> HttpResponse:
    """One procedure: what was done, what comes next, its documents; and the form that adds an act."""
    resident = file_of(request, SEE_CASES, pk)
    found = case_of(request, SEE_CASES, resident, case)
    lines = timeline_of(found)
    acts = [line.act for line in lines]
    if request.method != "POST":
        return _page(request, resident, found, ActForm(initial=_fresh(found), acts=acts), lines)
    case_of(request, KEEP, resident, case)
    form = ActForm(request.POST, acts=acts)
    if form.is_valid() and _noted(request, found, form):
        messages.success(request, _("C’est noté."))
        return redirect("accompany:case", pk=resident.pk, case=found.pk)
    return _page(request, resident, found, form, lines)


def _noted(request: HttpRequest, case: Case, form: ActForm) -> bool:
    try:
        note_act(
            case=case, deed=form.deed(), plan=form.plan(), by=actor(request), key=form.cleaned_data["key"]
        )
    except DomainRefusal as refusal:
        _refuse(form, refusal)
        form.look_again(case, refusal)
        return False
    return True


def _page(
    request: HttpRequest, resident: Resident, case: Case, form: ActForm, lines: list[ActLine]
) -> HttpResponse:
    context = {
        "resident": resident,
        "case": case,
        "form": form,
        "lines": lines,
        "documents": documents_of(case),
        **_standing(request, resident, case),
        "today": clock.today(),
        "done_today": done_on(resident, clock.today()),
        "closed": case.state == CaseState.CLOSED,
        "may_keep": can(request.user, KEEP, case) and not resident.limited_at,
        "may_assign": can(request.user, "accompany.assign_case", case) and not resident.limited_at,
        "may_draft": can(request.user, DRAFT, resident),
        "crumbs": case_crumbs(request, resident, (case.code, "")),
    }
    return render(request, "accompany/cases/show.html", context)


@requires("accompany.assign_case")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: UUID, case: UUID) -> HttpResponse:
    """Change what comes next, or who follows, when nothing was done."""
    resident = file_of(request, "accompany.assign_case", pk)
    found = case_of(request, "accompany.assign_case", resident, case)
    initial = {**planned(found), "responsible": str(found.responsible_id)}
    followers = follower_choices(request, resident)
    if str(found.responsible_id) not in dict(followers):
        followers = [("", str(_("Choisissez"))), *followers]
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, initial=initial, followers=followers)
    if form.is_valid() and done(
        request, form, partial(_planned, request, found, form), _("La suite est enregistrée.")
    ):
        return redirect("accompany:case", pk=resident.pk, case=found.pk)
    context = {"form": form, "resident": resident, "case": found, "may_keep": can(request.user, KEEP, found)}
    context["crumbs"] = case_crumbs(request, resident, step_to(resident, found), (_("La suite"), ""))
    return render(request, "accompany/cases/plan.html", context)


def _planned(request: HttpRequest, case: Case, form: PlanForm) -> None:
    """A coordinator gives a case to somebody; who follows cases also says what comes next."""
    by, chosen = actor(request), _chosen(case.organisation, form)
    if not can(request.user, KEEP, case):
        assign_case(case=case, responsible=chosen, by=by)
        return
    try:
        plan_case(case=case, plan=form.plan(), responsible=chosen, by=by)
    except DomainRefusal as refusal:
        form.look_again(case, refusal)
        raise


def _chosen(organisation: Organisation, form: OpenForm | PlanForm) -> Account:
    """Who follows from now on: one of those whom the form offered."""
    wanted = form.cleaned_data["responsible"]
    return next(each for each in followers_of(organisation) if str(each.pk) == wanted)


def _standing(request: HttpRequest, resident: Resident, case: Case) -> dict[str, Any]:
    """Whether this reader may act in the person's place now, and else why not, before anything is typed."""
    try:
        held = right_in_place(resident, Procedure(case.procedure), actor(request), clock.now())
    except NoMandate as refusal:
        draftable = refusal.draftable and can(request.user, DRAFT, resident)
        return {"held": None, "why": refusal.message, "draftable": draftable}
    return {"held": held, "why": "", "draftable": False}


def _fresh(case: Case) -> dict[str, Any]:
    return {**planned(case), "key": uuid4()}


def _refuse(form: ActFields, refusal: DomainRefusal) -> None:
    refuse(form, refusal)
    form.draftable = isinstance(refusal, NoMandate) and refusal.draftable
