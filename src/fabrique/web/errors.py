"""Error pages. Bad requests and our own failures are plain files: they need no database and no context."""

from __future__ import annotations

import logging
import secrets
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from fabrique.core import outages
from fabrique.core.crypto.keyring import LostKey
from fabrique.core.crypto.sealing import TamperedValue

logger = logging.getLogger("fabrique.incidents")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return HttpResponse(get_template("400.html").render(), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 and 507 in an outage. Django calls this while it handles the exception.

    The page gives a number, under which the log has the whole failure; it tells nothing else, except that an
    encrypted value did not open: trying again will not help.
    """
    failure = sys.exc_info()[1]
    if status := outages.status_of(failure):
        return outage(status)
    incident = secrets.token_hex(4)
    logger.error("incident %s", incident, exc_info=True)
    sealed = isinstance(failure, TamperedValue | LostKey)
    return HttpResponse(get_template("500.html").render({"incident": incident, "sealed": sealed}), status=500)


def outage(status: int) -> HttpResponse:
    """The page of an outage: says that nothing was kept, and when to come back."""
    headers = {"Retry-After": str(outages.RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(get_template(f"{status}.html").render(), status=status, headers=headers)


class WrongMethodMiddleware:
    """A page instead of Django’s empty 405, for whoever opens the address of a form by hand."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = get_template("405.html").render()
        return response
