"""Workshops, stores and their shelves."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, refuse, told
from fabrique.core.ui.pages import page_of
from fabrique.equip.actions.entering import open_site
from fabrique.equip.actions.sites import close_shelf, close_site, open_shelf
from fabrique.equip.forms.stock import ShelfForm, SiteForm
from fabrique.equip.models import Shelf, Site
from fabrique.equip.queries.stock import Wanted, devices_wanted, sites_with_numbers
from fabrique.equip.views.common import KEEP, SEE, SITES, crumbs, shelf_of, site_of
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of


@requires(SEE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The workshops and stores, each with how many devices it holds."""
    sites = sites_with_numbers(request.user)
    context = {"sites": sites, "may_open": can(request.user, SITES), "crumbs": crumbs((_("Lieux"), ""))}
    return render(request, "equip/sites/index.html", context)


@requires(SITES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a workshop or a store."""
    form = SiteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (made := _opened(request, form)):
        messages.success(request, _("%(name)s est ouvert.") % {"name": made.name})
        return redirect("equip:site", pk=made.pk)
    way = crumbs((_("Lieux"), reverse("equip:sites")), (_("Ouvrir un lieu"), ""))
    return render(request, "equip/sites/open.html", {"form": form, "crumbs": way})


def _opened(request: HttpRequest, form: SiteForm) -> Site | None:
    try:
        return open_site(organisation=holder_of(request), by=actor(request), **form.cleaned_data)
    except DomainRefusal as refusal:
        refuse(form, refusal)
        return None


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One site and its shelves; a new shelf."""
    site = site_of(request, SEE, pk)
    form = ShelfForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        site_of(request, KEEP, pk)
    if form.is_valid():
        deed = partial(open_shelf, site=site, by=actor(request), **form.cleaned_data)
        if done(request, form, deed, _("L’étagère est ouverte.")):
            return redirect("equip:site", pk=site.pk)
    rows = (
        Shelf.objects.of(site.organisation).filter(site=site, closed_at__isnull=True).select_related("site")
    )
    context = {
        "site": site,
        "shelves": list(rows.annotate(held=Count("devices")).order_by("code")),
        "form": form,
        "may_keep": can(request.user, KEEP, site) and not site.closed_at,
        "may_close": can(request.user, SITES, site) and not site.closed_at,
        "crumbs": crumbs((_("Lieux"), reverse("equip:sites")), (site.name, "")),
    }
    return render(request, "equip/sites/show.html", context)


@requires(SITES)
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a site that holds nothing any more."""
    site = site_of(request, SITES, pk)
    told(request, partial(close_site, site=site, by=actor(request)), _("Ce lieu est fermé."))
    return redirect("equip:site", pk=site.pk)


@requires(SEE)
@never_cache
@require_safe
def shelf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One shelf and what is on it."""
    found = shelf_of(request, SEE, pk)
    rows = devices_wanted(request.user, Wanted(state="tout", shelf=found.pk, order="code"))
    place = (found.site.name, reverse("equip:site", args=[found.site_id]))
    context = {
        "shelf": found,
        "page": page_of(rows, request.GET.get("page")),
        "may_keep": can(request.user, KEEP, found),
        "crumbs": crumbs((_("Lieux"), reverse("equip:sites")), place, (found.scan_code, "")),
    }
    return render(request, "equip/sites/shelf.html", context)


@requires(KEEP)
@require_POST
def shut(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a shelf on which nothing is left."""
    found = shelf_of(request, KEEP, pk)
    told(request, partial(close_shelf, shelf=found, by=actor(request)), _("L’étagère est fermée."))
    return redirect("equip:site", pk=found.site_id)
