"""Nobody is served by an instance that is being restored, or whose database is not of this version."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse

from fabrique.core import maintenance, outages, schema
from fabrique.web.errors import outage

LOOK_AGAIN = 5  # seconds


class GateMiddleware:
    """Asks the database once, until it is up to date; then costs one look for the mark of a restoration."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._up_to_date = not settings.CHECK_SCHEMA
        self._look_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if maintenance.is_restoring() or not self._ready():
            return outage(outages.UNAVAILABLE)
        return self.get_response(request)

    def _ready(self) -> bool:
        if not self._up_to_date and time.monotonic() >= self._look_at:
            try:
                self._up_to_date = not schema.pending()
            except Error:  # it is away; it will be asked again
                return False
            self._look_at = time.monotonic() + LOOK_AGAIN
        return self._up_to_date
