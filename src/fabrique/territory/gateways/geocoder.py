"""The national address service (BAN, Géoplateforme): single and batch look-ups.

Off until ``GEOCODER_URL`` is set (``https://data.geopf.fr/geocodage`` for the public one). Never raises to
the page: every answer is an :class:`Outcome` with its reason. No retry: after three failures in a row the
service is left alone for a minute. A page never waits behind others: two single look-ups at a time and
``MOST_A_MINUTE`` are sent by a process, and an answer is remembered for an hour, in memory only. Format of
the answers: the service's own GeoCodeJSON and CSV.
"""

from __future__ import annotations

import csv
import io
import json
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from http.client import HTTPException
from math import isfinite
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import clock
from fabrique.core.gateways.addresses import fault_of

TIMEOUT_SECONDS = 3.0
AT_A_TIME, MOST_A_MINUTE = 2, 600
REMEMBERED, REMEMBERED_FOR = 2_000, timedelta(hours=1)
BATCH_TIMEOUT_SECONDS = 60.0
BATCH_ROWS = 1_000
FAILURES_ALLOWED, REST = 3, timedelta(minutes=1)
MAXIMUM_ANSWER = 20 * 1024 * 1024

# What an answer that is not in the service's format makes our reading raise.
_STRANGE = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError)

logger = logging.getLogger(__name__)
Transport = Callable[[Request, float], bytes]


