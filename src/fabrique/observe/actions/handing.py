"""Handing an adopted plan over: its sites become needs, then places of the guide; its stops, stops.

Doing it twice gives nothing twice: a scenario hands a site once, and the database settles who came first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.policies import can
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions.places import create_place
from fabrique.directory.actions.stops import add_stop
from fabrique.directory.enums.national import Itinerance, ServiceOffered
from fabrique.directory.models import Place
from fabrique.needs.actions.needs import MOST_PEOPLE, Where, move_need, note_need
from fabrique.needs.enums import LIVE, NeedKind
from fabrique.needs.queries import area_choices
from fabrique.observe.composing.rounding import tens
from fabrique.observe.enums import ScenarioKind, ScenarioState, SitePurpose
from fabrique.observe.models import HandedSite, Scenario, Site
from fabrique.observe.queries.handing import Line, Stops, keeps_stops, lines_of, stops_of
from fabrique.observe.texts import one_line
from fabrique.people.models import Account
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import current_territory

NOTE_NEED, KEEP_GUIDE = "needs.note_need", "directory.keep_guide"
DATED = timedelta(weeks=26)  # for how long the days of a cycle that no hours can say are written one by one
_KINDS = {
    SitePurpose.OUTDOOR: NeedKind.CONNECTION,
    SitePurpose.KIOSK: NeedKind.CONNECTION,
    SitePurpose.DESK: NeedKind.PLACE,
    SitePurpose.STOP: NeedKind.PLACE,
}


@dataclass(frozen=True, slots=True)
class Handed:
    """``done``: sites handed over now; ``before``: those that were; ``left``: names of those that cannot be,
    being in no commune of the territory."""

    done: int
    before: int
    left: tuple[str, ...]


@transaction.atomic
def hand_sites(*, scenario: Scenario, by: Account) -> Handed:
    """Note one need for each site that the plan opens, in its neighbourhood or else in its commune; for as
    many people, rounded, as pages say."""
    held = _adopted(scenario, ScenarioKind.SITES)
    _refuse_without(by, NOTE_NEED, _("noter des besoins"))
    areas, done, before, left = dict(area_choices()), 0, 0, []
    for line in lines_of(held):
        area = _area(line.site, areas)
        if line.handed:
            before += 1
        elif not area:
            left.append(line.site.name)
        else:
            one = _need(held, line, area, by)
            done, before = done + one, before + (not one)
    return Handed(done, before, tuple(left))


def _area(site: Site, areas: dict[str, str]) -> str:
    wanted = (f"{AreaKind.QPV}:{site.qpv_code}", f"{AreaKind.COMMUNE}:{site.commune_code}")
    return next((one for one in wanted if one in areas), "")


def _need(scenario: Scenario, line: Line, area: str, by: Account) -> bool:
    """Whether the need was noted now; False when somebody did it meanwhile."""
    words = _("Site « %(site)s » du scénario « %(scenario)s »")
    note = words % {"site": line.site.name, "scenario": scenario.title}
    note += _(", année %(year)d du plan.") % {"year": line.year} if line.year else "."
    try:
        with transaction.atomic():
            row = _handed(scenario, line.site, by)
            row.need = note_need(
                organisation=scenario.organisation,
                kind=_KINDS[SitePurpose(scenario.site_list.purpose)],
                where=Where(area=area, people=min(max(tens(line.people), 1), MOST_PEOPLE)),
                note=note[:500],
                by=by,
                key=uuid5(scenario.pk, str(line.site.pk)),
            )
            row.save(update_fields=["need"])
    except IntegrityError:
        return False
    _record("hand_site", scenario, by, {"site": str(line.site.pk), "need": str(row.need_id)})
    return True


def _handed(scenario: Scenario, site: Site, by: Account) -> HandedSite:
    row = HandedSite(scenario=scenario, site=site, handed_at=clock.now(), handed_by=by)
    row.save(force_insert=True)
    return row


@transaction.atomic
def open_handed_site(*, handed: HandedSite, by: Account) -> Place:
    """Enter a site that is really open now in the guide; its need is met. Done already, gives its place."""
    scenario = _adopted(handed.scenario, ScenarioKind.SITES)
    _refuse_without(by, KEEP_GUIDE, _("créer des lieux dans le guide"))
    rows = HandedSite.objects.of(scenario.organisation).filter(pk=handed.pk)
    held = rows.select_for_update(of=("self",)).select_related("site", "place", "need").get()
    if held.place:
        return held.place
    outdoor = scenario.site_list.purpose in (SitePurpose.OUTDOOR, SitePurpose.KIOSK)
    services = [ServiceOffered.ACCESS.value] if outdoor else []
    place = create_place(values={**_where(held.site), "services": services}, actor=str(by.pk))
    if not rows.filter(place__isnull=True).update(place=place):
        raise DomainRefusal(_("Quelqu’un vient de l’inscrire au guide. Rechargez la page."))
    held.place = place
    # In a list that another organisation shares, the site is theirs to correct.
    Site.objects.of(scenario.organisation).filter(pk=held.site_id).update(existing=True, place=place)
    if held.need and held.need.state in LIVE:
        move_need(need=held.need, verb="meet", by=by)
    _record("open_handed_site", scenario, by, {"site": str(held.site_id), "place": place.code})
    return place


def _where(site: Site) -> dict[str, Any]:
    current_territory()
    commune = cog().commune(site.commune_code)
    return {
        "name": site.name,
        "commune_code": site.commune_code,
        "commune_name": commune.name if commune else "",
        "latitude": site.latitude,
        "longitude": site.longitude,
    }


@transaction.atomic
def hand_stops(*, scenario: Scenario, place: Place | None, name: str = "", by: Account) -> Handed:
    """Give the stops of a tour to an itinerant place of the guide: to ``place``, or to a new one of this
    name. Each stop has its hours; a cycle that no hours can say has its days, for six months."""
    held = _adopted(scenario, ScenarioKind.TOURS)
    lines, stops = lines_of(held), stops_of(held)
    left = tuple(line.site.name for line in lines if not line.site.commune_code)
    waiting = [line for line in lines if not line.handed and line.site.commune_code]
    before = sum(line.handed is not None for line in lines)
    if not waiting:
        return Handed(0, before, left)
    if place is None:
        place = _new_itinerant(waiting[0].site, one_line(name), by)
    elif not keeps_stops(by, place):
        raise DomainRefusal(_("Vous ne tenez pas les arrêts de ce lieu : demandez à qui le tient."))
    done = sum([_stop(held, line, stops, place, by) for line in waiting])
    return Handed(done, before + len(waiting) - done, left)


def _new_itinerant(first: Site, name: str, by: Account) -> Place:
    _refuse_without(by, KEEP_GUIDE, _("créer des lieux dans le guide"))
    if not name:
        raise DomainRefusal(_("Donnez un nom au lieu itinérant."), field="name")
    where = {key: value for key, value in _where(first).items() if key.startswith("commune")}
    values = {**where, "name": name, "itinerance": [Itinerance.ITINERANT.value]}
    return create_place(values=values, actor=str(by.pk))


def _stop(scenario: Scenario, line: Line, stops: Stops, place: Place, by: Account) -> bool:
    site, key = line.site, str(line.site.pk)
    hours = stops.hours(key)
    visits = [] if hours is not None else list(_dated(stops, key))
    try:
        with transaction.atomic():
            row = _handed(scenario, site, by)
    except IntegrityError:
        return False
    where = {**_where(site), "hours": hours or ""}
    try:
        row.stop = add_stop(place=place, visits=visits, actor=str(by.pk), **where)
    except DomainRefusal as refusal:
        raise DomainRefusal(f"« {site.name} » : {refusal.message}") from refusal
    row.save(update_fields=["stop"])
    _record("hand_stop", scenario, by, {"site": key, "place": place.code})
    return True


def _dated(stops: Stops, site: str) -> Iterator[tuple[datetime, datetime]]:
    zone = timezone.get_default_timezone()
    for turn in range(DATED // timedelta(weeks=stops.weeks)):
        for one in stops.by_site[site]:
            day = stops.first + timedelta(weeks=turn * stops.weeks + one.week - 1, days=one.day)
            start = datetime.combine(day, time(), zone)
            yield start + timedelta(minutes=one.span[0]), start + timedelta(minutes=one.span[1])


def _adopted(scenario: Scenario, kind: ScenarioKind) -> Scenario:
    """The scenario as it is now, held until the end: two who hand it over come one after the other."""
    rows = Scenario.objects.of(scenario.organisation).select_related(
        "organisation", "site_list__organisation"
    )
    held = rows.select_for_update(of=("self",)).filter(pk=scenario.pk).first()
    if held is None or held.state != ScenarioState.ADOPTED or held.kind != kind:
        raise DomainRefusal(_("Seul un scénario retenu se transmet. Retenez-le d’abord."))
    return held


def _refuse_without(by: Account, action: str, words: str) -> None:
    if not can(by, action):
        told = _(
            "Vous n’avez pas le droit de %(deed)s : demandez à quelqu’un qui l’a de transmettre ce plan."
        )
        raise DomainRefusal(told % {"deed": words})


def _record(verb: str, scenario: Scenario, by: Account, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk,
        organisation=scenario.organisation_id,
        subject=f"scenario:{scenario.pk}",
        summary=summary,
    )
