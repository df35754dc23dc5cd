"""Stocktaking: begin, scan, close, and note the losses that somebody decides."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.headers import PERMISSIONS
from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse, told
from fabrique.core.ui.pages import page_of
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.stocktakes import close_stocktake, open_stocktake
from fabrique.equip.forms.scanning import ScannedForm
from fabrique.equip.forms.stocktakes import OpenForm
from fabrique.equip.models import Stocktake
from fabrique.equip.queries.stock import shelves_of, sites_of
from fabrique.equip.queries.stocktakes import missing_of, result_of, stocktakes_of
from fabrique.equip.scanning import Answer, counted
from fabrique.equip.views.common import KEEP, SEE, crumbs, one
from fabrique.people.views.common import actor


def _stocktake(request: HttpRequest, action: str, pk: UUID) -> Stocktake:
    rows = Stocktake.objects.select_related("organisation", "site", "shelf__site", "opened_by", "closed_by")
    return one(request, action, rows, pk)


def _step() -> tuple[str, str]:
    return _("Inventaires"), reverse("equip:stocktakes")


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All stocktakings, those that are open first."""
    context = {
        "page": page_of(stocktakes_of(request.user), request.GET.get("page")),
        "may_keep": can(request.user, KEEP),
        "crumbs": crumbs((_("Inventaires"), "")),
    }
    return render(request, "equip/stocktakes/index.html", context)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Begin to count a shelf or a site."""
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, sites=sites_of(request.user), shelves=shelves_of(request.user))
    if form.is_valid() and (made := _opened(request, form)):
        return redirect("equip:stocktake", pk=made.pk)
    context = {"form": form, "crumbs": crumbs(_step(), (_("Nouvel inventaire"), ""))}
    return render(request, "equip/stocktakes/open.html", context)


def _opened(request: HttpRequest, form: OpenForm) -> Stocktake | None:
    site, shelf = form.places[form.cleaned_data["place"]]
    try:
        return open_stocktake(site=site, shelf=shelf, by=actor(request))
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One stocktaking: scan, see what is missing, too many, or elsewhere."""
    stocktake = _stocktake(request, SEE, pk)
    if request.method == "POST":
        _stocktake(request, KEEP, pk)
    form = ScannedForm(request.POST if request.method == "POST" else None)
    scan = partial(counted, stocktake, by=actor(request))
    fresh: list[Answer] = [scan(each) for each in form.scans()] if form.is_valid() else []
    context = {
        "stocktake": stocktake,
        "result": result_of(stocktake),
        "form": form if form.errors else ScannedForm(),
        "latest": fresh[-1] if fresh else None,
        "doubtful": [each for each in fresh[:-1] if each.kind in ("bad", "warn")],
        "may_keep": can(request.user, KEEP, stocktake),
        "may_lose": can(request.user, "equip.keep_stock", stocktake) and bool(stocktake.closed_at),
        "crumbs": crumbs(
            _step(), (stocktake.shelf.scan_code if stocktake.shelf else stocktake.site.name, "")
        ),
    }
    response = render(request, "equip/stocktakes/show.html", context)
    response.headers["Permissions-Policy"] = PERMISSIONS.replace("camera=()", "camera=(self)")
    return response


@requires(KEEP)
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the count; nothing moves."""
    stocktake = _stocktake(request, KEEP, pk)
    told(
        request,
        partial(close_stocktake, stocktake=stocktake, by=actor(request)),
        _("L’inventaire est clos. Aucun appareil n’a changé d’état."),
    )
    return redirect("equip:stocktake", pk=stocktake.pk)


@requires(KEEP)
@require_POST
def lose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note the loss of the missing devices that were ticked, and of no other."""
    stocktake = _stocktake(request, KEEP, pk)
    lines = list(missing_of(stocktake, request.POST.getlist("perdu"))) if stocktake.closed_at else []
    refused = []
    for line in lines:
        try:
            move_device(
                device=line.device, verb="lose", by=actor(request), note=_("Manquait à l’inventaire.")
            )
        except DomainRefusal as refusal:
            refused.append(refusal.message)
    if done := len(lines) - len(refused):
        words = ngettext(
            "La perte de %(n)s appareil est notée.", "La perte de %(n)s appareils est notée.", done
        )
        messages.success(request, words % {"n": done})
    for words in refused or ([] if lines else [_("Cochez les appareils dont vous notez la perte.")]):
        messages.warning(request, words)
    return redirect("equip:stocktake", pk=stocktake.pk)
