"""Certificates of erasure: signed for a device or a lot, printed, and verified by whoever holds the paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.clients import client_of
from fabrique.core.policies import fetch, public, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.equip.actions.certifying import certify_device, certify_lot
from fabrique.equip.documents.certificates import certificate_pdf
from fabrique.equip.forms.bench import KeyForm
from fabrique.equip.models import ErasureCertificate, Lot
from fabrique.equip.queries.certifying import certificate_at, devices_of, find_certificate, gather
from fabrique.equip.views.bench_common import crumbs, device_of
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked
from fabrique.people.views.common import actor

CERTIFY = "equip.certify_erasure"


@requires(CERTIFY)
@require_POST
def sign_device(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the certificate of a device."""
    device = device_of(request, CERTIFY, pk)
    form = KeyForm(request.POST)
    try:
        key = form.cleaned_data["key"] if form.is_valid() else None
        made = certify_device(device=device, by=actor(request), key=key)
        messages.success(request, _("Le certificat %s est signé.") % made.code)
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("equip:bench-device", pk=device.pk)


@requires(CERTIFY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lot(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a lot lacks before it can be certified, then its certificate."""
    rows = Lot.objects.all().select_related("organisation", "site", "donation")
    found = fetch(request.user, CERTIFY, rows, pk=pk)
    form = KeyForm(request.POST or None)
    if form.is_valid():
        try:
            made = certify_lot(lot=found, by=actor(request), key=form.cleaned_data["key"])
            messages.success(request, _("Le certificat %s est signé.") % made.code)
            return redirect("equip:lot-erasure", pk=found.pk)
        except DomainRefusal as refusal:
            refuse(form, refusal)
    gathered = gather(devices_of(found))
    context = {
        "lot": found,
        "form": form if form.is_bound else KeyForm(),
        "gathered": gathered,
        "certificates": ErasureCertificate.objects.of(found.organisation)
        .filter(lot=found)
        .order_by("-signed_at"),
        "crumbs": crumbs(None, _("Effacement d’un lot")),
    }
    return render(request, "equip/bench/lot.html", context)


@requires(CERTIFY)
@never_cache
@require_safe
def pdf(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """The certificate as PDF/UA, with the way to verify it."""
    rows = ErasureCertificate.objects.all().select_related(
        "organisation", "lot__donation__donor", "signed_by"
    )
    found = fetch(request.user, CERTIFY, rows, pk=certificate)
    return _printed(request, found)


def _printed(request: HttpRequest, certificate: ErasureCertificate) -> HttpResponse:
    address = request.build_absolute_uri(reverse("equip:verify-erasure", args=[certificate.token]))
    response = HttpResponse(certificate_pdf(certificate, address), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="effacement-{certificate.code}.pdf"'
    return response


@public
@require_safe
@braked
def verify(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say whether a paper is a certificate that was signed here, and what it certifies."""
    address = client_of(request)
    throttle.check("erasure", address=address)
    shown = find_certificate(token)
    if shown is not None:
        throttle.passed("erasure", address=address)
    context = {"shown": shown, "token": token}
    return _discreet(render(request, "equip/verify_erasure.html", context, status=200 if shown else 404))


@public
@require_safe
@braked
def reprint(request: HttpRequest, token: str) -> HttpResponseBase:
    """The paper again, for who holds its address: whoever gave finds it on the page of their gift."""
    address = client_of(request)
    throttle.check("erasure", address=address)
    found = certificate_at(token)
    if found is None:
        raise Http404
    throttle.passed("erasure", address=address)
    return _discreet(_printed(request, found))


def _discreet(response: HttpResponse) -> HttpResponse:
    """The address is the key to the page: it goes nowhere."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
