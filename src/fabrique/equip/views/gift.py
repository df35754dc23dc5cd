"""The donor's own page, opened by a secret address: where the gift stands, and what became of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import public
from fabrique.core.ui.forms import done, told
from fabrique.equip.actions.deciding import correct_donation, withdraw_donation
from fabrique.equip.documents.agreement import agreement_pdf
from fabrique.equip.enums import DonationState, DonorKind
from fabrique.equip.forms.donations import CorrectForm
from fabrique.equip.giving.frame import BASES
from fabrique.equip.giving.sections import sections_of
from fabrique.equip.models import Donation
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.giving import donation_of, fates_of, open_points
from fabrique.equip.views.discretion import discreet
from fabrique.equip.views.give_answers import position_of
from fabrique.equip.views.give_draft import code_of, forget, promise_key
from fabrique.people import codes

STEPS = {
    DonationState.ANNOUNCED: 1,
    DonationState.AWAITED: 2,
    DonationState.TO_COLLECT: 2,
    DonationState.RECEIVED: 3,
}


def _gift(token: str) -> Donation:
    """The gift of a secret; a wrong, revoked or outdated one looks like a missing page."""
    found = donation_of(token)
    if found is None:
        raise Http404
    return found


@public
@discreet
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where the gift stands, in words; once it came, what became of it, to the unit."""
    donation = _gift(token)
    code = code_of(request)
    thanks = "merci" in request.GET and donation.state == DonationState.ANNOUNCED
    context: dict[str, Any] = {
        "donation": donation,
        "token": token,
        "lines": list(lines_of(donation)),
        "thanks": thanks,
        "spelled": codes.spaced(code) if thanks and code and promise_key(code) == donation.pk else "",
        "labels": [_("Annoncé"), _("Attendu"), _("Reçu")],
        "step": STEPS.get(DonationState(donation.state), 0),
        "announced": donation.state == DonationState.ANNOUNCED,
        "fates": fates_of(donation) if donation.state == DonationState.RECEIVED else [],
        "basis": BASES[DonorKind(donation.donor.kind)],
        "frame": getattr(donation, "frame", None),
        "sections": [
            render_to_string(template, dict(values), request) for template, values in sections_of(donation)
        ],
    }
    response = render(request, "equip/giving/gift.html", context)
    if context["spelled"]:
        forget(response)
    return response


@public
@discreet
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, token: str) -> HttpResponseBase:
    """Correct the numbers, the address, the days, before anybody answered."""
    donation = _announced(token)
    points = open_points(donation.organisation)
    data = request.POST if request.method == "POST" else None
    form = CorrectForm(data, donation=donation, points=points)
    if form.is_valid() and done(
        request, form, lambda: _corrected(donation, form), _("C’est corrigé. Merci.")
    ):
        return redirect("equip:gift", token=token)
    return render(
        request, "equip/giving/gift_correct.html", {"form": form, "donation": donation, "token": token}
    )


def _corrected(donation: Donation, form: CorrectForm) -> None:
    handing = form.handing(position_of)
    correct_donation(
        donation=donation, numbers=form.numbers(), handing=handing, note=form.cleaned_data["note"], by=None
    )


@public
@discreet
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say that one does not give any more: one question, then it is done."""
    donation = _announced(token)
    if request.method == "POST":
        told(
            request,
            partial(withdraw_donation, donation=donation, by=None),
            _("C’est noté : vous ne donnez plus. Merci de l’avoir dit."),
        )
        return redirect("equip:gift", token=token)
    return render(request, "equip/giving/gift_withdraw.html", {"donation": donation, "token": token})


def _announced(token: str) -> Donation:
    donation = _gift(token)
    if donation.state != DonationState.ANNOUNCED:
        raise Http404
    return donation


@public
@discreet
@require_safe
def agreement(request: HttpRequest, token: str) -> HttpResponseBase:
    """The agreement of the gift, to print and sign, once it was accepted."""
    donation = _gift(token)
    if donation.state not in (DonationState.AWAITED, DonationState.TO_COLLECT, DonationState.RECEIVED):
        raise Http404
    response = HttpResponse(agreement_pdf(donation), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="don-{donation.code}.pdf"'
    return response


gift_urls = [
    path("donner/suivi/<slug:token>/", show, name="gift"),
    path("donner/suivi/<slug:token>/corriger/", correct, name="gift-correct"),
    path("donner/suivi/<slug:token>/renoncer/", withdraw, name="gift-withdraw"),
    path("donner/suivi/<slug:token>/convention.pdf", agreement, name="gift-agreement"),
]
