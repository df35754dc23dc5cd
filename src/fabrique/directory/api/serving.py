"""What every address of the API does around its answer: methods, limit, names of parameters, open headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from fabrique.core.policies import public
from fabrique.directory.api.contract import api
from fabrique.directory.api.limiting import Allowance, allowance
from fabrique.directory.api.memory import recalled
from fabrique.directory.api.problems import Problem, fault, refused

View = Callable[..., HttpResponse]
METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    # Any site may read these answers; they hold no cookie and no secret, so no credentials go along.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Link, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": METHODS,
}


def open_view(view: View, known: Mapping[str, bool]) -> View:
    """A view of the API. ``known``: its parameters, and whether each may be repeated.

    It needs no session, no account and no token: ``light`` lets a request go straight to it.
    """

    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        left = None
        try:
            if request.method == "OPTIONS":
                response = HttpResponse(status=204, headers=_PREFLIGHT)
                del response.headers["Content-Type"]
            else:
                _check_method(request)
                left = _within_limit(request)
                response = _got(view, known, request, *args, **kwargs)
        except Problem as problem:
            response = problem.response(request)
        return _opened(response, left)

    marked: Any = csrf_exempt(public(served))
    marked.light = True
    found: View = marked
    return found


def _opened(response: HttpResponse, left: Allowance | None) -> HttpResponse:
    for name, value in OPEN.items():
        response.headers[name] = value
    if left:
        for name, value in left.headers().items():
            response.headers[name] = value
    return response


def _check_method(request: HttpRequest) -> None:
    if request.method not in ("GET", "HEAD"):
        text = _("Cette interface se lit seulement : méthodes admises, %s.") % METHODS
        raise Problem(405, text, headers={"Allow": METHODS})


def _within_limit(request: HttpRequest) -> Allowance | None:
    left = allowance(request)
    if left and left.wait:
        text = _("Trop de demandes depuis votre adresse. Réessayez dans %s s.") % left.wait
        raise Problem(429, text, headers=left.headers())
    return left


def _check_names(request: HttpRequest, known: Mapping[str, bool]) -> None:
    """A parameter that means nothing is most often a slip: ignoring it would answer another question."""
    faults = []
    for name, values in request.GET.lists():
        if name not in known:
            faults.append(fault(name[:60], _("Ce paramètre n’existe pas ici."), sorted(known)))
        elif len(values) > 1 and not known[name]:
            faults.append(fault(name, _("Ce paramètre se donne une seule fois.")))
    if faults:
        raise refused(faults[:20])


def _got(
    view: View, known: Mapping[str, bool], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """A HEAD is answered as a GET; the server leaves the body out."""
    method = request.method
    request.method = "GET"
    try:
        if remembered := recalled(request):
            answer, query = remembered
            return answer(request, query)
        _check_names(request, known)
        return view(request, *args, **kwargs)
    except Problem:
        raise
    except Exception as error:  # noqa: BLE001 - as django-ninja does: a failure is told as a problem too
        return api.on_exception(request, error)
    finally:
        request.method = method
