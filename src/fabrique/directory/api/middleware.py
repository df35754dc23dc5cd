"""The short way to the API: its views need nothing of what follows this middleware.

No session, no account, no token, no message, no header of pages: measured, that is most of the time of an
answer (docs/adr/0007-api.md). The views are those of the URLs; whatever is not one of them goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, get_resolver

from fabrique.directory.api.contract import PREFIX

_URLS = "fabrique.directory.api.urls"


class ApiMiddleware:
    """Answers what is under the prefix, if its view is ``light``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(PREFIX):
            try:
                found = get_resolver(_URLS).resolve("/" + path.removeprefix(PREFIX))
            except Resolver404:
                return self.get_response(request)
            if getattr(found.func, "light", False):
                response: HttpResponse = found.func(request, *found.args, **found.kwargs)
                return response
        return self.get_response(request)
