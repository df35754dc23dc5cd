"""Answers about places: lists, features, one sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.directory.api.answering import GEOJSON, answer, answer_json
from fabrique.directory.api.catalogue import DISTANCE, MOVING
from fabrique.directory.api.paging import Page, page_of, read_cursor
from fabrique.directory.api.parameters import PlacesQuery
from fabrique.directory.api.presence import presence
from fabrique.directory.api.problems import Problem
from fabrique.directory.api.questions import Understood, understand
from fabrique.directory.api.rows import rows_of
from fabrique.directory.api.serialising import compact, details, feature_head, still
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.snapshot import Snapshot, current
from fabrique.directory.models import Place

_MOVING = {column.name for column in MOVING}


def list_places(request: HttpRequest, query: PlacesQuery) -> HttpResponse:
    """A page of places."""
    snapshot, at = current(), clock.now()
    understood, page = _page(snapshot, query, at)
    rows, digests = _rows(snapshot, page, query.wanted, at, features=False)
    return _sent(request, snapshot, understood, page, rows, digests, at, features=False)


def list_features(request: HttpRequest, query: PlacesQuery) -> HttpResponse:
    """The same as a GeoJSON collection; places that nobody located have no geometry."""
    snapshot, at = current(), clock.now()
    understood, page = _page(snapshot, query, at)
    rows, digests = _rows(snapshot, page, query.wanted, at, features=True)
    return _sent(request, snapshot, understood, page, rows, digests, at, features=True)


def _page(snapshot: Snapshot, query: PlacesQuery, at: datetime) -> tuple[Understood, Page]:
    understood = understand(query, snapshot)
    after = read_cursor(query.curseur, understood.digest)
    page = page_of(
        snapshot, understood.question, at, digest=understood.digest, limit=query.limite, after=after
    )
    return understood, page


def _rows(
    snapshot: Snapshot, page: Page, names: Sequence[str], at: datetime, *, features: bool
) -> tuple[list[bytes], list[bytes]]:
    """(the JSON of each place, what decides of it in short)."""
    if not names:
        return rows_of(snapshot, features=features).written(page.ranks, page.metres, at)
    pairs = zip(page.ranks, page.metres, strict=True)
    rows = [_chosen(snapshot, rank, far, names, at, features=features) for rank, far in pairs]
    return rows, rows


def _chosen(
    snapshot: Snapshot, rank: int, metres: float, names: Sequence[str], at: datetime, *, features: bool
) -> bytes:
    """A place reduced to some of its columns, in the order asked for."""
    place = snapshot.places[rank]
    values = still(place, names)
    if not _MOVING.isdisjoint(names):
        values |= presence(place, at, snapshot.calendar).as_dict()
    values[DISTANCE.name] = None if math.isnan(metres) else round(metres)
    chosen = compact({name: values[name] for name in names})
    return feature_head(place) + chosen + b"}" if features else chosen


def _sent(
    request: HttpRequest,
    snapshot: Snapshot,
    understood: Understood,
    page: Page,
    rows: list[bytes],
    digests: list[bytes],
    at: datetime,
    *,
    features: bool,
) -> HttpResponse:
    following = _following(request, page)
    head: dict[str, object] = {"type": "FeatureCollection"} if features else {}
    cursor = page.following.written() if page.following else None
    head |= {"total": page.total, "suivant": following or None, "curseur": cursor}
    if understood.need or understood.corrected:
        head["compris"] = understood.as_dict()
    start = compact(head)[:-1] + (b',"features":[' if features else b',"lieux":[')
    return answer(
        request,
        b"".join((start, b",".join(rows), b"]}")),
        digest=b"".join((start, *digests)),
        media_type=GEOJSON if features else "application/json",
        links=f'<{following}>; rel="next"' if following else "",
    )


def _following(request: HttpRequest, page: Page) -> str:
    """The address of the next page, or "": this one with another cursor."""
    if page.following is None:
        return ""
    given = iri_to_uri(request.META.get("QUERY_STRING", "")).split("&")
    kept = [one for one in given if one and not one.startswith("curseur=")]
    return f"{request.path}?{'&'.join([*kept, f'curseur={page.following.written()}'])}"


def one_place(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheet of a place, by its code or its id."""
    snapshot, at = current(), clock.now()
    place = snapshot.place(reference) or _by_id(snapshot, reference)
    if place is None:
        return _gone(reference)
    values = {**still(place), **presence(place, at, snapshot.calendar).as_dict(), **details(place)}
    return answer_json(request, values)


def _by_id(snapshot: Snapshot, reference: str) -> PlaceRecord | None:
    known: dict[str, PlaceRecord] | None = snapshot.__dict__.get("_api_by_id")
    if known is None:
        known = snapshot.__dict__["_api_by_id"] = {one.id: one for one in snapshot.places}
    return known.get(reference.lower())


def _gone(reference: str) -> HttpResponse:
    """A merged place leads to the one that replaces it; a withdrawn one is gone; others never were."""
    rows = Place.objects.filter(code=reference[:12])
    with suppress(ValueError):  # not an id
        rows = rows | Place.objects.filter(pk=UUID(reference))
    # PostgreSQL cannot even be asked for a text with a NUL.
    found = None if "\x00" in reference else rows.select_related("merged_into").first()
    if found is None:
        raise Problem(404, _("Aucun lieu ne porte ce code ni cet identifiant."))
    if found.merged_into:
        target = f"/api/v1/lieux/{found.merged_into.code}"
        return HttpResponse(status=301, headers={"Location": target, "Cache-Control": "public, no-cache"})
    raise Problem(410, _("Ce lieu n’est plus publié."))
