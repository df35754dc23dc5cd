"""What is open to people: the places of the guide, and the stops of those that move."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place, Stop, StopVisit
from fabrique.kernels.access import capacity_of, weekly_hours
from fabrique.kernels.hours import Calendar, Schedule
from fabrique.kernels.hours.model import Range
from fabrique.kernels.hours.osm import OsmError, parse_osm
from fabrique.territory.queries import current_territory

Floats = npt.NDArray[np.float64]

WEEKS = 8  # over which opening hours are averaged; even, for what comes one week in two
SIGHT = 1.5  # degrees around the people: more than 100 km at our latitudes
_STOP = ":"  # between the code of a place and the number of its stop


@dataclass(frozen=True, slots=True)
class Supply:
    """The points where one is received: open places, and stops. ``codes``: of a place, or « place:stop »;
    ``keys``: the id of the place; ``at`` (m, 2): longitude and latitude; ``capacity`` (m); ``usual`` and
    ``usual_stop``: that of a place and of a stop of which nothing is known; ``unplaced``: stops whose
    position is not known; ``said``: how capacity was reckoned, in sentences."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    keys: tuple[str, ...]
    communes: tuple[str, ...]
    at: Floats
    capacity: Floats
    usual: float
    usual_stop: float
    unplaced: int
    said: tuple[str, ...]

    @property
    def stops(self) -> int:
        """How many of the points are stops."""
        return sum(_STOP in code for code in self.codes)

    @property
    def places(self) -> int:
        """How many places these points are of."""
        return len({place_part(code) for code in self.codes})

    def inside(self, communes: Collection[str]) -> int:
        """How many places have a point in these communes."""
        pairs = zip(self.codes, self.communes, strict=True)
        return len({place_part(code) for code, commune in pairs if commune in communes})

    def ranks_of(self, code: str) -> list[int]:
        """The points of a code: of a place, its own and its stops."""
        return [rank for rank, one in enumerate(self.codes) if one == code or place_part(one) == code]

    def kept(self, ranks: Sequence[int], said: str) -> Supply:
        """Some of the points, and why the others are not there."""

        def some(values: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(values[rank] for rank in ranks)

        return replace(
            self,
            codes=some(self.codes),
            names=some(self.names),
            keys=some(self.keys),
            communes=some(self.communes),
            at=self.at[ranks],
            capacity=self.capacity[ranks],
            said=(*self.said, said),
        )


def place_part(code: str) -> str:
    """The code of the place of a point."""
    return code.partition(_STOP)[0]


@dataclass(frozen=True, slots=True)
class _Point:
    """``hours`` in a week: None when they are not known."""

    code: str
    name: str
    key: str
    commune: str
    at: tuple[float, float] | None
    hours: float | None


def open_places(service: str = "", *, by_hours: bool = False) -> Supply:
    """The points of the published places, those that offer a service if one is named. A place counts for 1,
    shared by its points, or each point for the hours that it opens in a week. Refused when there is none."""
    today, calendar = clock.today(), _calendar()
    places = {row["id"]: row for row in _places() if not service or service in row["services"]}
    stops = [row for row in _stops() if row["shown_by"] in places]
    moving = {row["shown_by"] for row in stops}
    fixed = [
        _of_place(row, today, calendar)
        for row in places.values()
        if row["latitude"] is not None and (row["hours"] or row["id"] not in moving)
    ]
    visits = _visits([row["id"] for row in stops if row["dated"]], today)
    halts = [_of_stop(row, places[row["shown_by"]], visits, today, calendar) for row in stops]
    return _supply(fixed, halts, service, by_hours=by_hours)


def _supply(fixed: list[_Point], halts: list[_Point], service: str, *, by_hours: bool) -> Supply:
    placed = [one for one in halts if one.at is not None and one.hours != 0]
    points = [*fixed, *placed]
    if not points:
        raise DomainRefusal(
            _("Aucun lieu publié du guide n’offre ce service avec une position connue.")
            if service
            else _("Aucun lieu publié du guide n’a de position : il n’y a pas d’accès à mesurer.")
        )
    capacity, usual, usual_stop, said = _capacity(fixed, placed, by_hours=by_hours)
    if gone := sum(one.at is not None and one.hours == 0 for one in halts):
        told = _("Arrêts sans passage dans les %(weeks)d semaines qui viennent, laissés de côté : %(n)d.")
        said.append(told % {"weeks": WEEKS, "n": gone})
    return Supply(
        tuple(one.code for one in points),
        tuple(one.name for one in points),
        tuple(one.key for one in points),
        tuple(one.commune for one in points),
        np.array([one.at for one in points], dtype=np.float64),
        capacity,
        usual,
        usual_stop,
        sum(one.at is None for one in halts),
        tuple(said),
    )


def _places() -> Sequence[Mapping[str, Any]]:
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).order_by("name", "code")
    return list(
        rows.values("id", "code", "name", "commune_code", "latitude", "longitude", "hours", "services")
    )


