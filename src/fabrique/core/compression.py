"""Compressing the pages themselves: a slow line waits for every kilobyte, and not every host has a proxy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/", "application/json", "application/geo+json", "application/ld+json", "image/svg")


class TextGZipMiddleware(GZipMiddleware):
    """gzip for texts only: a PDF or a picture would cost time and win nothing.

    Django pads the answers with random bytes, so that their size does not betray the form's token (BREACH).
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        if not str(response.get("Content-Type", "")).startswith(_TEXT):
            return response  # type: ignore[no-any-return]
        return super().process_response(request, response)
