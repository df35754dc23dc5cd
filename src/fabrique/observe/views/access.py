"""Access to the places of the guide, and « what if? »: computed from the address, nothing is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.core.policies import fetch, requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.formats import NBSP
from fabrique.core.ui.pages import Pages, page_of
from fabrique.directory.enums.national import ServiceOffered
from fabrique.observe.enums import SitePurpose
from fabrique.observe.forms.access import DEFAULTS, HOURS, AccessForm
from fabrique.observe.models import Site, SiteList, TravelTimes
from fabrique.observe.queries import access as queries
from fabrique.observe.queries import access_maps as maps
from fabrique.observe.queries.access import (
    CUMULATIVE,
    ESFCA,
    NEAREST,
    PER,
    POTENTIAL,
    SFCA,
    Demand,
    Measured,
    Reading,
    WhatIf,
)
from fabrique.observe.queries.access_times import Lacking, measure_by_times
from fabrique.observe.queries.data_sets import SEE
from fabrique.observe.queries.sites import lists_seen, sites_of
from fabrique.observe.queries.supply import Supply, counted, in_sight, open_places, points_known
from fabrique.observe.queries.travel_times import SEE as SEE_TIMES
from fabrique.observe.queries.travel_times import TimeTable, tables_seen, time_table
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
            found = _measured(request, form.cleaned_data, what_if)
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


def _measured(request: HttpRequest, values: Said, what_if: WhatIf | None) -> Said:
    demand = queries.demand_points(request.user, values["personnes"])
    supply = open_places(values["service"], by_hours=values["capacite"] == HOURS)
    supply = in_sight(supply, demand.at)
    table = _table(request, values)
    before, after, lacking = _compared(demand, supply, values, table, what_if)
    unit = _unit(values, timed=table is not None)
    shown = after or before
    said = {one.code: _value(one, unit, timed=table is not None) for one in shown.lines}
    need = maps.need_of(request.user, values["besoin"]) if values["besoin"] else None
    title = _("Accès, si le changement est fait") if after else _("Accès aux lieux du guide")
    page: Pages[Measured] = page_of(shown.lines, request.GET.get("page"), size=100)
    return {
        "page": page,
        "lines": [_line(one, before, after, need, timed=table is not None) for one in page.items],
        "unit": unit,
        "timed": table is not None,
        "lacking": lacking,
        "nearest": values["methode"] == NEAREST,
        "what_if": after is not None,
        "gain": queries.gain_of(before, after) if after else None,
        "sentences": _sentences(demand, supply, shown, values),
        "method": [*demand.said, *supply.said, *_ways(values, table, before)],
        "drawing": drawn(maps.map_of_access(shown, said, title, unit, timed=table is not None)),
        "both": drawn(maps.map_of_both(shown, need, said)) if need else None,
        "need": need,
        "unneeded": bool(values["besoin"]) and need is None,
        "base": f"?{_without_page(request)}page=",
    }


def _table(request: HttpRequest, values: Said) -> TimeTable | None:
    if not values["trajets"]:
        return None
    return time_table(fetch(request.user, SEE_TIMES, TravelTimes.objects.all(), pk=values["trajets"]))


def _compared(
    demand: Demand, supply: Supply, values: Said, table: TimeTable | None, what_if: WhatIf | None
) -> tuple[Reading, Reading | None, Lacking | None]:
    """Before and after, by the table of times or in a straight line; what the table lacks."""
    method = values["methode"]
    if table is not None:
        return measure_by_times(demand, supply, method, table=table, reach=values["duree"], what_if=what_if)
    reach, detour = 1000 * values["portee"], values["detour"]
    found = queries.measure_access(demand, supply, method, reach=reach, detour=detour, what_if=what_if)
    return *found, None


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


def _unit(values: Said, *, timed: bool) -> str:
    if values["methode"] == NEAREST:
        return "min" if timed else "km"
    what = _("heures par semaine") if values["capacite"] == HOURS else _("lieux")
    if values["methode"] == CUMULATIVE:
        return what
    shown = number_format(PER, 0, use_l10n=True, force_grouping=True)
    return _("%(what)s pour %(per)s personnes") % {"what": what, "per": shown}


def _value(one: Measured, unit: str, *, timed: bool) -> str:
    if one.value is None:
        return _far(one.far, timed=timed)
    return f"{number_format(round(one.value, 2), 2, use_l10n=True)} {unit}"


def _far(far: float, *, timed: bool) -> str:
    if not np.isfinite(far):
        return ""
    if timed:
        return f"{number_format(round(far), 0, use_l10n=True)}{NBSP}min"
    return f"{number_format(round(far / 1000, 1), 1, use_l10n=True)}{NBSP}km"


def _line(
    one: Measured, before: Reading, after: Reading | None, need: maps.Wanted | None, *, timed: bool
) -> Said:
    was = before.by_code()[one.code] if after else None
    return {
        "one": one,
        "people": round(one.people),
        "value": None if one.value is None else round(one.value, 2),
        "was": None if was is None or was.value is None else round(was.value, 2),
        "far": _far(one.far, timed=timed),
        "was_far": _far(was.far, timed=timed) if was else "",
        "change": _change(was, one),
        "need": need.said(one.code) if need else "",
    }


def _change(was: Measured | None, now: Measured) -> str:
    """In words: what a colour or a sign alone would not say."""
    if was is None:
        return ""
    sign = queries.sign_of(was, now)
    return _("y gagne") if sign > 0 else _("y perd") if sign < 0 else _("sans changement")


def _sentences(demand: Demand, supply: Supply, found: Reading, values: Said) -> list[str]:
    """What the figures allow to say, the surest first."""
    people = number_format(round(float(demand.people.sum())), 0, use_l10n=True, force_grouping=True)
    opened = ngettext("%(n)d lieu ouvert", "%(n)d lieux ouverts", supply.places) % {"n": supply.places}
    said = [_("%(people)s personnes, %(opened)s.") % {"people": people, "opened": opened}, *counted(supply)]
    if values["methode"] != NEAREST and found.unreached:
        one, many = (
            "%(n)d commune n’a aucun lieu à portée : son accès est 0.",
            "%(n)d communes n’ont aucun lieu à portée : leur accès est 0.",
        )
        said.append(ngettext(one, many, found.unreached) % {"n": found.unreached})
    if found.idle:
        one, many = (
            "%(n)d lieu ou arrêt n’est à portée de personne : il n’entre pas dans le partage.",
            "%(n)d lieux ou arrêts ne sont à portée de personne : ils n’entrent pas dans le partage.",
        )
        said.append(ngettext(one, many, found.idle) % {"n": found.idle})
    if found.sums and not _adds_up(found.sums):
        wrong = _("Attention : les parts de tous font %(handed)s, et il y a %(held)s à partager.")
        said.append(wrong % _sums(found.sums, values))
    return said


def _adds_up(sums: tuple[float, float]) -> bool:
    """Whether what is shared adds up to what there is."""
    return abs(sums[0] - sums[1]) <= 1e-9 * max(sums)


def _sums(sums: tuple[float, float], values: Said) -> dict[str, str]:
    rounded = [round(one, 1) for one in sums]
    handed, held = (
        number_format(one, int(one % 1 > 0), use_l10n=True, force_grouping=True) for one in rounded
    )
    what = (
        _("heures par semaine") if values["capacite"] == HOURS else ngettext("lieu", "lieux", round(sums[1]))
    )
    return {"handed": handed, "held": f"{held} {what}"}


_SHARED = {
    SFCA: gettext_lazy("Chaque lieu est partagé également entre ceux qui sont à portée (méthode 2SFCA)."),
    ESFCA: gettext_lazy(
        "Chaque lieu est partagé entre ceux qui sont à portée ; qui est loin y va moins (méthode E2SFCA)."
    ),
    POTENTIAL: gettext_lazy(
        "Chaque lieu est partagé avec les paliers de distance que la DREES prend pour les médecins "
        "(accessibilité potentielle localisée, APL)."
    ),
}


def _ways(values: Said, table: TimeTable | None, found: Reading) -> list[str]:
    told = []
    if values["service"]:
        offered = ServiceOffered(values["service"]).label
        told.append(_("Seuls comptent les lieux qui offrent « %(what)s ».") % {"what": offered})
    if values["methode"] in _SHARED:
        told.append(str(_SHARED[values["methode"]]))
    if found.sums and _adds_up(found.sums):
        right = _("C’est vérifié : additionnées, les parts de tous redonnent ce qu’il y a, %(held)s.")
        told.append(right % _sums(found.sums, values))
    moving = _(
        "Un lieu itinérant compte à chacun de ses arrêts. L’adresse de sa fiche ne compte que si "
        "la fiche a des horaires : sinon, c’est celle d’un bureau."
    )
    return [*told, *_distances(values, table), moving]


def _distances(values: Said, table: TimeTable | None) -> list[str]:
    near = values["methode"] == NEAREST
    if table is not None:
        start = _(
            "Temps de trajet d’après %(source)s. Chacun part de son quartier prioritaire ou de son îlot si "
            "le tableau les connaît, sinon de sa commune ; un trajet absent du tableau est hors de portée."
        )
        reach = number_format(values["duree"], use_l10n=True)
        limit = [] if near else [_("À portée : à %(n)s minutes au plus.") % {"n": reach}]
        return [*limit, start % {"source": table.label}]
    reach, detour = (number_format(values[name], use_l10n=True) for name in ("portee", "detour"))
    limit = [] if near else [_("À portée : à %(n)s km de route au plus.") % {"n": reach}]
    told = _("Distances à vol d’oiseau, multipliées par %(n)s pour le détour des rues.") % {"n": detour}
    return [*limit, told]