def _stops() -> list[Mapping[str, Any]]:
    rows = Stop.objects.shown().annotate(dated=Exists(StopVisit.objects.filter(stop=OuterRef("pk"))))
    names = ("id", "name", "commune_code", "commune_name", "latitude", "longitude", "hours")
    return list(rows.order_by("name", "id").values(*names, "shown_by", "dated"))


def _visits(stops: Sequence[int], today: date) -> dict[int, dict[date, list[Range]]]:
    """The dated visits of the weeks that come, in minutes since midnight, by stop and day."""
    found: dict[int, dict[date, list[Range]]] = defaultdict(lambda: defaultdict(list))
    ends = today + timedelta(weeks=WEEKS, days=1)
    rows = StopVisit.objects.filter(stop__in=stops, starts_at__date__range=(today, ends))
    for stop, starts_at, ends_at in rows.values_list("stop", "starts_at", "ends_at") if stops else ():
        start: datetime = timezone.localtime(starts_at)
        minute = 60 * start.hour + start.minute
        found[stop][start.date()].append((minute, minute + int((ends_at - starts_at).total_seconds()) // 60))
    return found


def _of_place(row: Mapping[str, Any], today: date, calendar: Calendar) -> _Point:
    hours = weekly_hours(Schedule(row["hours"], calendar), today, WEEKS) if row["hours"] else 0.0
    at = (row["longitude"], row["latitude"])
    return _Point(row["code"], row["name"], str(row["id"]), row["commune_code"], at, hours or None)


def _of_stop(
    row: Mapping[str, Any], place: Mapping[str, Any], visits: dict[int, dict[date, list[Range]]], today: date,
    calendar: Calendar,
) -> _Point:  # fmt: skip
    hours = None
    if row["dated"] or _readable(row["hours"]):
        hours = weekly_hours(Schedule(row["hours"], calendar), today, WEEKS, visits.get(row["id"]))
    known = row["latitude"] is not None
    return _Point(
        f"{place['code']}{_STOP}{row['id']}",
        _name(place["name"], row["name"], row["commune_name"]),
        str(place["id"]),
        row["commune_code"],
        (row["longitude"], row["latitude"]) if known else None,
        hours,
    )


def _name(place: str, stop: str, commune: str) -> str:
    return _("%(place)s, arrêt %(stop)s (%(commune)s)") % {"place": place, "stop": stop, "commune": commune}


def _readable(hours: str) -> bool:
    try:
        return bool(parse_osm(hours)) if hours.strip() else False
    except (OsmError, ValueError):
        return False


def _calendar() -> Calendar:
    territory = current_territory()
    return Calendar(territory.school_zone, territory.holiday_zone) if territory else Calendar()


def _capacity(
    fixed: list[_Point], placed: list[_Point], *, by_hours: bool
) -> tuple[Floats, float, float, list[str]]:
    """Of the fixed points then of the stops; the usual of each; how it was reckoned."""
    if not by_hours:
        return *_ones([*fixed, *placed]), [_("Chaque lieu compte pour un, quels que soient ses horaires.")]
    usual, usual_stop = _middle(fixed), _middle(placed)
    if (fixed and not usual) or not (usual or usual_stop):
        return *_ones([*fixed, *placed]), [_("Aucun horaire n’est connu : chaque lieu compte pour un.")]
    # A stop of a few hours is not a place that opens every day: each kind has its own middle.
    usual, usual_stop = usual or usual_stop, usual_stop or usual
    said = [
        _("Les effectifs ne sont pas connus : une personne aide à la fois dans chaque lieu."),
        _("Les heures sont la moyenne des %(weeks)d semaines qui viennent.") % {"weeks": WEEKS},
    ]
    if unknown := sum(one.hours is None for one in fixed):
        told = _("Sans horaires lisibles, comptés comme le lieu du milieu (%(hours)s h par semaine) : %(n)d.")
        said.append(told % {"hours": f"{usual:.0f}", "n": unknown})
    if unknown := sum(one.hours is None for one in placed):
        told = _(
            "Arrêts sans horaires lisibles, comptés comme celui du milieu (%(hours)s h par semaine) : %(n)d."
        )
        shown = number_format(round(usual_stop, 1), 1, use_l10n=True)
        said.append(told % {"hours": shown, "n": unknown})
    known = [usual if one.hours is None else one.hours for one in fixed]
    known += [usual_stop if one.hours is None else one.hours for one in placed]
    return capacity_of(np.array(known), np.ones(len(known))), usual, usual_stop, said


def _ones(points: list[_Point]) -> tuple[Floats, float, float]:
    """A place counts for one, however many points it has."""
    held = Counter(one.key for one in points)
    return np.array([1 / held[one.key] for one in points]), 1.0, 1.0


def _middle(points: list[_Point]) -> float:
    known = [one.hours for one in points if one.hours]
    return float(np.median(known)) if known else 0.0


def in_sight(supply: Supply, at: Floats) -> Supply:
    """Without the points that no reach of the page attains from those (n, 2): a wrong position would spoil
    the plane. They are counted in what is said. Refused when none is left."""
    low, high = at.min(axis=0) - SIGHT, at.max(axis=0) + SIGHT
    kept = np.flatnonzero(((supply.at >= low) & (supply.at <= high)).all(axis=1))
    if not len(kept):
        raise DomainRefusal(_("Tous ces lieux sont à plus de cent kilomètres du territoire."))
    if len(kept) == len(supply.codes):
        return supply
    told = _("À plus de cent kilomètres, et donc laissés de côté : %(n)d. Vérifiez leur position.")
    return supply.kept(kept.tolist(), told % {"n": len(supply.codes) - len(kept)})


def counted(supply: Supply) -> list[str]:
    """How many stops are counted, and how many could not be placed."""
    said = []
    if supply.stops:
        told = ngettext(
            "%(n)d arrêt de lieu itinérant est compté, là où il est.",
            "%(n)d arrêts de lieux itinérants sont comptés, chacun là où il est.",
            supply.stops,
        )
        said.append(told % {"n": supply.stops})
    if supply.unplaced:
        told = ngettext(
            "%(n)d arrêt n’a pas de position : il n’est pas compté.",
            "%(n)d arrêts n’ont pas de position : ils ne sont pas comptés.",
            supply.unplaced,
        )
        said.append(told % {"n": supply.unplaced})
    return said


def points_known() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(code, name) of what may close: places and stops; of what may open longer: points with hours of their
    own. Two queries."""
    rows = Stop.objects.shown().filter(latitude__isnull=False).order_by("name", "id")
    names = ("id", "name", "commune_name", "shown_by")
    halts: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for key, name, commune, shown_by in rows.values_list(*names):
        halts[shown_by].append(
            (str(key), _("arrêt %(stop)s (%(commune)s)") % {"stop": name, "commune": commune})
        )
    closing, longer = [], []
    for row in _places():
        stops = [(f"{row['code']}{_STOP}{key}", f"{row['name']}, {name}") for key, name in halts[row["id"]]]
        own = row["latitude"] is not None and (row["hours"] or not stops)
        if own or stops:
            closing += [(row["code"], row["name"]), *stops]
            longer += [*([(row["code"], row["name"])] if own else []), *stops]
    return closing, longer
