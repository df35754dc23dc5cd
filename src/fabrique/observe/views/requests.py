"""The register of the measurements that are asked for: reading it, asking, supporting, answering."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import acts_for, can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.observe.actions import requests as actions
from fabrique.observe.enums import MEASURE_REQUEST
from fabrique.observe.forms.studies import STATES, AnswerRequestForm, AskForm
from fabrique.observe.models import DataSet, MeasureRequest, Study
from fabrique.observe.queries.data_sets import SEE
from fabrique.observe.queries.requests import ANSWER, SEE_REQUEST, requests_seen, supports_of
from fabrique.observe.queries.studies import SEE_STUDY
from fabrique.observe.views.common import trail
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

ASK, WITHDRAW, SUPPORT = "observe.ask_measure", "observe.withdraw_request", "observe.support_request"


@requires(SEE_REQUEST)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is asked for: what waits first, the most supported first."""
    state = request.GET.get("etat", "")
    page: Pages[MeasureRequest] = page_of(requests_seen(request.user, state), request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": STATES,
        "holder": acts_for(request.user),
        "crumbs": trail((_("Mesures demandées"), "")),
    }
    return render(request, "observe/requests.html", context)


@requires(ASK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a measurement."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = actions.ask_measure(
                organisation=holder_of(request), by=actor(request), **form.cleaned_data
            )
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("observe:request", pk=found.pk)
    context = {"form": form, "crumbs": _crumbs(_("Demander une mesure"))}
    return render(request, "observe/ask.html", context)


@requires(SEE_REQUEST)
@never_cache
@require_safe
def request_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One measurement that is asked for: why, who else needs it, what was answered."""
    found = _request(request, pk)
    form = AnswerRequestForm(request.user, found, MEASURE_REQUEST.verbs(found.state))
    return _page(request, found, form)


@requires(ANSWER)
@never_cache
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer a request; those who ask are told."""
    found = _request(request, pk, ANSWER)
    form = AnswerRequestForm(request.user, found, MEASURE_REQUEST.verbs(found.state), request.POST)
    if form.is_valid():
        act = partial(actions.answer_request, request=found, by=actor(request), **form.cleaned_data)
        if done(request, form, act, _("Votre réponse est notée ; qui demande est prévenu.")):
            return redirect("observe:request", pk=pk)
    return _page(request, found, form)


@requires(SUPPORT)
@require_POST
def support(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« Moi aussi », or no longer."""
    found, holder = _request(request, pk, SUPPORT), holder_of(request)
    taken = request.POST.get("appui") == "non"
    action: Callable[..., object] = actions.unsupport_request if taken else actions.support_request
    said = _("Votre appui est retiré.") if taken else _("C’est noté : votre organisation en a besoin aussi.")
    told(request, partial(action, request=found, organisation=holder, by=actor(request)), said)
    return redirect("observe:request", pk=pk)


@requires(WITHDRAW)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a request back, or ask it again."""
    found = _request(request, pk, WITHDRAW)
    verb = "ask_again" if request.POST.get("demande") == "oui" else "withdraw"
    act = partial(actions.withdraw_request, request=found, verb=verb, by=actor(request))
    told(request, act, _("C’est noté."))
    return redirect("observe:request", pk=pk)


def _page(request: HttpRequest, found: MeasureRequest, form: AnswerRequestForm) -> HttpResponse:
    holder = acts_for(request.user)
    supports = list(supports_of(found))
    live = found.state in actions.LIVE
    mine = any(each.organisation_id == holder for each in supports)
    context = {
        "asked": found,
        "supports": supports,
        "met": _met(request, found),
        "mine": mine,
        "may_support": live and not mine and holder != found.organisation_id,
        "may_withdraw": live and not supports and can(request.user, WITHDRAW, found),
        "may_ask_again": found.state == "withdrawn" and can(request.user, WITHDRAW, found),
        "form": form if form.verbs and can(request.user, ANSWER, found) else None,
        "crumbs": _crumbs(found.measure),
    }
    return render(request, "observe/request.html", context)


def _met(request: HttpRequest, found: MeasureRequest) -> list[tuple[str, str]]:
    """What meets a request, with its address when the reader may open it."""
    said: list[tuple[str, str]] = []
    data_set, study = found.data_set, found.study
    if isinstance(data_set, DataSet) and can(request.user, SEE, data_set):
        said.append((str(data_set), reverse("observe:data-set", args=[data_set.pk])))
    if isinstance(study, Study) and can(request.user, SEE_STUDY, study):
        said.append((study.title, reverse("observe:study", args=[study.pk])))
    return said


def _request(request: HttpRequest, pk: UUID, action: str = SEE_REQUEST) -> MeasureRequest:
    related = ("organisation", "asked_by", "answered_by", "data_set", "study")
    rows = MeasureRequest.objects.all().select_related(*related).defer("data_set__areas", "data_set__names")
    return fetch(request.user, action, rows, pk=pk)


def _crumbs(label: str) -> list[Any]:
    return trail((_("Mesures demandées"), reverse("observe:requests")), (label, ""))
