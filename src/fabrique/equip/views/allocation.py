"""The pages of whoever decides: calculate, decide on each proposal, the requests that wait, the appeals."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.ui.forms import done, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.appeals import answer_appeal
from fabrique.equip.actions.proposals import accept_proposal, refuse_proposal, release_proposal
from fabrique.equip.actions.requests import end_request
from fabrique.equip.enums.asking import ProposalState, RequestState
from fabrique.equip.forms.asking import AcceptForm, AnswerForm, ReasonForm
from fabrique.equip.models import Appeal, DeviceRequest, Proposal
from fabrique.equip.queries.allocating import (
    appeals_to_answer,
    latest_run,
    proposals_to_decide,
    rules_in_force,
    waiting_requests,
)
from fabrique.equip.queries.condition import known_faults
from fabrique.equip.queries.handing import HAND, live_handover
from fabrique.equip.queries.passing import news_since, passing_of, unmeasured
from fabrique.equip.views.asking_parts import (
    ALLOCATE,
    ANSWER,
    DECIDE,
    DECLINE,
    WAITING,
    crumbs,
    request_of,
    shown,
    to_allocation,
)
from fabrique.equip.views.requests import told_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of


@requires(ALLOCATE)
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is proposed and waits for a decision, what is kept, what contests."""
    holder = holder_of(request)
    kept = "gardes" in request.GET
    state = ProposalState.ACCEPTED if kept else ProposalState.PROPOSED
    page: Pages[Proposal] = page_of(proposals_to_decide(request.user, state), request.GET.get("page"))
    run = latest_run(holder)
    context = {
        "page": page,
        "kept": kept,
        "base": "?gardes&page=" if kept else "?page=",
        "run": run,
        "news": news_since(run) if run and not kept else [],
        "rules": rules_in_force(holder),
        "waiting": waiting_requests(request.user).count(),
        "appeals": list(appeals_to_answer(request.user)[:20]),
        "crumbs": crumbs(_("Attribution")),
    }
    return render(request, "equip/asking/allocation.html", context)


@requires(ALLOCATE)
@require_POST
def calculate(request: HttpRequest) -> HttpResponse:
    """Calculate again; what was proposed and not decided is replaced."""
    made = run_allocation(organisation=holder_of(request), by=actor(request)).run
    assert made is not None
    said = _("Propositions : %(allocated)s. Demandes : %(requests)s. Appareils prêts : %(devices)s.")
    messages.success(
        request,
        said % {"allocated": made.allocated, "requests": made.requests, "devices": made.devices},
    )
    return redirect("equip:allocation")


@requires(DECIDE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposal with its reasons; a post refuses it, or lets go of what was kept, and says why."""
    found = _proposal(request, pk)
    kept, decidable = found.state == ProposalState.ACCEPTED, found.state == ProposalState.PROPOSED
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = release_proposal if kept else refuse_proposal
        words = _("L’appareil est libéré ; la demande attend.") if kept else _("La proposition est refusée.")
        reason = form.cleaned_data["reason"]
        if done(request, form, partial(act, proposal=found, by=actor(request), reason=reason), words):
            return redirect("equip:allocation")
    context = {
        **_shown(request, found),
        "form": form,
        "decidable": decidable,
        "kept": kept,
        "acceptance": AcceptForm(auto_id="accept_%s"),
        "standing": passing_of(found.request, found.device) if decidable else None,
        "to_measure": unmeasured(found.request, found.device) if decidable else [],
        "may_hand": kept and can(request.user, HAND, found.device),
        "handover": live_handover(found.device) if kept else None,
    }
    return render(request, "equip/asking/proposal.html", context)


def _shown(request: HttpRequest, found: Proposal) -> dict[str, Any]:
    return {
        "shown": shown(found),
        "proposal": found,
        "faults": known_faults(found.device),
        "asked": found.request,
        **{name: told_of(found.request)[name] for name in ("criteria", "constraints", "lapsed")},
        "crumbs": crumbs(found.request.code, to_allocation()),
    }


@requires(DECIDE)
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the device for the request."""
    found = _proposal(request, pk)
    reason = request.POST.get("reason", "")
    act = partial(accept_proposal, proposal=found, by=actor(request), reason=reason)
    told(request, act, _("%(code)s est gardé trois semaines.") % {"code": found.device.code})
    return redirect("equip:proposal", pk=found.pk)


def _proposal(request: HttpRequest, pk: UUID) -> Proposal:
    rows = Proposal.objects.all().select_related(
        "request__programme__organisation", "request__organisation", "request__need", "device__site",
        "device__organisation", "run__organisation", "decided_by",
    )  # fmt: skip
    return fetch(request.user, DECIDE, rows, pk=pk)


@requires(WAITING)
@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The requests that wait, the oldest first, by their codes."""
    page: Pages[DeviceRequest] = page_of(waiting_requests(request.user), request.GET.get("page"))
    context = {"page": page, "crumbs": crumbs(_("Demandes en attente"), to_allocation())}
    return render(request, "equip/asking/waiting.html", context)


@requires(WAITING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request, without a name; a post says that it cannot be received, and why."""
    found = request_of(request, WAITING, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = request_of(request, DECLINE, pk)
        act = partial(
            end_request, request=found, verb="decline", by=actor(request), reason=form.cleaned_data["reason"]
        )
        if done(request, form, act, _("La demande est dite non recevable.")):
            return redirect("equip:decide-request", pk=found.pk)
    context = {
        "asked": found,
        "form": form,
        **told_of(found),
        "may_decline": found.state == RequestState.WAITING and can(request.user, DECLINE, found),
        "may_answer": can(request.user, ANSWER),
        "crumbs": crumbs(
            found.code, to_allocation(), (_("Demandes en attente"), reverse("equip:waiting-requests"))
        ),
    }
    return render(request, "equip/asking/decide.html", context)


@requires(ANSWER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer an appeal."""
    rows = Appeal.objects.all().select_related("request__programme", "request__organisation")
    found = fetch(request.user, ANSWER, rows, pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        act = partial(
            answer_appeal,
            appeal=found,
            upheld=data["upheld"] == "yes",
            answer=data["answer"],
            by=actor(request),
        )
        if done(request, form, act, _("La réponse est notée.")):
            return redirect("equip:decide-request", pk=found.request_id)
    context = {"appeal": found, "form": form, "crumbs": crumbs(_("Recours"), to_allocation())}
    return render(request, "equip/asking/answer.html", context)
