"""The published directory in memory: one immutable snapshot by process, swapped whole when something changed.

At most once a second a reader compares one row of the database (the directory's revision, the last change,
the territory's); when it differs, the places whose ``changed_at`` moved are read again and the arrays made
anew, while other threads go on with the snapshot that they have. So an edit shows within two seconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Subquery
from numpy.typing import NDArray

from fabrique.directory.guide.geometry import Points
from fabrique.directory.guide.loading import load_records, published_stamps
from fabrique.directory.guide.moments import Moments
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.residence import Residence
from fabrique.directory.guide.situating import Frame
from fabrique.directory.guide.text import STOP_WORDS, fold, words
from fabrique.directory.guide.text_index import Bag, TextIndex, bag_of
from fabrique.directory.models import Place, Revision
from fabrique.kernels.hours.bank_holidays import BANK_ZONES
from fabrique.kernels.hours.calendar import Calendar
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Area, Territory
from fabrique.territory.naming import fold as fold_name
from fabrique.territory.naming import without_article
from fabrique.territory.queries import area_tree, current_territory

CHECK_SECONDS = 1.0
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the guide knows of the territory: its communes, the middle of each contour, its calendar.

    ``neighbourhoods`` are the priority neighbourhoods in words, by code; ``name`` is the territory's.
    """

    communes: frozenset[str]
    centres: Mapping[str, tuple[float, float]]
    calendar: Calendar
    frame: Frame = field(default_factory=Frame)
    neighbourhoods: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


class Snapshot:
    """The published places, by rank (they are sorted by name), and their arrays. Nothing in it ever changes.

    ``inside`` are those of the territory, ``served`` how many they are. ``option(key)`` is the mask of a
    filter option (« group:code ») or None when no place has it.
    """

    def __init__(self, places: Sequence[PlaceRecord], ground: Ground, *, version: str = "") -> None:
        self.version = version
        self.ground = ground
        self.places = tuple(sorted(places, key=lambda one: (fold(one.name), one.code)))
        self.size = len(self.places)
        self.rank_of = {one.code: rank for rank, one in enumerate(self.places)}
        self.points = Points([one.points for one in self.places])
        self.everything: Mask = np.ones(self.size, bool)
        self.inside: Mask = np.fromiter((one.inside for one in self.places), bool, self.size)
        self.served = int(np.count_nonzero(self.inside))
        days = (one.fresh_on.toordinal() if one.fresh_on else 0 for one in self.places)
        self.fresh = np.fromiter(days, np.int32, self.size)
        self.completeness = np.fromiter((one.completeness for one in self.places), np.int16, self.size)
        self._options = _masks([one.facets for one in self.places])
        self._communes = _ranks([one.communes for one in self.places])
        self.moments = Moments(self.places, ground.calendar)
        self.residence = Residence(self.places)
        self._text: TextIndex | None = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self.size

    @property
    def calendar(self) -> Calendar:
        """Bank and school holidays of the territory's zones."""
        return self.ground.calendar

    @property
    def text(self) -> TextIndex:
        """The index of words, made at the first search of words."""
        if self._text is None:
            with self._lock:
                if self._text is None:
                    self._text = TextIndex([_bag(one) for one in self.places])
        return self._text

    @property
    def options(self) -> frozenset[str]:
        """The filter options that at least one place has."""
        return frozenset(self._options)

    def option(self, key: str) -> Mask | None:
        """Which places have a filter option."""
        return self._options.get(key)

    @property
    def communes(self) -> dict[str, int]:
        """How many places each commune has, by code; itinerant places count in each commune of a stop."""
        return {code: len(ranks) for code, ranks in self._communes.items()}

    @property
    def known_communes(self) -> frozenset[str]:
        """The communes of the territory, and those that have a place."""
        return self.ground.communes | self._communes.keys()

    @cached_property
    def commune_names(self) -> dict[str, str]:
        """The communes of the territory, and those that have a place: folded name → code."""
        found: dict[str, str] = {}
        for code in sorted(self.known_communes):
            commune = cog().commune(code)
            for name in (commune.name, *commune.former_names) if commune else ():
                folded = fold_name(name)
                found.setdefault(folded, code)
                found.setdefault(without_article(folded), code)
        return found

    @cached_property
    def _names(self) -> dict[str, list[frozenset[str]]]:
        """The names of the places as sets of folded words, by word."""
        found: dict[str, list[frozenset[str]]] = {}
        for place in self.places:
            name = frozenset(word for word in words(place.name) if word not in STOP_WORDS)
            for word in name:
                found.setdefault(word, []).append(name)
        return found

    def names_with(self, said: frozenset[str]) -> list[frozenset[str]]:
        """The names, as sets of folded words, that hold all of these words (one at least)."""
        lists = [self._names.get(word, []) for word in said]
        return [name for name in min(lists, key=len, default=[]) if said <= name]

    def in_commune(self, code: str) -> NDArray[np.int64]:
        """The ranks of a commune's places."""
        return self._communes.get(code, np.zeros(0, np.int64))

    def commune_name(self, code: str) -> str:
        """The name of a commune: that of the official code, else that of its places; "" if it has none."""
        if known := cog().commune(code):
            return known.name
        names = (self.places[rank].commune_name for rank in self.in_commune(code))
        return next((name for name in names if name), "")

    def centre(self, code: str) -> tuple[float, float] | None:
        """The middle of a commune: of its contour, else of its places; (latitude, longitude) or None."""
        if known := self.ground.centres.get(code):
            return known
        ranks = self.in_commune(code)
        ranks = ranks[self.points.located[ranks]]
        if not len(ranks):
            return None
        lat, lon = self.points.latitudes[ranks], self.points.longitudes[ranks]
        return float(np.median(lat)), float(np.median(lon))

    def place(self, code: str) -> PlaceRecord | None:
        """The place of a code."""
        rank = self.rank_of.get(code)
        return None if rank is None else self.places[rank]


