"""The pages of whoever asks: asking, the list, one request, its end, its notice."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core import clock
from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.equip.actions.allocating import standing_of
from fabrique.equip.actions.appeals import note_appeal
from fabrique.equip.actions.correcting import correct_request
from fabrique.equip.actions.requests import ask_device, end_request
from fabrique.equip.allocation.ranking import lapsed
from fabrique.equip.documents.notice import notice_pdf
from fabrique.equip.enums.asking import REQUEST_LIVE, Asker, Constraint, RequestState
from fabrique.equip.forms.asking import AppealForm, CorrectionForm, RequestFilter, RequestForm
from fabrique.equip.models import DeviceRequest
from fabrique.equip.queries.asking import (
    appeals_of,
    criteria_of,
    is_decided,
    live_request,
    open_programmes,
    proposals_of,
    reopenable,
    requests_seen,
)
from fabrique.equip.queries.following_up import FOLLOW
from fabrique.equip.queries.serving import served
from fabrique.equip.views.asking_parts import ASK, KEEP, SEE, crumbs, request_of, shown, to_requests
from fabrique.people.enums import Role
from fabrique.people.models import Organisation, Resident
from fabrique.people.views.common import actor, note_read
from fabrique.people.views.residents import crumbs_of, holder_of

ENDS = {"retirer": "withdraw", "reprendre": "reopen"}


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The requests of one's organisation, the latest first, by their codes."""
    form = RequestFilter(request.GET)
    form.is_valid()
    state = form.cleaned_data.get("etat", "")
    page: Pages[DeviceRequest] = page_of(requests_seen(request.user, state), request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "base": f"?etat={state}&page=",
        "may_ask": can(request.user, ASK),
        "crumbs": crumbs(_("Demandes d’appareils")),
    }
    return render(request, "equip/asking/index.html", context)


@requires(ASK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a person, on one screen."""
    rows = Resident.objects.filter(emptied_at__isnull=True).select_related("organisation", "merged_into")
    resident = fetch(request.user, ASK, rows, pk=pk)
    note_read(request, resident)
    at_desk = Role.RECEPTION in actor(request).roles
    form = _form(request, school=False, asker=(Asker.PERSON if at_desk else Asker.PRESCRIBER).value)
    if form.is_valid() and (made := _asked(request, resident.organisation, form, resident)):
        return redirect("equip:request", pk=made.pk)
    context = {"form": form, "resident": resident, "programmes": list(form.programmes.values())}
    context["live"] = live_request(resident)
    context["crumbs"] = crumbs_of(request, resident, (_("Demander un appareil"), ""))
    return render(request, "equip/asking/ask.html", context)


@requires(ASK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_school(request: HttpRequest) -> HttpResponse:
    """A school asks for a pupil, by its own reference and without a name."""
    form = _form(request, school=True)
    if form.is_valid() and (made := _asked(request, holder_of(request), form)):
        return redirect("equip:request", pk=made.pk)
    context = {"form": form, "programmes": list(form.programmes.values())}
    context["crumbs"] = crumbs(_("Demander pour un élève"), to_requests())
    return render(request, "equip/asking/ask.html", context)


def _form(request: HttpRequest, *, school: bool, **initial: str) -> RequestForm:
    data = request.POST if request.method == "POST" else None
    programmes = open_programmes(clock.today())
    return RequestForm(data, initial={"key": uuid4(), **initial}, programmes=programmes, school=school)


def _asked(
    request: HttpRequest, holder: Organisation, form: RequestForm, resident: Resident | None = None
) -> DeviceRequest | None:
    try:
        made = ask_device(
            programme=form.chosen(),
            organisation=holder,
            asker=form.asked_by(),
            wanted=form.wanted(),
            resident=resident,
            by=actor(request),
            key=form.cleaned_data["key"],
        )
    except DomainRefusal as refusal:
        refusal.field = "proofs" if refusal.field == "criteria" else refusal.field
        refuse(form, refusal)
        return None
    messages.success(request, _("La demande est faite. Son code : %(code)s.") % {"code": made.code})
    return made


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: what was asked, where it stands, why, what may be done."""
    found = request_of(request, SEE, pk)
    context = {
        "asked": found,
        **told_of(found),
        "standing": standing_of(found) if "pourquoi" in request.GET else None,
        "decided": is_decided(found),
        "may_keep": can(request.user, KEEP, found),
        "served": served(found),
        "may_follow": can(request.user, FOLLOW),
        "may_withdraw": found.state in REQUEST_LIVE,
        "may_reopen": reopenable(found),
        "crumbs": crumbs(found.code, to_requests()),
    }
    return render(request, "equip/asking/show.html", context)


def told_of(found: DeviceRequest) -> dict[str, Any]:
    """What any page says of a request."""
    return {
        "criteria": [each.label for each in criteria_of(found)],
        "lapsed": lapsed(found.needed_on, clock.today()),
        "constraints": [Constraint(each).label for each in found.constraints],
        "proposals": [shown(each) for each in proposals_of(found)],
        "appeals": list(appeals_of(found)),
    }


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a request that waits: a paper seen since, a box that was forgotten."""
    found = request_of(request, KEEP, pk)
    if found.state != RequestState.WAITING:
        return redirect("equip:request", pk=found.pk)
    form = CorrectionForm(request.POST if request.method == "POST" else None, asked=found)
    if form.is_valid():
        act = partial(_corrected, request, found, form)
        if done(request, form, act, _("La demande est corrigée. Elle garde sa date.")):
            return redirect("equip:request", pk=found.pk)
    steps = (to_requests(), (found.code, reverse("equip:request", args=[found.pk])))
    context = {"form": form, "asked": found, "crumbs": crumbs(_("Corriger"), *steps)}
    return render(request, "equip/asking/correct.html", context)


def _corrected(request: HttpRequest, found: DeviceRequest, form: CorrectionForm) -> DeviceRequest:
    try:
        return correct_request(request=found, wanted=form.wanted(), by=actor(request))
    except DomainRefusal as refusal:
        refusal.field = "proofs" if refusal.field == "criteria" else refusal.field
        raise


@requires(KEEP)
@require_POST
def end(request: HttpRequest, pk: UUID, word: str) -> HttpResponse:
    """Withdraw a request, or take it up again."""
    found = request_of(request, KEEP, pk)
    if word not in ENDS:
        raise Http404
    told(request, partial(end_request, request=found, verb=ENDS[word], by=actor(request)), _("C’est noté."))
    return redirect("equip:request", pk=found.pk)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what the person contests."""
    found = request_of(request, KEEP, pk)
    form = AppealForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    if form.is_valid():
        text, key = form.cleaned_data["text"], form.cleaned_data["key"]
        act = partial(note_appeal, request=found, text=text, key=key, by=actor(request))
        if done(request, form, act, _("Le recours est noté.")):
            return redirect("equip:request", pk=found.pk)
    steps = (to_requests(), (found.code, reverse("equip:request", args=[found.pk])))
    context = {"form": form, "asked": found, "crumbs": crumbs(_("Recours"), *steps)}
    return render(request, "equip/asking/appeal.html", context)


@requires(SEE)
@never_cache
@require_safe
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a request stands, or the notice of its decision, to print and to hand over."""
    found = request_of(request, SEE, pk)
    address = request.build_absolute_uri(reverse("equip:published-rules"))
    standing = standing_of(found) if found.state == RequestState.WAITING else None
    response = HttpResponse(notice_pdf(found, address, standing), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="decision-{found.code}.pdf"'
    return response
