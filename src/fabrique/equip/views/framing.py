"""The legal frame at the desk: what the organisation is, what is known of a gift, a public donor's year."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import fetch, requires
from fabrique.core.ui.forms import done
from fabrique.equip.actions.framing import Receipt, note_frame, note_receipt, note_reformed, set_receiver
from fabrique.equip.documents.account import account_pdf
from fabrique.equip.enums import DonorKind, ReceiptForm
from fabrique.equip.forms.framing import AccountForm, FrameForm, GiftReceiptForm, ReceiverForm, ReformedForm
from fabrique.equip.giving.frame import BASES, READ_ON
from fabrique.equip.models import Donation, GiftFrame, ReceiverProfile
from fabrique.equip.queries.receivers import profile_of
from fabrique.equip.queries.reuse import account_of, public_donors
from fabrique.equip.views.desk_common import KEEP, donation_of, step_to, trail
from fabrique.people.models import Organisation
from fabrique.people.views.common import actor

RIGHT = "equip.keep_receiver"
FORM = ["GET", "HEAD", "POST"]


def _holder(request: HttpRequest) -> Organisation:
    return fetch(request.user, RIGHT, Organisation.objects.all(), pk=actor(request).organisation_id)


@requires(RIGHT)
@never_cache
@require_http_methods(FORM)
def receiver(request: HttpRequest) -> HttpResponse:
    """What the organisation is for the law on gifts; the frame itself, with its sources."""
    holder = _holder(request)
    profile = profile_of(holder) or ReceiverProfile()
    names = ("categories", "purpose", "issues_receipts", "takes_gifts")
    data = request.POST if request.method == "POST" else None
    form = ReceiverForm(data, initial={name: getattr(profile, name) for name in names})
    if form.is_valid():
        keep = partial(set_receiver, organisation=holder, by=actor(request), **form.cleaned_data)
        if done(request, form, keep, _("C’est enregistré.")):
            return redirect("equip:receiver")
    context = {"form": form, "bases": BASES.values(), "read_on": READ_ON}
    return render(
        request, "equip/giving/receiver.html", {**context, "crumbs": trail((_("Cadre des dons"), ""))}
    )


@requires(KEEP)
@never_cache
@require_http_methods(FORM)
def frame(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the law asks to know of one gift, and the receipt that an eligible body issued."""
    donation = donation_of(request, KEEP, pk)
    row = GiftFrame.objects.of(donation.organisation).filter(donation=donation).first() or GiftFrame()
    basis = BASES[DonorKind(donation.donor.kind)]
    receipt = "recu" in request.POST
    data = request.POST if request.method == "POST" else None
    main = FrameForm(None if receipt else data, initial=_known(row))
    names = ("receipt_form", "receipt_number", "receipt_issuer", "receipt_on")
    told = {name: getattr(row, name) for name in names}
    second = GiftReceiptForm(data if receipt else None, initial=told, forms_of=basis.receipts)
    if main.is_valid() and done(request, main, partial(_framed, request, donation, main), _("C’est noté.")):
        return redirect("equip:donation", pk=donation.pk)
    if second.is_valid() and done(
        request, second, partial(_receipted, request, donation, second), _("Le reçu est noté.")
    ):
        return redirect("equip:donation", pk=donation.pk)
    context = {"form": second if receipt else main, "main": main, "second": second, "basis": basis}
    crumbs = trail(step_to(donation), (_("Cadre"), ""))
    return render(request, "equip/giving/frame.html", {**context, "donation": donation, "crumbs": crumbs})


def _known(row: GiftFrame) -> dict[str, object]:
    value = None if row.unit_value_cents is None else f"{row.unit_value_cents / 100:.2f}".replace(".", ",")
    kept = {name: getattr(row, name) for name in ("too_old", "protected_data", "signed_on")}
    return {**kept, "unit_value": value}


def _framed(request: HttpRequest, donation: Donation, form: FrameForm) -> None:
    data = form.cleaned_data
    note_frame(
        donation=donation,
        unit_value_cents=form.cents(),
        too_old=data["too_old"],
        protected_data=data["protected_data"],
        signed_on=data["signed_on"],
        by=actor(request),
    )


def _receipted(request: HttpRequest, donation: Donation, form: GiftReceiptForm) -> None:
    data = form.cleaned_data
    receipt = Receipt(
        ReceiptForm(data["receipt_form"]), data["receipt_number"], data["receipt_issuer"], data["receipt_on"]
    )
    note_receipt(donation=donation, receipt=receipt, by=actor(request))


@requires(RIGHT)
@never_cache
@require_http_methods(FORM)
def account(request: HttpRequest) -> HttpResponse:
    """The year of a public donor: what was reused, against the target of the law; also as a PDF."""
    holder = _holder(request)
    donors = public_donors(holder)
    form = AccountForm(request.GET or None, donors=donors)
    found = account_of(holder, **form.cleaned_data) if form.is_valid() else None
    if found and "pdf" in request.GET:
        response = HttpResponse(account_pdf(holder, found), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="bilan-{found.siret}-{found.year}.pdf"'
        return response
    initial = {"held": found.held, "excluded": found.excluded} if found else {}
    stock = ReformedForm(request.POST if request.method == "POST" else None, initial=initial)
    if found and stock.is_valid():
        keep = partial(
            note_reformed,
            organisation=holder,
            siret=found.siret,
            year=found.year,
            by=actor(request),
            **stock.cleaned_data,
        )
        if done(request, stock, keep, _("C’est noté.")):
            return redirect(request.get_full_path())
    context = {"form": form, "stock": stock, "found": found, "donors": donors}
    return render(request, "equip/giving/account.html", {**context, "crumbs": trail((_("Bilan public"), ""))})


framing_urls = [
    path("espace/dons/cadre/", receiver, name="receiver"),
    path("espace/dons/bilan/", account, name="reuse-account"),
    path("espace/dons/<uuid:pk>/cadre/", frame, name="donation-frame"),
]