def _bag(place: PlaceRecord) -> Bag:
    """The words of a place, kept with it: most places go from one snapshot to the next unchanged."""
    kept: Bag | None = place.__dict__.get("_bag")
    if kept is None:
        kept = place.__dict__["_bag"] = bag_of(place)
    return kept


def _ranks(codes: Sequence[Sequence[str]]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = {}
    for rank, own in enumerate(codes):
        for code in own:
            found.setdefault(code, []).append(rank)
    return {code: np.array(ranks, np.int64) for code, ranks in found.items()}


def _masks(options: Sequence[Sequence[str]]) -> dict[str, Mask]:
    ranks = _ranks(options)
    table = np.zeros((len(ranks), len(options)), bool)
    for row, own in enumerate(ranks.values()):
        table[row, own] = True
    return dict(zip(ranks, table, strict=True))


@dataclass
class _Held:
    snapshot: Snapshot | None = None
    stamp: tuple[Any, ...] = ()
    checked: float = -1e9
    ground: tuple[Any, Ground] | None = None


_held = _Held()
_lock = threading.Lock()


def current() -> Snapshot:
    """The directory as it is, at most ``GUIDE_CHECK_SECONDS`` late (default 1). One query, or none."""
    seconds = float(getattr(settings, "GUIDE_CHECK_SECONDS", CHECK_SECONDS))
    snapshot = _held.snapshot
    if snapshot is not None and time.monotonic() - _held.checked < seconds:
        return snapshot
    # Whoever comes while another thread looks goes on with what there is; only the very first ones wait.
    if not _lock.acquire(blocking=snapshot is None):
        assert snapshot is not None
        return snapshot
    try:
        return _refreshed()
    finally:
        _lock.release()


def forget() -> None:
    """Read everything again at the next call (tests, and a restored database)."""
    with _lock:
        _held.snapshot, _held.stamp, _held.checked, _held.ground = None, (), -1e9, None


def _refreshed() -> Snapshot:
    stamp = _stamp()
    held = _held.snapshot
    if held is None or stamp != _held.stamp:
        _held.snapshot = held = _build(held, stamp)
        _held.stamp = stamp
    _held.checked = time.monotonic()
    return held


def _stamp() -> tuple[Any, ...]:
    """What changes with the directory or the territory. One query."""
    latest = Place.objects.order_by("-changed_at").values("changed_at")[:1]
    territory = Territory.objects.filter(pk=1)
    row = (
        Revision.objects.filter(pk=1)
        .annotate(
            latest=Subquery(latest),
            territory=Subquery(territory.values("updated_at")[:1]),
            areas=Subquery(territory.values("areas_version")[:1]),
        )
        .values_list("number", "latest", "territory", "areas")
        .first()
    )
    if row is None:  # nothing was ever entered
        row = (0, None, *(territory.values_list("updated_at", "areas_version").first() or (None, "")))
    return tuple(row)


def _build(before: Snapshot | None, stamp: tuple[Any, ...]) -> Snapshot:
    ground = _ground(stamp[2:])
    changed_at = stamp[1].timestamp() if isinstance(stamp[1], datetime) else 0
    territory = blake2b(repr(stamp[2:]).encode(), digest_size=4).hexdigest()
    version = f"{stamp[0]}-{changed_at:.6f}-{territory}"
    if before is None:
        return Snapshot(load_records(frame=ground.frame), ground, version=version)
    kept = {one.id: one for one in before.places}
    stamps = published_stamps()
    changed = [key for key, at in stamps.items() if key not in kept or kept[key].changed_at != at]
    records = {key: kept[key] for key in stamps if key in kept}
    if changed:
        records |= {one.id: one for one in load_records(changed, frame=ground.frame)}
    places = list(records.values())
    if before.ground.frame != ground.frame:
        places = ground.frame.situated(places)
    return Snapshot(places, ground, version=version)


def _ground(stamp: tuple[Any, ...]) -> Ground:
    """The territory's part, read again only when it changed."""
    if _held.ground is None or _held.ground[0] != stamp:
        territory = current_territory()
        zone = territory.holiday_zone if territory else "metropole"
        calendar = Calendar(
            zone=territory.school_zone if territory else "",
            bank_zone=zone if zone in BANK_ZONES else "metropole",
        )
        boxes = Area.objects.filter(kind=AreaKind.COMMUNE).order_by("vintage")
        centres = {
            code: ((south + north) / 2, (west + east) / 2)
            for code, west, south, east, north in boxes.values_list("code", "west", "south", "east", "north")
        }
        communes = frozenset(territory.commune_codes if territory else ())
        frame = Frame(communes, area_tree(AreaKind.QPV))
        name = territory.name if territory else ""
        _held.ground = (stamp, Ground(communes, centres, calendar, frame, frame.names(), name))
    return _held.ground[1]
