"""News after a handover: the list of the day, one call, the letters; and the holder's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core import clock
from fabrique.core.clients import client_of
from fabrique.core.policies import acts_for, can, fetch, public, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse
from fabrique.core.ui.parts import Crumb
from fabrique.equip.actions.following_up import (
    answer_follow_up,
    ask_follow_up,
    give_up_follow_up,
    handle_trouble,
)
from fabrique.equip.documents.handing import letters_pdf
from fabrique.equip.enums import OPEN_FOLLOW_UPS, FollowUpState, Means, StillUsed
from fabrique.equip.forms.following_up import AnswerForm
from fabrique.equip.models import FollowUp
from fabrique.equip.queries.following_up import (
    FOLLOW,
    asking,
    by_token,
    due_follow_ups,
    follow_ups_for,
    means_of,
    troubles_of,
)
from fabrique.equip.queries.handing import HAND
from fabrique.equip.queries.serving import phone_of
from fabrique.equip.views.discretion import discreet
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked
from fabrique.people.views.common import actor, note_read

FORM = ["GET", "HEAD", "POST"]


@requires(FOLLOW)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What holders said that awaits somebody, then who is to be asked, and how."""
    due = due_follow_ups(request.user, clock.today())
    context = {
        "due": due,
        "texts": [each for each in due if each.means == Means.SMS and each.follow_up.state == "due"],
        "letters": [each for each in due if each.means == Means.LETTER],
        "troubles": troubles_of(request.user)[:50],
        "crumbs": _crumbs(),
    }
    return render(request, "equip/following/index.html", context)


@requires(FOLLOW)
@never_cache
@require_http_methods(FORM)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One: the number to call, what to ask, what is answered."""
    found = _follow_up(request, pk)
    handover = found.handover
    ours = handover.resident is None or handover.resident.organisation_id == acts_for(request.user)
    if ours and handover.resident:
        note_read(request, handover.resident)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        request, form, lambda: _answered(found, form, request), _("La réponse est notée.")
    ):
        return redirect("equip:follow-ups")
    context = {
        "form": form,
        "follow_up": found,
        "handover": handover,
        "means": means_of(handover),
        "ours": ours,
        "asker": asking(handover),
        "asker_phone": "" if ours else phone_of(asking(handover)),
        "may_open": can(request.user, HAND, handover),
        "open": found.state in (*OPEN_FOLLOW_UPS, FollowUpState.UNREACHED),
        "crumbs": _crumbs((handover.device.code, "")),
    }
    return render(request, "equip/following/show.html", context)


@requires(FOLLOW)
@never_cache
@require_POST
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody answers, or somebody saw to it (``geste``)."""
    found = _follow_up(request, pk)
    try:
        if request.POST.get("geste") == "traite":
            handle_trouble(follow_up=found, by=actor(request))
            messages.success(request, _("C’est noté : quelqu’un s’en est occupé."))
        else:
            give_up_follow_up(follow_up=found, by=actor(request))
            messages.success(request, _("C’est noté : personne ne répond."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("equip:follow-ups")


@requires(FOLLOW)
@never_cache
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Text all who are due and accept it."""
    home, sent = request.build_absolute_uri("/"), 0
    for each in due_follow_ups(request.user, clock.today()):
        if each.means == Means.SMS and each.follow_up.state == FollowUpState.DUE:
            ask_follow_up(follow_up=each.follow_up, means=Means.SMS, by=actor(request), home=home)
            sent += 1
    told = ngettext("%(n)s SMS va partir.", "%(n)s SMS vont partir.", sent) % {"n": sent}
    messages.success(request, told if sent else _("Aucun SMS à envoyer."))
    return redirect("equip:follow-ups")


@requires(FOLLOW)
@never_cache
@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of the day, each with the address of its own page; asked for, they are printed."""
    home, due = request.build_absolute_uri("/"), due_follow_ups(request.user, clock.today())
    wanted = [each.follow_up for each in due if each.means == Means.LETTER]
    if not wanted:
        raise Http404
    by = actor(request)
    asked = [(each, ask_follow_up(follow_up=each, means=Means.LETTER, by=by, home=home)) for each in wanted]
    note_read(request, *[each.handover.resident for each in wanted if each.handover.resident])
    content = letters_pdf([(each, _address(request, secret)) for each, secret in asked])
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="lettres.pdf"'
    return response


@public
@discreet
@require_http_methods(FORM)
@braked
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """The holder answers, without account: no name, no device is shown but what it is."""
    address = client_of(request)
    throttle.check("follow_up", address=address)
    found = by_token(token)
    if found is None:
        return render(request, "equip/following/none.html", status=404)
    throttle.passed("follow_up", address=address)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _told(form, found):
        return render(request, "equip/following/thanks.html", {"follow_up": found})
    return render(request, "equip/following/answer.html", {"form": form, "follow_up": found})


def _told(form: AnswerForm, follow_up: FollowUp) -> bool:
    try:
        _answered(follow_up, form, None)
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return False
    return True


def _answered(follow_up: FollowUp, form: AnswerForm, request: HttpRequest | None) -> FollowUp:
    data = form.cleaned_data
    return answer_follow_up(
        follow_up=follow_up,
        still_used=StillUsed(data["still_used"]),
        trouble=data["trouble"],
        help_wanted=data["help_wanted"],
        by=actor(request) if request else None,
    )


def _follow_up(request: HttpRequest, pk: UUID) -> FollowUp:
    return fetch(request.user, FOLLOW, follow_ups_for(request.user), pk=pk)


def _address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("equip:answer-follow-up", args=[secret]))


def _crumbs(*steps: tuple[str, str]) -> list[Crumb]:
    listed = reverse("equip:follow-ups") if steps else ""
    home = [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Nouvelles des appareils remis"), listed)]
    return [*home, *(Crumb(words, url) for words, url in steps)]
