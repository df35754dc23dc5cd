"""Too many tries: one page says so, whatever was tried."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fabrique.people.signing.throttle import Throttled

View = Callable[..., HttpResponseBase]


def braked(view: View) -> View:
    """Answer 429 when the view meets a full count, and say how long to wait."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Throttled as brake:
            context = {"minutes": brake.minutes, "kind": brake.kind}
            response = render(request, "people/braked.html", context, status=429)
            response.headers["Retry-After"] = str(brake.seconds)
            return response

    return wrapped
