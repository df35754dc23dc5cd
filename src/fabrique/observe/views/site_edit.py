"""One site of a list: added, corrected, removed; who says no to it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core.policies import can, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done, told
from fabrique.observe.actions import sites as actions
from fabrique.observe.forms.sites import SiteForm, VetoForm
from fabrique.observe.models import Site, SiteList
from fabrique.observe.queries.sites import KEEP, SEE, area_names, scenarios_using, site_of, titles_of
from fabrique.observe.views.common import trail
from fabrique.observe.views.sites import line_of, list_of, site_steps
from fabrique.people.views.common import actor


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One more site."""
    found = list_of(request, pk, KEEP)
    form = SiteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = partial(actions.add_site, site_list=found, row=form.row(), by=actor(request))
        if done(request, form, act, _("Le site est ajouté.")):
            return redirect("observe:site-list", pk=pk)
    context = {"form": form, "list": found, "crumbs": trail(*site_steps(found), (_("Ajouter un site"), ""))}
    return render(request, "observe/sites/add.html", context)


@requires(SEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID, site: UUID) -> HttpResponse:
    """What a site is; corrected by whoever keeps the list."""
    sent = request.method == "POST"
    site_list, found = _site(request, pk, site, KEEP if sent else SEE)
    form = SiteForm.of(found, request.POST if sent else None)
    if form.is_valid():
        act = partial(actions.edit_site, site=found, changes=form.changes(), by=actor(request))
        if done(request, form, act, _("C’est enregistré.")):
            return redirect("observe:site", pk=pk, site=site)
    return _page(request, site_list, found, form, VetoForm())


def _page(
    request: HttpRequest, site_list: SiteList, site: Site, form: SiteForm, veto: VetoForm
) -> HttpResponse:
    context = {
        "list": site_list,
        "line": line_of(site, area_names()),
        "form": form,
        "veto": veto,
        "scenarios": titles_of(request.user, scenarios_using(site))[:10],
        "may_keep": can(request.user, KEEP, site_list),
        "crumbs": trail(*site_steps(site_list), (site.name, "")),
    }
    return render(request, "observe/sites/site.html", context)


@requires(KEEP)
@require_http_methods(["POST"])
def put_veto(request: HttpRequest, pk: UUID, site: UUID) -> HttpResponse:
    """Note who says no, and why."""
    site_list, found = _site(request, pk, site, KEEP)
    form = VetoForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        act = partial(actions.put_veto, site=found, by=actor(request), **values)
        if done(request, form, act, _("C’est noté : aucun plan ne prendra ce site.")):
            return redirect("observe:site", pk=pk, site=site)
    return _page(request, site_list, found, SiteForm.of(found), form)


@requires(KEEP)
@require_POST
def lift_veto(request: HttpRequest, pk: UUID, site: UUID) -> HttpResponse:
    """Whoever said no says no longer so."""
    _list, found = _site(request, pk, site, KEEP)
    act = partial(actions.lift_veto, site=found, veto=request.POST.get("veto", ""), by=actor(request))
    told(request, act, _("L’opposition est levée."))
    return redirect("observe:site", pk=pk, site=site)


@requires(KEEP)
@require_POST
def remove(request: HttpRequest, pk: UUID, site: UUID) -> HttpResponse:
    """Take a site away; a box says that one means it."""
    _list, found = _site(request, pk, site, KEEP)
    if request.POST.get("certain") != "oui":
        messages.error(request, _("Cochez la case pour confirmer : un site ôté ne revient pas."))
        return redirect("observe:site", pk=pk, site=site)
    try:
        actions.remove_site(site=found, by=actor(request))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("observe:site", pk=pk, site=site)
    messages.success(request, _("Le site « %(name)s » est ôté de la liste.") % {"name": found.name})
    return redirect("observe:site-list", pk=pk)


def _site(request: HttpRequest, pk: UUID, site: UUID, action: str) -> tuple[SiteList, Site]:
    site_list = list_of(request, pk, action)
    found = site_of(site_list, site)
    if found is None:
        raise Http404
    found.site_list = site_list
    return site_list, found
