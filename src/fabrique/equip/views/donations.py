"""Promises at the desk: the list, one of them, the one made on the phone, corrections."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import can, requires, scope
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse
from fabrique.core.ui.parts import Choice
from fabrique.equip.actions.deciding import correct_donation
from fabrique.equip.actions.promising import Promise, promise_donation
from fabrique.equip.enums import WAITING, DonationState, DonorKind
from fabrique.equip.forms.donations import KeptForm, PhoneForm
from fabrique.equip.forms.giving import donor_of
from fabrique.equip.giving.frame import BASES, examine
from fabrique.equip.models import CollectionCampaign, Donation, GiftFrame
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.giving import fates_of, open_points
from fabrique.equip.queries.matching import matching_of
from fabrique.equip.queries.promises import GROUPS, KINDS, counts_by_group, page_of_promises, read_asked
from fabrique.equip.queries.receivers import profile_of
from fabrique.equip.queries.timetable import coming_to
from fabrique.equip.views.desk_common import (
    KEEP,
    RECEIVE,
    SEE,
    donation_of,
    follow_home,
    step_to,
    trail,
)
from fabrique.equip.views.give_answers import position_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of

FORM = ["GET", "HEAD", "POST"]


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The promises, those that await an answer first."""
    asked = read_asked(request.GET.dict())
    counts = counts_by_group(request.user)
    campaigns = scope(request.user, SEE, CollectionCampaign.objects.all()).order_by("-starts_on")
    kinds = [Choice(code, label, code == asked.kind) for code, label in DonorKind.choices]
    chosen = [Choice(each.slug, each.title, each.slug == asked.campaign) for each in campaigns]
    context = {
        "page": page_of_promises(request.user, asked, request.GET.get("page")),
        "asked": asked,
        "groups": [(key, _(words), counts[key], key == asked.group) for key, (words, _s) in GROUPS.items()],
        "kinds": [Choice("", _("Tous les donateurs"), not asked.kind), *kinds],
        "campaigns": [Choice("", _("Toutes les collectes"), not asked.campaign), *chosen] if chosen else [],
        "may_keep": can(request.user, KEEP),
        "may_collect": can(request.user, "equip.run_collections"),
        "crumbs": trail(),
    }
    return render(request, "equip/giving/donations.html", context)


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One promise: what, who, how it arrives, what the law says of it, and what may be done."""
    donation = donation_of(request, SEE, pk)
    lines = list(lines_of(donation))
    waiting = donation.state in WAITING
    may_keep = can(request.user, KEEP, donation)
    context: dict[str, Any] = {
        "donation": donation,
        "lines": lines,
        "promised": sum(line.promised for line in lines),
        "matching": matching_of(donation),
        "pill": KINDS.get(DonationState(donation.state), ""),
        "announced": donation.state == DonationState.ANNOUNCED,
        "waiting": waiting,
        "accepted": donation.state
        in (DonationState.AWAITED, DonationState.TO_COLLECT, DonationState.RECEIVED),
        "may_keep": may_keep,
        "may_receive": waiting and can(request.user, RECEIVE, donation),
        "coming": coming_to(donation),
        "fates": fates_of(donation) if donation.state == DonationState.RECEIVED else [],
        **frame_of(donation),
        "crumbs": trail((donation.code, "")),
    }
    return render(request, "equip/giving/donation.html", context)


def frame_of(donation: Donation) -> dict[str, Any]:
    """What the law says of a gift, as far as it is known."""
    organisation = donation.organisation
    profile = profile_of(organisation)
    frame = GiftFrame.objects.of(organisation).filter(donation=donation).first() or GiftFrame()
    kind = DonorKind(donation.donor.kind)
    found = examine(
        kind,
        profile.categories if profile else [],
        unit_value_cents=frame.unit_value_cents,
        too_old=frame.too_old,
        protected_data=frame.protected_data,
    )
    return {"basis": BASES[kind], "findings": found, "frame": frame, "profile": profile}


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def phone(request: HttpRequest) -> HttpResponse:
    """Note a promise that a donor makes on the phone, on one screen."""
    holder = holder_of(request)
    points = open_points(holder)
    data = request.POST if request.method == "POST" else None
    form = PhoneForm(data, points=points, initial={"condition": "unknown", "how": "enlevement"})
    if form.is_valid() and (made := _promised(request, form)):
        messages.success(
            request, _("La promesse est notée. Donnez son numéro : %(code)s.") % {"code": made.code}
        )
        return redirect("equip:donation", pk=made.pk)
    context = {"form": form, "crumbs": trail((_("Promesse au téléphone"), ""))}
    return render(request, "equip/giving/phone.html", context)


def _promised(request: HttpRequest, form: PhoneForm) -> Donation | None:
    data = form.cleaned_data
    try:
        return promise_donation(
            organisation=holder_of(request),
            promise=Promise(donor_of(data), form.lines(), form.handing(position_of), data["note"]),
            by=actor(request),
            once=str(data["key"]),
            key=data["key"],
            follow_home=follow_home(request),
        )[0]
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a promise: numbers, donor, how it arrives."""
    donation = donation_of(request, KEEP, pk)
    donor = donation.donor
    names = ("kind", "name", "contact", "email", "phone", "siret")
    form = KeptForm(
        request.POST if request.method == "POST" else None,
        donation=donation,
        points=open_points(donation.organisation),
        initial={name: getattr(donor, name) for name in names},
    )
    if form.is_valid() and done(
        request, form, partial(_corrected, request, donation, form), _("La promesse est corrigée.")
    ):
        return redirect("equip:donation", pk=donation.pk)
    context = {"form": form, "donation": donation, "crumbs": trail(step_to(donation), (_("Corriger"), ""))}
    return render(request, "equip/giving/correct.html", context)


def _corrected(request: HttpRequest, donation: Donation, form: KeptForm) -> None:
    correct_donation(
        donation=donation,
        numbers=form.numbers(),
        handing=form.handing(position_of),
        note=form.cleaned_data["note"],
        by=actor(request),
        donor=form.facts_of_donor(),
    )


donation_urls = [
    path("espace/dons/", index, name="donations"),
    path("espace/dons/nouvelle/", phone, name="donation-new"),
    path("espace/dons/<uuid:pk>/", show, name="donation"),
    path("espace/dons/<uuid:pk>/corriger/", correct, name="donation-correct"),
]
