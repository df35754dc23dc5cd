"""Handovers: all, prepare one, one with what comes next, its appointment, its checks."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse, told
from fabrique.equip.actions.handing import (
    Beneficiary,
    cancel_handover,
    check_items,
    plan_meeting,
    prepare_handover,
)
from fabrique.equip.enums import BEFORE_HANDOVER, BY_VERB, DeviceState, HandoverState, Recipient
from fabrique.equip.forms.handing import CheckForm, MeetingForm, PrepareForm, meeting_of
from fabrique.equip.guards import missing_for
from fabrique.equip.handing import agreement, checklists
from fabrique.equip.models import Device, DeviceRequest, FollowUp, Handover
from fabrique.equip.queries.condition import known_faults
from fabrique.equip.queries.first_steps import neighbourhoods
from fabrique.equip.queries.following_up import FOLLOW, may_remind
from fabrique.equip.queries.handing import (
    HAND,
    free_devices,
    kept_devices,
    live_handover,
    page_of_handovers,
    request_for,
)
from fabrique.equip.queries.receivers import seller_status_of
from fabrique.equip.queries.serving import phone_of
from fabrique.equip.views.handing_common import crumbs, handover_of, names_shown, step_to
from fabrique.people.models import Account, Resident
from fabrique.people.views.common import actor, note_read
from fabrique.people.views.residents import holder_of

FORM = ["GET", "HEAD", "POST"]
MOST_FREE = 30
SEE_REQUESTS = "equip.see_requests"


@requires(HAND)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is to be handed over, by code; ``etat`` shows those that were."""
    state = request.GET.get("etat", "")
    free = free_devices(request.user).order_by("kind", "code")
    context = {
        "page": page_of_handovers(request.user, state, request.GET.get("page")),
        "state": state,
        "states": [("", _("À faire")), *HandoverState.choices],
        "kept": kept_devices(request.user)[:MOST_FREE],
        "free": free[:MOST_FREE],
        "may_reserve": can(request.user, BY_VERB["reserve"].action),
        "free_count": free.count(),
        "may_see_requests": can(request.user, SEE_REQUESTS),
        "crumbs": crumbs(),
    }
    return render(request, "equip/handing/index.html", context)


@requires(HAND)
@never_cache
@require_http_methods(FORM)
def prepare(request: HttpRequest) -> HttpResponse:
    """Keep a device for somebody. ``appareil``: its code; ``personne``: the file from which one comes."""
    person = _person(request)
    initial = {"device": request.GET.get("appareil", "")[:20], "key": uuid4()}
    status = seller_status_of(holder_of(request))
    data = request.POST if request.method == "POST" else None
    form = PrepareForm(
        data, initial=initial | {"seller_status": status}, neighbourhoods=neighbourhoods(), person=person
    )
    if form.is_valid() and (made := _prepared(request, form)):
        messages.success(request, _("L’appareil est gardé. Faites maintenant signer la convention."))
        return redirect("equip:handover", pk=made.pk)
    context: dict[str, Any] = {"form": form, "person": person, "kept": _kept_for(request, form)}
    context["free"] = free_devices(request.user).order_by("kind", "code")[:MOST_FREE]
    context["crumbs"] = crumbs((_("Préparer"), ""))
    return render(request, "equip/handing/prepare.html", context)


def _person(request: HttpRequest) -> Resident | None:
    """The file that the address names, if this reader may see it."""
    named = request.GET.get("personne")
    if not named:
        return None
    try:
        key = UUID(named)
    except ValueError:
        raise Http404 from None
    rows = Resident.objects.filter(emptied_at__isnull=True).select_related("organisation", "merged_into")
    person = fetch(request.user, "people.see_resident", rows, pk=key)
    note_read(request, person)
    return person


