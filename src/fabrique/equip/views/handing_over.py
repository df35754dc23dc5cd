"""The device changes hands; and what happens to it later."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import can, requires
from fabrique.core.ui.forms import done
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.actions.moving import move_device
from fabrique.equip.enums import BEFORE_HANDOVER, BY_VERB, FirstSteps, HandoverState, Terms, moves_from
from fabrique.equip.forms.handing import EndForm, HandOverForm
from fabrique.equip.guards import missing_for
from fabrique.equip.models import Device
from fabrique.equip.queries.first_steps import places_to_learn, start_of
from fabrique.equip.queries.handing import HAND
from fabrique.equip.views.handing_common import crumbs, handover_of, step_to
from fabrique.people.models import Account
from fabrique.people.views.common import actor

FORM = ["GET", "HEAD", "POST"]
# What may be said of a device that somebody has, in the words of its holder's story.
LATER = ("bring_back", "give_back", "return", "report_loss", "report_theft", "recycle")


@requires(HAND)
@never_cache
@require_http_methods(FORM)
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The last page: the receipt of a price, the session that is offered; and the device is theirs."""
    handover = handover_of(request, pk)
    if handover.state not in BEFORE_HANDOVER:
        return redirect("equip:handover", pk=handover.pk)
    start = start_of(handover)
    places = places_to_learn(handover.commune_code, start)
    data = request.POST if request.method == "POST" else None
    form = HandOverForm(data, sale=handover.terms == Terms.SALE, places=places, near=start is not None)
    if form.is_valid() and done(
        request,
        form,
        lambda: complete_handover(
            handover=handover,
            by=actor(request),
            receipt=form.cleaned_data.get("receipt", ""),
            first_steps=FirstSteps(form.cleaned_data["first_steps"]),
            place=form.cleaned_data["place"] or None,
        ),
        _("L’appareil est remis. Donnez le livret à la personne."),
    ):
        return redirect("equip:handover", pk=handover.pk)
    context = {"form": form, "handover": handover}
    context["missing"] = missing_for(handover.device, "hand_over", actor(request))
    context["crumbs"] = crumbs(step_to(handover), (_("Remettre"), ""))
    return render(request, "equip/handing/hand_over.html", context)


@requires(HAND)
@never_cache
@require_http_methods(FORM)
def later(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It comes back, for a repair or for good; it is lost, stolen, or at its end."""
    handover = handover_of(request, pk)
    if handover.state != HandoverState.DONE:
        return redirect("equip:handover", pk=handover.pk)
    verbs = _verbs(actor(request), handover.device)
    form = EndForm(request.POST if request.method == "POST" else None, verbs=verbs)
    if form.is_valid() and done(
        request,
        form,
        lambda: move_device(
            device=handover.device,
            verb=form.cleaned_data["verb"],
            by=actor(request),
            note=form.cleaned_data["note"],
        ),
        _("C’est noté."),
    ):
        return redirect("equip:handover", pk=handover.pk)
    context = {"form": form, "handover": handover}
    context["crumbs"] = crumbs(step_to(handover), (_("Ce qui arrive"), ""))
    return render(request, "equip/handing/later.html", context)


def _verbs(by: Account, device: Device) -> list[tuple[str, str]]:
    """The moves of the machine that fit, which this account may do."""
    offered = {move.verb for move in moves_from(device.state)} & set(LATER)
    return [
        (verb, BY_VERB[verb].words)
        for verb in LATER
        if verb in offered and can(by, BY_VERB[verb].action, device)
    ]
