"""Answers: their validators, their headers, and the 304 that saves sending them again."""

from __future__ import annotations

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse

from fabrique.directory.api.serialising import compact

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
    links: str = "",
) -> HttpResponse:
    """The bytes, or a 304. ``digest`` stands for the content when it is cheaper to work out.

    The tag is the only validator: an answer says who is open now, so no date of change vouches for it.
    """
    tag = blake2b(digest or body, digest_size=12).hexdigest()
    etag = f'W/"{tag}"'
    same = matches(request, etag)
    response = HttpResponse(status=304) if same else HttpResponse(body, content_type=media_type)
    response.headers["ETag"] = etag
    # Anybody may keep an answer, and asks whether it still holds: an edit shows at once.
    response.headers["Cache-Control"] = "public, no-cache"
    if links:
        response.headers["Link"] = links
    if same:
        del response.headers["Content-Type"]
    return response


def answer_json(request: HttpRequest, content: object, *, links: str = "") -> HttpResponse:
    """The same for plain values."""
    return answer(request, compact(content), links=links)
