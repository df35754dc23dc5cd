"""The visit of a person who opened their carnet by its code: a signed cookie of its own, no account.

It ends after a quarter of an hour without a page, after an hour anyway, and at once when the code is revoked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from fabrique.core import clock
from fabrique.people.models import CarnetAccess
from fabrique.people.queries.carnets import carnet_of_key

COOKIE = "carnet"
IDLE, ABSOLUTE = timedelta(minutes=15), timedelta(hours=1)
_SALT = "fabrique.carnet"
P = ParamSpec("P")


def visit_of(request: HttpRequest) -> CarnetAccess | None:
    """The access by which this browser reads a carnet now."""
    found = _read(request)
    now = clock.now().timestamp()
    if not found or now - found["seen"] > IDLE.total_seconds():
        return None
    if now - found["opened"] > ABSOLUTE.total_seconds():
        return None
    return carnet_of_key(found["access"])


def begin(response: HttpResponseBase, access: CarnetAccess) -> None:
    """Open the visit."""
    now = clock.now().timestamp()
    _write(response, {"access": str(access.pk), "opened": now, "seen": now})


def go_on(request: HttpRequest, response: HttpResponseBase) -> None:
    """The person is still there."""
    if found := _read(request):
        _write(response, {**found, "seen": clock.now().timestamp()})


def finish(response: HttpResponseBase) -> None:
    """Leave nothing on the device, which may be somebody else's."""
    response.delete_cookie(COOKIE, path=_path(), samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def private(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Pages of a carnet are kept nowhere and listed nowhere."""

    @wraps(view)
    def kept(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return kept


def in_visit(
    view: Callable[Concatenate[HttpRequest, CarnetAccess, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Hand the access to a page; without one, ask for the code."""

    @private
    @wraps(view)
    def visited(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        access = visit_of(request)
        if access is None:
            return redirect("web:carnet")
        response = view(request, access, *args, **kwargs)
        go_on(request, response)
        return response

    return visited


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return {}
    return found


def _write(response: HttpResponseBase, visit: dict[str, Any]) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(visit, salt=_SALT),
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _path() -> str:
    return reverse("web:carnet")
