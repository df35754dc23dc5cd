"""Lists of possible sites: made, filled from what the territory knows, read, shared, given as a file."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import can, fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import csv_lines
from fabrique.core.ui.forms import refuse, told
from fabrique.core.ui.pages import Pages, page_of
from fabrique.observe.actions import sites as actions
from fabrique.observe.enums import Veto
from fabrique.observe.forms.sites import COMMUNES, GUIDE, QUARTERS, FillForm, NewListForm, SourcesForm
from fabrique.observe.models import Site, SiteList
from fabrique.observe.queries import sites as queries
from fabrique.observe.queries.site_maps import map_of_sites
from fabrique.observe.queries.sites import KEEP, SEE, WRITE, Areas, Asked
from fabrique.observe.site_files import COLUMNS, SiteRow
from fabrique.observe.views.common import drawn, trail
from fabrique.observe.views.files import csv_response
from fabrique.observe.views.sent import token_of
from fabrique.observe.views.site_files import SALT, say_filled
from fabrique.people.views.common import actor
from fabrique.people.views.residents import holder_of


@requires(SEE)
@never_cache
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The lists that one sees."""
    page: Pages[SiteList] = page_of(queries.lists_seen(request.user), request.GET.get("page"))
    context = {
        "page": page,
        "may_write": can(request.user, WRITE),
        "crumbs": trail((_("Sites possibles"), "")),
    }
    return render(request, "observe/sites/lists.html", context)


