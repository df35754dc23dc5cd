"""The visit of a person who opened their carnet by its code: a session of its own, no account.

It ends after a quarter of an hour without a page, after an hour anyway, and at once when the person closes it
or when the code is revoked: a cookie that somebody copied opens nothing afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from fabrique.core import clock
from fabrique.people.actions import carnet_visits as visits
from fabrique.people.actions.carnet_visits import visit_facts
from fabrique.people.models import CarnetAccess
from fabrique.people.queries.carnets import carnet_of_key

COOKIE = "carnet"
IDLE, ABSOLUTE = timedelta(minutes=15), timedelta(hours=1)
P = ParamSpec("P")


def visit_of(request: HttpRequest) -> CarnetAccess | None:
    """The access by which this browser reads a carnet now."""
    found = visit_facts(_key(request))
    now = clock.now().timestamp()
    if not found or now - found["seen"] > IDLE.total_seconds():
        return None
    if now - found["opened"] > ABSOLUTE.total_seconds():
        return None
    return carnet_of_key(found["access"])


def former_reading(request: HttpRequest) -> datetime | None:
    """When the carnet was last read by its code before this visit: its owner knows whether it was them."""
    former = visit_facts(_key(request)).get("former")
    return datetime.fromisoformat(former) if former else None


def begin(request: HttpRequest, response: HttpResponseBase, access: CarnetAccess) -> None:
    """Open the visit; one that was open in this browser ends."""
    visits.close_visit(key=_key(request))
    now = clock.now().timestamp()
    former = access.last_read_at.isoformat() if access.last_read_at else ""
    facts = {"access": str(access.pk), "opened": now, "seen": now, "former": former}
    response.set_cookie(
        COOKIE,
        visits.open_visit(facts=facts, lasts=ABSOLUTE),
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def go_on(request: HttpRequest) -> None:
    """The person is still there."""
    visits.keep_visit(key=_key(request), seen=clock.now().timestamp())


def finish(request: HttpRequest, response: HttpResponseBase) -> None:
    """Leave nothing on the device, which may be somebody else's, and nothing that its cookie would open."""
    visits.close_visit(key=_key(request))
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
        go_on(request)
        return response

    return visited


def _key(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def _path() -> str:
    return reverse("web:carnet")
