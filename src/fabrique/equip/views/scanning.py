"""The page of the scanner: one field that keeps the focus, an answer to each scan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fabrique.core.headers import PERMISSIONS
from fabrique.core.policies import requires, scope
from fabrique.equip.enums import BY_VERB, first_before
from fabrique.equip.enums.stock import FINAL
from fabrique.equip.forms.scanning import ScanForm, deeds_for
from fabrique.equip.models import Device, Shelf
from fabrique.equip.queries.devices import Offer, offers_for
from fabrique.equip.scanning import LOOK, STORE, Answer, Scanner
from fabrique.equip.views.common import SEE, crumbs
from fabrique.people.views.common import actor

ANSWERS, KEPT = "equip_answers", 30
CAMERA = PERMISSIONS.replace("camera=()", "camera=(self)")  # of this page alone, and the browser asks


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What each scan does is chosen once; the answers stay below, the refusals among them."""
    data = request.POST if request.method == "POST" else None
    form = ScanForm(data, initial=_begun(request), deeds=deeds_for(request.user))
    scanner = Scanner(actor(request), *_chosen(request, form))
    fresh = [scanner.scan(each) for each in form.scans()] if form.is_valid() and data is not None else []
    kept = _keep(request, fresh)
    again = form if form.errors else ScanForm(initial=_again(scanner), deeds=deeds_for(request.user))
    context = {
        "form": again,
        "scanner": scanner,
        "deed": dict(deeds_for(request.user))[scanner.deed],
        "final": scanner.deed in BY_VERB and BY_VERB[scanner.deed].target in FINAL,
        "latest": fresh[-1] if fresh else None,
        "number": len(fresh),
        "refused": sum(each.kind in ("bad", "warn") for each in fresh),
        "answers": kept,
        "offers": _offers(request, scanner, fresh),
        "crumbs": crumbs((_("Scanner"), "")),
    }
    response = render(request, "equip/scan/page.html", context)
    response.headers["Permissions-Policy"] = CAMERA
    return response


def _begun(request: HttpRequest) -> dict[str, str]:
    """What an address chooses before the first scan: a move, or a shelf."""
    shelf = request.GET.get("etagere", "")
    return {"geste": STORE if shelf else request.GET.get("geste", ""), "etagere": shelf}


def _chosen(request: HttpRequest, form: ScanForm) -> tuple[str, str, Shelf | None]:
    """The deed, the note and the shelf of the form, or of the address: of those that the reader may."""
    given: dict[str, Any] = dict(form.initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
    deed = given.get("geste") or LOOK
    deed = deed if deed in dict(deeds_for(request.user)) else LOOK
    return (
        deed,
        given.get("note") or "",
        _shelf(request, str(given.get("etagere") or "")) if deed == STORE else None,
    )


def _shelf(request: HttpRequest, key: str) -> Shelf | None:
    rows = scope(request.user, SEE, Shelf.objects.filter(closed_at__isnull=True))
    hexadecimal = key.replace("-", "")
    if len(hexadecimal) != 32 or not all(each in "0123456789abcdef" for each in hexadecimal):
        return None
    return rows.select_related("site", "organisation").filter(pk=key).first()


def _again(scanner: Scanner) -> dict[str, Any]:
    return {"geste": scanner.deed, "note": scanner.note, "etagere": scanner.shelf and scanner.shelf.pk}


def _keep(request: HttpRequest, fresh: list[Answer]) -> list[dict[str, Any]]:
    """The last answers of this session, the latest first, without the one that is shown large."""
    before: list[dict[str, Any]] = request.session.get(ANSWERS, [])
    if fresh:
        request.session[ANSWERS] = [*(each.as_line() for each in reversed(fresh)), *before][:KEPT]
    return [*(each.as_line() for each in reversed(fresh[:-1])), *before][:KEPT] if fresh else before


def _offers(request: HttpRequest, scanner: Scanner, fresh: list[Answer]) -> tuple[Device | None, list[Offer]]:
    """At hand: what may be done next with a device that was only shown; what to do first, if refused."""
    moved = scanner.deed in BY_VERB
    if (
        len(fresh) != 1
        or not fresh[0].device
        or not (scanner.deed == LOOK or (moved and fresh[0].kind == "bad"))
    ):
        return None, []
    rows = scope(request.user, SEE, Device.objects.select_related("organisation", "site"))
    device = rows.filter(pk=fresh[0].device).first()
    if device is None:
        return None, []
    offers = [each for each in offers_for(device, actor(request)) if not each.aside]
    if moved:
        first = first_before(device.state, scanner.deed)
        offers = [each for each in offers if each.move == first]
    return device, offers
