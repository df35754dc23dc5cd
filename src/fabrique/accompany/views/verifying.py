"""The page behind the code that is printed on a mandate: authentic or not, initials, dates, and no more."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fabrique.accompany.queries.verifying import find_proof
from fabrique.core import clock
from fabrique.core.clients import client_of
from fabrique.core.policies import public
from fabrique.people.signing import throttle
from fabrique.people.views.braking import braked


@public
@require_safe
@braked
def verify(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say whether a paper is a mandate that was signed here, and what of it holds now."""
    address = client_of(request)
    throttle.check("mandate", address=address)
    proof = find_proof(token, clock.now())
    if proof is not None:
        throttle.passed("mandate", address=address)
    response = render(request, "accompany/verify.html", {"proof": proof}, status=200 if proof else 404)
    # The address is the key to the page: it goes nowhere.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
