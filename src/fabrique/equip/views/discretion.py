"""Pages whose address is a key, or on which one writes without account: nothing of them goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http.response import HttpResponseBase

P = ParamSpec("P")


def discreet(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """What is written or read there stays in no cache, no search engine, and no other site's log.

    Not ``no-referrer``: a browser would then send the form itself from the origin « null », which is refused.
    """

    @wraps(view)
    def kept(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return kept