class Status(StrEnum):
    """How a look-up ended."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    DISABLED = "disabled"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    RESTING = "resting"
    BUSY = "busy"


_REASONS = {
    Status.NOT_FOUND: marked("Aucune adresse ne correspond."),
    Status.DISABLED: marked("La recherche d’adresses n’est pas activée sur ce site."),
    Status.TIMEOUT: marked("Le service d’adresses met trop de temps à répondre."),
    Status.UNREACHABLE: marked("Le service d’adresses ne répond pas."),
    Status.REFUSED: marked("Le service d’adresses a refusé la demande."),
    Status.UNREADABLE: marked("La réponse du service d’adresses est illisible."),
    Status.RESTING: marked("Le service d’adresses ne répond pas. Nouvel essai dans une minute."),
    Status.BUSY: marked("Trop de recherches d’adresses en ce moment. Essayez encore dans une minute."),
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address found. ``score`` is the service's, 0 to 1; ``type`` is housenumber, street, locality…"""

    label: str
    score: float
    type: str
    latitude: float
    longitude: float
    postal_code: str
    commune_code: str
    commune_name: str
    street: str
    ban_id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look-up gives: addresses, the best first, and, when there is none, a reason in French."""

    status: Status
    addresses: tuple[Address, ...] = ()

    @property
    def reason(self) -> str:
        return _(_REASONS[self.status]) if self.status in _REASONS else ""


@dataclass(frozen=True, slots=True)
class Query:
    """One line of a batch. ``commune_code`` narrows the search when known."""

    address: str
    postal_code: str = ""
    commune_name: str = ""
    commune_code: str = ""


class _Failure(Exception):
    def __init__(self, status: Status) -> None:
        super().__init__(status.value)
        self.status = status


class Geocoder:
    """A client of one service; ``transport`` sends a request and gives the body (tests put theirs)."""

    def __init__(self, url: str, transport: Transport | None = None) -> None:
        self._url = "" if fault_of(url) else url.rstrip("/")
        self._transport = transport or _send
        self._failures = 0
        self._resting_until: datetime | None = None
        self._slots = BoundedSemaphore(AT_A_TIME)
        self._lock = Lock()
        self._sent: deque[datetime] = deque()
        self._known: OrderedDict[tuple[str, str, int], tuple[datetime, Outcome]] = OrderedDict()

    @property
    def enabled(self) -> bool:
        return bool(self._url)

    def search(self, text: str, *, commune_code: str = "", limit: int = 5) -> Outcome:
        """Look one address up, in one commune if its code is given."""
        if not self.enabled:
            return Outcome(Status.DISABLED)
        if len(text.strip()) < 3:
            return Outcome(Status.NOT_FOUND)
        asked = (" ".join(text.split())[:200].casefold(), commune_code, limit)
        if (known := self._remembered(asked)) is not None:
            return known
        if not self._slots.acquire(blocking=False):
            return Outcome(Status.BUSY)
        try:
            found = self._look_up(*asked) if self._count() else Outcome(Status.BUSY)
        finally:
            self._slots.release()
        if found.status in (Status.FOUND, Status.NOT_FOUND):
            with self._lock:
                self._known[asked] = (clock.now(), found)
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        return found

    def _remembered(self, asked: tuple[str, str, int]) -> Outcome | None:
        with self._lock:
            at, outcome = self._known.get(asked, (None, None))
        return outcome if at and clock.now() - at < REMEMBERED_FOR else None

    def _count(self) -> bool:
        """Count one more look-up of this minute, unless there were too many."""
        now = clock.now()
        with self._lock:
            while self._sent and now - self._sent[0] >= timedelta(minutes=1):
                self._sent.popleft()
            allowed = len(self._sent) < MOST_A_MINUTE
            if allowed:
                self._sent.append(now)
        return allowed

    def _look_up(self, text: str, commune_code: str, limit: int) -> Outcome:
        fields = {"q": text, "limit": str(limit), **({"citycode": commune_code} if commune_code else {})}
        request = Request(f"{self._url}/search?{urlencode(fields)}")  # noqa: S310 - address checked in __init__
        try:
            addresses = _features(self._ask(request, TIMEOUT_SECONDS))
        except _Failure as failure:
            return Outcome(failure.status)
        return Outcome(Status.FOUND if addresses else Status.NOT_FOUND, addresses)

    def search_many(self, queries: Sequence[Query]) -> list[Outcome]:
        """Look many up, by batches; one outcome for each query, in order. A failed batch is not retried."""
        if not self.enabled:
            return [Outcome(Status.DISABLED)] * len(queries)
        outcomes: list[Outcome] = []
        for start in range(0, len(queries), BATCH_ROWS):
            batch = queries[start : start + BATCH_ROWS]
            try:
                found = _lines(self._ask(_batch_request(self._url, batch), BATCH_TIMEOUT_SECONDS), len(batch))
            except _Failure as failure:
                found = [Outcome(failure.status)] * len(batch)
            outcomes += found
        return outcomes

    def _ask(self, request: Request, timeout: float) -> bytes:
        if self._resting_until and clock.now() < self._resting_until:
            raise _Failure(Status.RESTING)
        try:
            body = self._transport(request, timeout)
        except HTTPError as error:
            error.close()
            self._failed(serious=error.code == 429 or error.code >= 500)
            raise _Failure(Status.REFUSED) from None
        except (OSError, HTTPException, ValueError) as error:  # a ValueError: no request can be made of it
            self._failed(serious=True)
            late = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
            raise _Failure(Status.TIMEOUT if late else Status.UNREACHABLE) from None
        self._failures, self._resting_until = 0, None
        return body

    def _failed(self, *, serious: bool) -> None:
        """Count failures that say that the service is ill; a request that it refuses says nothing of that."""
        self._failures += serious
        if self._failures >= FAILURES_ALLOWED:
            self._failures, self._resting_until = 0, clock.now() + REST


def _send(request: Request, timeout: float) -> bytes:
    with urlopen(request, timeout=timeout) as answer:  # noqa: S310 - address checked in __init__
        body: bytes = answer.read(MAXIMUM_ANSWER + 1)
    if len(body) > MAXIMUM_ANSWER:
        raise OSError("answer too long")
    return body


@lru_cache(maxsize=4)
def _client(url: str) -> Geocoder:
    if url and (fault := fault_of(url)):
        logger.warning("FABRIQUE_GEOCODER_URL : %s", fault)
    return Geocoder(url)


def geocoder() -> Geocoder:
    """The client of this instance, disabled while ``GEOCODER_URL`` is empty or bad; one for each process."""
    return _client(settings.GEOCODER_URL)


def _features(body: bytes) -> tuple[Address, ...]:
    try:
        features = json.loads(body)["features"]
        return tuple(_address(one["properties"], one["geometry"]["coordinates"]) for one in features)
    except _STRANGE:
        raise _Failure(Status.UNREADABLE) from None


def _address(properties: Mapping[str, Any], coordinates: Sequence[Any]) -> Address:
    longitude, latitude = float(coordinates[0]), float(coordinates[1])
    score = float(properties["score"])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and isfinite(score)):  # NaN is never within
        raise ValueError("no such point")
    return Address(
        label=str(properties["label"]),
        score=score,
        type=str(properties.get("type") or ""),
        latitude=latitude,
        longitude=longitude,
        postal_code=str(properties.get("postcode") or ""),
        commune_code=str(properties.get("citycode") or ""),
        commune_name=str(properties.get("city") or ""),
        street=str(properties.get("name") or ""),
        ban_id=str(properties.get("id") or ""),
    )


def _batch_request(url: str, queries: Iterable[Query]) -> Request:
    """A multipart form: the CSV of the queries, and which of its columns mean what."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["adresse", "commune", "code_postal", "code_insee"])
    writer.writerows([one.address, one.commune_name, one.postal_code, one.commune_code] for one in queries)
    boundary = uuid4().hex
    fields = [
        ("columns", "adresse"),
        ("columns", "commune"),
        ("postcode", "code_postal"),
        ("citycode", "code_insee"),
    ]
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="data"; filename="adresses.csv"\r\n'
        f"Content-Type: text/csv; charset=utf-8\r\n\r\n{table.getvalue()}\r\n--{boundary}--\r\n"
    )
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return Request(f"{url}/search/csv", data="".join(parts).encode(), headers=headers)  # noqa: S310


def _lines(body: bytes, expected: int) -> list[Outcome]:
    try:
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
        if len(rows) != expected:
            raise ValueError("rows lost")
        return [_line(row) for row in rows]
    except (*_STRANGE, csv.Error):
        raise _Failure(Status.UNREADABLE) from None


def _line(row: Mapping[str, str]) -> Outcome:
    if not row["result_label"]:
        return Outcome(Status.NOT_FOUND)
    kept = {
        key.removeprefix("result_"): value for key, value in row.items() if key and key.startswith("result_")
    }
    latitude = kept.get("latitude") or row["latitude"]
    return Outcome(Status.FOUND, (_address(kept, (kept.get("longitude") or row["longitude"], latitude)),))
