"""Access to the places of the guide, and « what if? »: computed from the address, nothing is kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.pages import Pages, page_of
from fabrique.observe.composing import access_words as words
from fabrique.observe.enums import SitePurpose
from fabrique.observe.forms.access import DEFAULTS, AccessForm
from fabrique.observe.models import Site, SiteList
from fabrique.observe.queries import access as queries
from fabrique.observe.queries import access_maps as maps
from fabrique.observe.queries.access import Measured, WhatIf
from fabrique.observe.queries.access_asked import Answer, Asked, answer
from fabrique.observe.queries.data_sets import SEE
from fabrique.observe.queries.sites import lists_seen, sites_of
from fabrique.observe.queries.supply import points_known
from fabrique.observe.queries.travel_times import tables_seen
from fabrique.observe.views.common import drawn, trail

MOST_SITES = 200  # shown, to be opened
Said = dict[str, Any]


@requires(SEE)
@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Who reaches what, commune by commune; who would gain by a change."""
    lists = list(lists_seen(request.user)[:50])
    chosen = next((one for one in lists if str(one.pk) == request.GET.get("liste")), None)
    sites = list(sites_of(chosen).filter(existing=False)[:MOST_SITES]) if chosen else []
    closing, longer = points_known()
    form = AccessForm(
        _asked(request.GET),
        people=maps.counts_known(request.user),
        needs=maps.needs_known(request.user),
        lists=[(str(one.pk), one.title) for one in lists],
        sites=[(str(one.pk), one.name) for one in sites],
        closing=closing,
        longer=longer,
        times=[(str(one.pk), one.title) for one in tables_seen(request.user)[:50]],
    )
    found, refused = {}, ""
    if form.is_valid():
        try:
            what_if = _what_if(form.cleaned_data, sites, chosen)
            found = _shown(request, answer(request.user, Asked.of(form.cleaned_data), what_if))
        except DomainRefusal as refusal:
            refused = refusal.message
    context = {**found, "form": form, "refused": refused, "crumbs": trail((_("Accès"), ""))}
    return render(request, "observe/access.html", context)


def _asked(given: QueryDict) -> QueryDict:
    """What an address says; the usual question for the rest."""
    asked = given.copy()
    for name, value in DEFAULTS.items():
        if name not in asked:
            asked[name] = value
    return asked


def _shown(request: HttpRequest, found: Answer) -> Said:
    asked, shown, timed = found.asked, found.shown, found.timed
    unit = words.unit_of(asked)
    said = {one.code: words.value_said(one, unit, timed=timed) for one in shown.lines}
    title = _("Accès, si le changement est fait") if found.after else _("Accès aux lieux du guide")
    page: Pages[Measured] = page_of(shown.lines, request.GET.get("page"), size=100)
    return {
        "page": page,
        "lines": [_line(one, found) for one in page.items],
        "unit": unit,
        "timed": timed,
        "lacking": found.lacking,
        "nearest": asked.nearest,
        "what_if": found.after is not None,
        "gain": queries.gain_of(found.before, found.after) if found.after else None,
        "sentences": words.sentences(found),
        "method": words.ways(found),
        "drawing": drawn(maps.map_of_access(shown, said, title, unit, timed=timed)),
        "both": drawn(maps.map_of_both(shown, found.need, said)) if found.need else None,
        "need": found.need,
        "unneeded": bool(asked.besoin) and found.need is None,
        "asked": asdict(asked),
        "base": f"?{_without_page(request)}page=",
    }


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def _what_if(values: Said, sites: list[Site], chosen: SiteList | None) -> WhatIf | None:
    wanted = {UUID(key) for key in values["ouvrir"]}
    found = WhatIf(
        tuple(site for site in sites if site.pk in wanted),
        (values["fermer"],) if values["fermer"] else (),
        values["allonger"],
        values["heures"] or 0.0,
        stops=chosen is not None and chosen.purpose == SitePurpose.STOP,
    )
    return found or None


def _line(one: Measured, found: Answer) -> Said:
    was, timed = found.before.by_code()[one.code] if found.after else None, found.timed
    return {
        "one": one,
        "people": round(one.people),
        "value": None if one.value is None else round(one.value, 2),
        "was": None if was is None or was.value is None else round(was.value, 2),
        "far": words.far_said(one.far, timed=timed),
        "was_far": words.far_said(was.far, timed=timed) if was else "",
        "change": _change(was, one),
        "need": found.need.said(one.code) if found.need else "",
    }


def _change(was: Measured | None, now: Measured) -> str:
    """In words: what a colour or a sign alone would not say."""
    if was is None:
        return ""
    sign = queries.sign_of(was, now)
    return _("y gagne") if sign > 0 else _("y perd") if sign < 0 else _("sans changement")
