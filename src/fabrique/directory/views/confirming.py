"""The page behind the link of a campaign: what is published, and two buttons. Reading it changes nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core import clock
from fabrique.core.clients import client_of
from fabrique.core.policies import public
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.directory.actions import confirming as actions
from fabrique.directory.actions.campaigns import sender_of
from fabrique.directory.desk.sheet import said
from fabrique.directory.enums.lifecycle import ConfirmationState, PlaceState
from fabrique.directory.forms.campaigns import ChangeForm
from fabrique.directory.models import Closure, Confirmation, Offer, Place
from fabrique.kernels.hours import describe
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked

KIND = "confirmation"


@public
@require_http_methods(["GET", "HEAD", "POST"])
@braked
def show(request: HttpRequest, token: str) -> HttpResponseBase:
    """The sheet as it is published; « Tout est exact » is a button, never a link that a scanner follows."""
    asked = _found(request, token)
    if asked is None:
        return _dead(request)
    if request.method == "POST":
        try:
            actions.confirm_place(asked=asked, seen=request.POST.get("vu", ""))
        except DomainRefusal as refusal:
            messages.warning(request, refusal.message)
        return _discreet(redirect("directory:confirm", token=token))
    place = actions.place_of(asked)
    context = {**_shown(place), "asked": asked, "token": token, "sender": sender_of(asked.campaign)}
    return _discreet(render(request, "directory/confirm.html", context))


@public
@require_http_methods(["GET", "HEAD", "POST"])
@braked
def change(request: HttpRequest, token: str) -> HttpResponseBase:
    """« Quelque chose a changé »: a short form, prefilled; a person reads it before anything is published."""
    asked = _found(request, token)
    if asked is None:
        return _dead(request)
    if asked.state == ConfirmationState.CHANGED:  # said once already
        return _discreet(redirect("directory:confirm", token=token))
    place = actions.place_of(asked)
    form = ChangeForm(request.POST if request.method == "POST" else None, place=place)
    if form.is_valid():
        try:
            actions.propose_change(asked=asked, **form.said())
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            return _discreet(redirect("directory:confirm", token=token))
    context = {"asked": asked, "place": place, "form": form, "token": token}
    return _discreet(render(request, "directory/confirm_change.html", context))


@public
@require_POST
@braked
def silence(request: HttpRequest, token: str) -> HttpResponseBase:
    """« Ne plus m’écrire »."""
    asked = _found(request, token)
    if asked is None:
        return _dead(request)
    try:
        actions.refuse_mail(asked=asked)
    except DomainRefusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("C’est noté : nous ne vous écrirons plus pour ce lieu."))
    return _discreet(redirect("directory:confirm", token=token))


def _found(request: HttpRequest, token: str) -> Confirmation | None:
    """What the link asks, if it still opens; links that open nothing are counted."""
    address = client_of(request)
    throttle.check(KIND, address=address)
    found = actions.find_confirmation(token)
    if found is not None:
        throttle.passed(KIND, address=address)
    return found if found and actions.place_of(found).state == PlaceState.PUBLISHED else None


def _dead(request: HttpRequest) -> HttpResponseBase:
    """Too old, closed, never made, or of a place that is not in the guide: one answer for all."""
    return _discreet(render(request, "directory/confirm_dead.html", status=404))


def _shown(place: Place) -> dict[str, Any]:
    """What is published, on one screen."""
    today = clock.today()
    offers = Offer.objects.of(place).select_related("service").order_by("service__name")
    return {
        "place": place,
        "seen": place.changed_at.isoformat(),
        "hours": describe(place.hours),
        "services": said("services", place.services) if place.services else "",
        "publics": said("publics", place.publics) if place.publics else "",
        "fees": said("fees", place.fees) if place.fees else "",
        "offers": list(dict.fromkeys(offer.service.name for offer in offers)),
        "closures": list(Closure.objects.of(place).filter(ends_on__gte=today).order_by("starts_on", "pk")),
    }


def _discreet(response: HttpResponse) -> HttpResponse:
    """The address is the right to answer: it goes nowhere. Not ``no-referrer``: a form would then be sent
    from the origin « null », which is refused.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