@requires(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """A new list, filled at once from what was asked."""
    sent = request.method == "POST"
    form = NewListForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        values = form.cleaned_data
        about = {"title": values["title"], "purpose": values["purpose"]}
        try:
            made = actions.make_site_list(organisation=holder_of(request), by=actor(request), **about)
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            return _filled(request, made, form)
    context = {"form": form, "crumbs": trail(*site_steps(), (_("Nouvelle liste"), ""))}
    return render(request, "observe/sites/make.html", context)


@requires(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """More sites in a list that is there."""
    found = list_of(request, pk, KEEP)
    sent = request.method == "POST"
    form = FillForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        return _filled(request, found, form)
    context = {"form": form, "list": found, "crumbs": trail(*site_steps(found), (_("Compléter"), ""))}
    return render(request, "observe/sites/fill.html", context)


def _filled(request: HttpRequest, site_list: SiteList, form: SourcesForm) -> HttpResponse:
    """Write what the sources give, say it; then examine the file, if there is one."""
    values = form.cleaned_data
    if values["sources"]:
        rows = _rows(values["sources"], existing=values["existing"])
        told(request, partial(_fill, request, site_list, rows), "")
    if file := values["file"]:
        token = token_of(request, file, SALT, list=str(site_list.pk))
        return redirect("observe:site-file", pk=site_list.pk, token=token)
    return redirect("observe:site-list", pk=site_list.pk)


def _rows(sources: list[str], *, existing: bool) -> list[SiteRow]:
    rows: list[SiteRow] = []
    if GUIDE in sources:
        rows += queries.rows_from_guide(existing=existing)
    if COMMUNES in sources:
        rows += queries.rows_from_communes()
    if QUARTERS in sources:
        rows += queries.rows_from_quarters()
    return rows


def _fill(request: HttpRequest, site_list: SiteList, rows: list[SiteRow]) -> None:
    if not rows:
        told_why = _(
            "Aucun site n’a été trouvé : il faut des contours, ou des lieux du guide avec une position."
        )
        raise DomainRefusal(told_why)
    say_filled(request, actions.fill_site_list(site_list=site_list, rows=rows, by=actor(request)))


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sites of a list, filtered, on a map and in a table."""
    found = list_of(request, pk)
    names = ("veto", "commune", "qpv", "texte")
    said = {name: request.GET.get(name, "").replace("\0", "").strip() for name in names}
    asked = Asked(said["veto"], said["commune"], said["qpv"], said["texte"])
    kept = list(queries.sites_of(found, asked))
    page: Pages[Site] = page_of(kept, request.GET.get("page"))
    areas = queries.area_names()
    context = {
        "list": found,
        "page": page,
        "lines": [line_of(site, areas) for site in page.items],
        "filters": _filters(found, areas, said),
        "asked": any(said.values()),
        "sought": said["texte"],
        "base": f"?{urlencode({**said, 'page': ''})}",
        "drawing": drawn(map_of_sites(kept)) if kept else None,
        "may_keep": can(request.user, KEEP, found),
        "crumbs": trail(*site_steps(), (found.title, "")),
    }
    return render(request, "observe/sites/list.html", context)


def line_of(site: Site, areas: Areas) -> dict[str, Any]:
    """A site in words."""
    return {
        "site": site,
        "commune": areas.communes.get(site.commune_code, site.commune_code),
        "quarter": areas.quarters.get(site.qpv_code, site.qpv_code),
        "cost": site.cost_cents / 100,
        "vetoes": [(Veto(each["by"]).label, each["note"], each["by"]) for each in site.vetoes],
    }


def _filters(site_list: SiteList, areas: Areas, said: dict[str, str]) -> list[dict[str, Any]]:
    """What a list may be filtered by: only what its sites have."""
    held = list(queries.sites_of(site_list).values_list("commune_code", "qpv_code"))
    communes = sorted({code for code, _quarter in held if code}, key=lambda one: areas.communes.get(one, one))
    quarters = sorted({code for _code, code in held if code}, key=lambda one: areas.quarters.get(one, one))
    outside = [(queries.OUTSIDE, _("Hors du territoire"))] if any(not code for code, _q in held) else []
    anybody = [(queries.NOBODY, _("Personne ne s’y oppose")), (queries.ANY, _("Quelqu’un s’y oppose"))]
    within = [(queries.ANY, _("Dans un quartier prioritaire")), (queries.NOBODY, _("Hors quartier"))]
    return [
        _filter("veto", _("Opposition"), [*anybody, *Veto.choices], said),
        _filter(
            "commune", _("Commune"), [*((c, areas.communes.get(c, c)) for c in communes), *outside], said
        ),
        _filter("qpv", _("Quartier"), [*within, *((c, areas.quarters.get(c, c)) for c in quarters)], said),
    ]


def _filter(name: str, label: str, choices: list[tuple[str, str]], said: dict[str, str]) -> dict[str, Any]:
    options = [(code, words, code == said[name]) for code, words in choices]
    return {"name": name, "label": label, "options": options}


@requires(SEE)
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The whole list as a file that can be sent back."""
    found = list_of(request, pk)
    name = slugify(found.title)[:60] or "sites"
    return csv_response(csv_lines(COLUMNS, queries.lines_out(queries.sites_of(found))), f"{name}.csv")


@requires(KEEP)
@require_POST
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody in the programme read it, or one's own organisation only."""
    found = list_of(request, pk, KEEP)
    shared = request.POST.get("partage") == "oui"
    said = _("Toutes les organisations la voient.") if shared else _("Votre organisation seule la voit.")
    told(request, partial(actions.share_site_list, site_list=found, shared=shared, by=actor(request)), said)
    return redirect("observe:site-list", pk=pk)


@requires(KEEP)
@require_POST
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase a list on which no scenario was asked; a box says that one means it."""
    found = list_of(request, pk, KEEP)
    if request.POST.get("certain") != "oui":
        messages.error(request, _("Cochez la case pour confirmer : un effacement ne se reprend pas."))
        return redirect("observe:site-list", pk=pk)
    try:
        actions.erase_site_list(site_list=found, by=actor(request))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
        return redirect("observe:site-list", pk=pk)
    messages.success(request, _("La liste est effacée."))
    return redirect("observe:site-lists")


def list_of(request: HttpRequest, pk: UUID, action: str = SEE) -> SiteList:
    """The list of an address, on which the account may act."""
    return fetch(request.user, action, SiteList.objects.all().select_related("organisation"), pk=pk)


def site_steps(site_list: SiteList | None = None) -> list[tuple[str, str]]:
    """The way back through the lists, and through one of them."""
    home = (_("Sites possibles"), reverse("observe:site-lists"))
    if site_list is None:
        return [home]
    return [home, (site_list.title, reverse("observe:site-list", kwargs={"pk": site_list.pk}))]
