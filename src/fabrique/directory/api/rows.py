"""The JSON of a snapshot's places, ready to be joined: each is kept for as long as it holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from fabrique.directory.api.presence import presence
from fabrique.directory.api.serialising import feature, fragment
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.snapshot import Snapshot

Head = Callable[[PlaceRecord], tuple[bytes, bytes]]
# Holds from (seconds since 1970), until, what stays, a digest of it, what changes with the hour.
_Row = tuple[float, float, bytes, bytes, bytes]


class Rows:
    """The rows of a snapshot in one form. A race between threads costs work, never a wrong answer."""

    def __init__(self, snapshot: Snapshot, head: Head, end: bytes) -> None:
        self._places, self._calendar = snapshot.places, snapshot.calendar
        self._head, self._end = head, end
        self._known: list[_Row | None] = [None] * len(self._places)

    def written(
        self, ranks: Sequence[int], metres: Sequence[float], at: datetime
    ) -> tuple[list[bytes], list[bytes]]:
        """(the JSON of each place, the parts that tell whether it changed); NaN is an unknown distance."""
        stamp, known, end = at.timestamp(), self._known, self._end
        rows: list[bytes] = []
        parts: list[bytes] = []
        for rank, far in zip(ranks, metres, strict=True):
            row = known[rank]
            if row is None or not row[0] <= stamp < row[1]:
                row = known[rank] = self._row(self._places[rank], at)
            _since, _until, head, digest, moment = row
            distance = b',"distance_m":%d' % round(far) if far == far else b',"distance_m":null'
            rows.append(b"%s%s%s%s" % (head, moment, distance, end))
            parts += (digest, moment, distance)
        return rows, parts

    def _row(self, place: PlaceRecord, at: datetime) -> _Row:
        found = presence(place, at, self._calendar)
        head, digest = self._head(place)
        return found.since.timestamp(), found.until.timestamp(), head, digest, found.as_json()


_lists: WeakKeyDictionary[Snapshot, Rows] = WeakKeyDictionary()
_features: WeakKeyDictionary[Snapshot, Rows] = WeakKeyDictionary()
_lock = threading.Lock()


def rows_of(snapshot: Snapshot, *, features: bool) -> Rows:
    """The rows of a snapshot, as objects of a list or as GeoJSON features."""
    tables = _features if features else _lists
    found = tables.get(snapshot)
    if found is None:
        with _lock:
            made = Rows(snapshot, feature, b"}}") if features else Rows(snapshot, fragment, b"}")
            found = tables.setdefault(snapshot, made)
    return found
