"""What is decided of a promise at the desk: taken, declined, withdrawn, counted; its link; its paper."""

from __future__ import annotations

import io
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import requires
from fabrique.core.tabular import SheetOut, write_xlsx
from fabrique.core.ui.forms import done, told
from fabrique.equip.actions.deciding import (
    accept_donation,
    decline_donation,
    renew_link,
    revoke_link,
    withdraw_donation,
)
from fabrique.equip.actions.erasing import forget_donor
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.documents.agreement import agreement_pdf
from fabrique.equip.enums import WAITING, DeclineReason, DeviceKind, DonationState
from fabrique.equip.forms.donations import AcceptForm, DeclineForm, ReceiveForm, handed
from fabrique.equip.giving.fleets import COLUMNS, XLSX
from fabrique.equip.models import Donation, Site
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.giving import open_points
from fabrique.equip.queries.matching import matching_of
from fabrique.equip.views.desk_common import KEEP, RECEIVE, SEE, donation_of, follow_home, step_to, trail
from fabrique.people.views.common import actor

FORM = ["GET", "HEAD", "POST"]


def _page(
    request: HttpRequest, template: str, donation: Donation, words: str, **more: object
) -> HttpResponse:
    context = {"donation": donation, "crumbs": trail(step_to(donation), (words, "")), **more}
    return render(request, f"equip/giving/{template}.html", context)


def _in(donation: Donation, states: tuple[DonationState, ...]) -> Donation:
    """What can no longer be done has no page."""
    if donation.state not in states:
        raise Http404
    return donation


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a promise, and say how it arrives."""
    donation = _in(donation_of(request, KEEP, pk), WAITING)
    data = request.POST if request.method == "POST" else None
    form = AcceptForm(data, initial=handed(donation), points=open_points(donation.organisation))
    if form.is_valid():
        how, point = form.chosen()
        take = partial(accept_donation, donation=donation, how=how, point=point, by=actor(request))
        if done(request, form, take, _("Le don est accepté.")):
            return redirect("equip:donation", pk=donation.pk)
    return _page(request, "accept", donation, _("Accepter"), form=form)


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no, with the reason that the donor reads."""
    donation = _in(donation_of(request, KEEP, pk), (DonationState.ANNOUNCED,))
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason, answer = DeclineReason(form.cleaned_data["reason"]), form.cleaned_data["answer"]
        say = partial(decline_donation, donation=donation, reason=reason, answer=answer, by=actor(request))
        if done(request, form, say, _("La promesse est refusée ; le donateur lit pourquoi.")):
            return redirect("equip:donation", pk=donation.pk)
    return _page(request, "decline", donation, _("Refuser"), form=form)


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that the donor does not give any more."""
    donation = _in(donation_of(request, KEEP, pk), WAITING)
    if request.method == "POST":
        told(
            request,
            partial(withdraw_donation, donation=donation, by=actor(request)),
            _("C’est noté : ce don ne viendra pas."),
        )
        return redirect("equip:donation", pk=donation.pk)
    return _page(request, "withdraw", donation, _("Reprise par le donateur"))


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def forget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase a donor who asks so: one question, then it is done."""
    donation = donation_of(request, KEEP, pk)
    if request.method == "POST":
        told(
            request,
            partial(forget_donor, donation=donation, by=actor(request)),
            _("Le donateur est effacé. Ce qu’il a donné reste compté."),
        )
        return redirect("equip:donation", pk=donation.pk)
    return _page(request, "forget", donation, _("Effacer le donateur"))


@requires(RECEIVE)
@never_cache
@require_http_methods(FORM)
def receive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Count what came, line by line, and open the lot that holds it."""
    donation = _in(donation_of(request, RECEIVE, pk), WAITING)
    sites = Site.objects.of(donation.organisation).filter(closed_at__isnull=True).order_by("name")
    data = request.POST if request.method == "POST" else None
    form = ReceiveForm(data, lines=lines_of(donation), sites=sites)
    if form.is_valid() and done(
        request,
        form,
        partial(_received, request, donation, form),
        _("Le don est compté ; son lot est ouvert."),
    ):
        return redirect("equip:donation", pk=donation.pk)
    return _page(request, "receive", donation, _("Compter à l’arrivée"), form=form)


def _received(request: HttpRequest, donation: Donation, form: ReceiveForm) -> None:
    receive_donation(
        donation=donation,
        counts=form.counts(),
        extra=form.extra(),
        site=form.sites[form.cleaned_data["site"]],
        gap=form.cleaned_data["gap"],
        key=form.cleaned_data["key"],
        by=actor(request),
    )


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the donor a new address of their page, shown once; or let the present one open nothing."""
    donation = donation_of(request, KEEP, pk)
    if request.method == "POST" and "annuler" in request.POST:
        revoke_link(donation=donation, by=actor(request))
        messages.success(request, _("L’adresse du donateur n’ouvre plus rien."))
        return redirect("equip:donation", pk=donation.pk)
    address = ""
    if request.method == "POST":
        home = follow_home(request)
        address = f"{home}{renew_link(donation=donation, by=actor(request), follow_home=home)}/"
    return _page(request, "link", donation, _("L’adresse du donateur"), address=address)


@requires(SEE)
@never_cache
@require_safe
def agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agreement of the gift, to print and sign."""
    donation = donation_of(request, SEE, pk)
    response = HttpResponse(agreement_pdf(donation), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="don-{donation.code}.pdf"'
    return response


@requires(SEE)
@never_cache
@require_safe
def items(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The donor's list, each device with the code of the one that was recognised."""
    donation = donation_of(request, SEE, pk)
    out = io.BytesIO()
    rows = [
        (
            DeviceKind(line.kind).label,
            line.make,
            line.model,
            line.serial,
            line.made_year or "",
            line.quantity,
            line.code,
        )
        for line in matching_of(donation).lines
    ]
    columns = (*COLUMNS[:4], COLUMNS[6], COLUMNS[7], _("Reconnu"))
    write_xlsx(out, [SheetOut(_("Matériel"), columns, rows)])
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="don-{donation.code}.xlsx"'
    return response


_ONE = "espace/dons/<uuid:pk>/"
end_urls = [
    path(f"{_ONE}accepter/", accept, name="donation-accept"),
    path(f"{_ONE}refuser/", decline, name="donation-decline"),
    path(f"{_ONE}renoncer/", withdraw, name="donation-withdraw"),
    path(f"{_ONE}compter/", receive, name="donation-receive"),
    path(f"{_ONE}effacer-le-donateur/", forget, name="donation-forget"),
    path(f"{_ONE}lien/", link, name="donation-link"),
    path(f"{_ONE}liste.xlsx", items, name="donation-items"),
    path(f"{_ONE}convention.pdf", agreement, name="donation-agreement"),
]