def _prepared(request: HttpRequest, form: PrepareForm) -> Handover | None:
    by = actor(request)
    code = form.cleaned_data["device"].strip().upper()
    device = scope(by, HAND, Device.objects.select_related("organisation")).filter(code=code).first()
    resident = _resident(by, form.resident_code) if form.resident_code else None
    kept = request_for(device) if device and not form.names_somebody else None
    for_request = kept and kept.code == form.cleaned_data["request"]
    try:
        if device is None:
            raise DomainRefusal(_("Aucun appareil de votre organisation n’a ce code."), field="device")
        return prepare_handover(
            device=device,
            to=_asked_for(kept) if kept and for_request else form.beneficiary(resident),
            conditions=form.conditions(),
            counted=form.counted(),
            by=by,
            key=form.cleaned_data["key"],
            reason=form.cleaned_data["reason"],
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


def _kept_for(request: HttpRequest, form: PrepareForm) -> DeviceRequest | None:
    """The request for which the device of the form is kept, unless somebody else is named there."""
    if form.names_somebody:
        return None
    code = str(form["device"].value() or "").replace("\0", "").strip().upper()[:20]
    rows = scope(request.user, HAND, Device.objects.select_related("organisation"))
    device = rows.filter(code=code).first() if code else None
    return request_for(device) if device else None


def _asked_for(request: DeviceRequest) -> Beneficiary:
    """Whom a request is for: a person, by their file, or the pupil of a school, by its reference."""
    if request.resident:
        return Beneficiary(Recipient.RESIDENT, request.resident)
    return Beneficiary(Recipient.SCHOOL, name=request.organisation.name, reference=request.reference)


def _resident(by: Account, code: str) -> Resident | None:
    """The file of a code, in the organisation for which one acts: to hand over, its code is enough."""
    rows = Resident.objects.everywhere("by the code that the person carries")
    held = rows.filter(organisation=by.organisation_id, emptied_at__isnull=True)
    return held.select_related("organisation", "merged_into").filter(code=code).first()


@requires(HAND)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One handover: who, what, on which terms; what is done, what lacks, what comes next."""
    handover = handover_of(request, pk)
    items = checklists.items_for(handover.device.kind)
    context: dict[str, Any] = {
        "handover": handover,
        "named": names_shown(request, handover),
        "text": agreement.read(handover.text),
        "items": [(item.words, item.code in handover.checked, item.required) for item in items],
        "missing": _missing(request, handover),
        "faults": known_faults(handover.device) if handover.state in BEFORE_HANDOVER else (),
        "follow_ups": _news(request, handover),
        "before": handover.state in BEFORE_HANDOVER,
        "may_free": _may_free(request, handover),
        "asker": _asker(handover),
        "crumbs": crumbs((handover.device.code, "")),
    }
    return render(request, "equip/handing/show.html", context)


def _asker(handover: Handover) -> tuple[str, str] | None:
    """The name and the number of another organisation that asked for the device: it reaches the person."""
    asked = handover.request
    if asked is None or asked.organisation_id == handover.organisation_id:
        return None
    return asked.organisation.name, phone_of(asked.organisation)


def _may_free(request: HttpRequest, handover: Handover) -> bool:
    """Whether this reader may free the device of a handover that did not take place, kept for nothing now."""
    idle = handover.state == HandoverState.CANCELLED and handover.device.state == DeviceState.RESERVED
    if not idle or live_handover(handover.device):
        return False
    return can(request.user, BY_VERB["release"].action, handover.device)


def _news(request: HttpRequest, handover: Handover) -> list[FollowUp]:
    if not can(request.user, FOLLOW):
        return []
    rows = FollowUp.objects.of(handover.organisation).filter(handover=handover)
    return list(rows.order_by("due_on"))


def _missing(request: HttpRequest, handover: Handover) -> list[str]:
    if handover.state not in BEFORE_HANDOVER:
        return []
    return missing_for(handover.device, "hand_over", actor(request))


@requires(HAND)
@never_cache
@require_http_methods(FORM)
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree on a day and a place."""
    handover = handover_of(request, pk)
    reminding = handover.resident is not None and may_remind(handover.resident)
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(data, initial=meeting_of(handover), reminding=reminding)
    if form.is_valid() and done(
        request,
        form,
        lambda: plan_meeting(
            handover=handover, at=form.at, where=form.cleaned_data["where"],
            remind=form.cleaned_data.get("remind", False), by=actor(request),
        ),
        _("Le rendez-vous est noté.") if form.at else _("Il n’y a plus de rendez-vous."),
    ):  # fmt: skip
        return redirect("equip:handover", pk=handover.pk)
    context = {"form": form, "handover": handover, "reminding": reminding}
    context["crumbs"] = crumbs(step_to(handover), (_("Rendez-vous"), ""))
    return render(request, "equip/handing/meeting.html", context)


@requires(HAND)
@never_cache
@require_http_methods(FORM)
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tick what was checked in front of the person."""
    handover = handover_of(request, pk)
    data = request.POST if request.method == "POST" else None
    form = CheckForm(data, initial={"checked": handover.checked}, kind=handover.device.kind)
    if form.is_valid() and done(
        request,
        form,
        lambda: check_items(handover=handover, checked=form.cleaned_data["checked"], by=actor(request)),
        _("Les vérifications sont notées."),
    ):
        return redirect("equip:handover", pk=handover.pk)
    context = {"form": form, "handover": handover}
    context["crumbs"] = crumbs(step_to(handover), (_("Vérifier"), ""))
    return render(request, "equip/handing/check.html", context)


@requires(HAND)
@never_cache
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It will not take place."""
    handover = handover_of(request, pk)
    told(
        request,
        partial(cancel_handover, handover=handover, by=actor(request)),
        _("La remise est annulée. L’appareil reste réservé."),
    )
    return redirect("equip:handover", pk=handover.pk)
