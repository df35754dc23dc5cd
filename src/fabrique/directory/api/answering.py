"""Answers: their validators, their headers, and the 304 that saves sending them again."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from fabrique.directory.api.serialising import compact
from fabrique.directory.guide.snapshot import Snapshot

JSON = "application/json"
GEOJSON = "application/geo+json"


def matches(request: HttpRequest, etag: str) -> bool:
    """Whether the reuser already has this answer (``If-None-Match``, weak comparison)."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    if not given:
        return False
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in known or etag.removeprefix("W/") in known


def answer(
    request: HttpRequest,
    body: bytes,
    *,
    digest: bytes = b"",
    media_type: str = JSON,
    changed_at: datetime | None = None,
    links: str = "",
) -> HttpResponse:
    """The bytes, or a 304. ``digest`` stands for the content when it is cheaper to work out."""
    tag = blake2b(digest or body, digest_size=12).hexdigest()
    etag = f'W/"{tag}"'
    same = matches(request, etag)
    response = HttpResponse(status=304) if same else HttpResponse(body, content_type=media_type)
    response.headers["ETag"] = etag
    # Anybody may keep an answer, and asks whether it still holds: an edit shows at once.
    response.headers["Cache-Control"] = "public, no-cache"
    if changed_at:
        response.headers["Last-Modified"] = _http_date(changed_at)
    if links:
        response.headers["Link"] = links
    if same:
        del response.headers["Content-Type"]
    return response


@lru_cache(maxsize=1000)
def _http_date(at: datetime) -> str:
    return http_date(at.timestamp())


def answer_json(
    request: HttpRequest, content: object, *, changed_at: datetime | None = None, links: str = ""
) -> HttpResponse:
    """The same for plain values."""
    return answer(request, compact(content), changed_at=changed_at, links=links)


def changed_at(snapshot: Snapshot) -> datetime | None:
    """When a published place last changed."""
    known: datetime | None = snapshot.__dict__.get("_api_changed_at")
    if known is None and snapshot.places:
        known = snapshot.__dict__["_api_changed_at"] = max(one.changed_at for one in snapshot.places)
    return known
