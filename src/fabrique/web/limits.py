"""How much a visitor may send: refused by its announced length, before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

# Forms of the desk take files of 60 MB; between the two, the form itself says what is wrong.
MOST_SIGNED_IN = 100 * 1_000_000


class BodyLimitMiddleware:
    """Comes after the account is known and before forms are read.

    Django writes a file that is sent to the disk, whatever its size, before any view can refuse it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and (
            length > MOST_SIGNED_IN or not request.user.is_authenticated
        ):
            return HttpResponse(get_template("413.html").render(), status=413)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """The announced length in bytes; a body without one is not read at all (WSGI)."""
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
