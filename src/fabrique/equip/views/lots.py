"""Lots: all, one with its devices and its count, a new one."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core import clock
from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.core.ui.pages import page_of
from fabrique.equip.actions.entering import open_lot
from fabrique.equip.forms.stock import LotForm
from fabrique.equip.models import Lot
from fabrique.equip.queries.lots import counts_of, devices_of
from fabrique.equip.queries.stock import page_of_lots, sites_of
from fabrique.equip.views.common import KEEP, SEE, crumbs, lot_of
from fabrique.people.views.common import actor


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All lots, the latest first."""
    context = {
        "page": page_of_lots(request.user, request.GET.get("page")),
        "may_keep": can(request.user, KEEP),
        "crumbs": crumbs((_("Lots"), "")),
    }
    return render(request, "equip/lots/index.html", context)


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One lot: what was promised, what came, what was entered, and its devices."""
    lot = lot_of(request, SEE, pk)
    context = {
        "lot": lot,
        "counts": counts_of(lot),
        "page": page_of(devices_of(lot), request.GET.get("page")),
        "may_keep": can(request.user, KEEP, lot),
        "may_see_donation": bool(lot.donation) and can(request.user, "equip.see_donations"),
        "crumbs": crumbs((_("Lots"), reverse("equip:lots")), (lot.code, "")),
    }
    return render(request, "equip/lots/show.html", context)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """A lot that came without a promise."""
    sites = list(sites_of(request.user))
    initial = {"key": uuid4(), "received_on": clock.today()}
    form = LotForm(request.POST if request.method == "POST" else None, initial=initial, sites=sites)
    if form.is_valid() and (made := _opened(request, form)):
        messages.success(request, _("Le lot %(code)s est ouvert.") % {"code": made.code})
        return redirect("equip:lot", pk=made.pk)
    context = {"form": form, "sites": sites}
    context["crumbs"] = crumbs((_("Lots"), reverse("equip:lots")), (_("Nouveau lot"), ""))
    return render(request, "equip/lots/open.html", context)


def _opened(request: HttpRequest, form: LotForm) -> Lot | None:
    data = form.cleaned_data
    site = form.sites[data["site"]]
    try:
        return open_lot(
            site=site,
            by=actor(request),
            label=data["label"],
            received_on=data["received_on"],
            key=data["key"],
        )
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None
