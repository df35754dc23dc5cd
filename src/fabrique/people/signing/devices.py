"""Browsers that have signed in before: somebody who guesses from elsewhere cannot use up their allowance.

A signed cookie holds, for each account that has signed in here, a digest of the account and a random name.
It proves nothing and opens nothing: it only says under which count a wrong password goes (OWASP, *device
cookies*).
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from fabrique.people.models import Account

SALT, MOST = "fabrique.devices", 10  # accounts of one shared desk
AGE = timedelta(days=365)


def cookie_name() -> str:
    """The cookie's name, bound to this very host under HTTPS."""
    return "__Host-appareil" if settings.SESSION_COOKIE_SECURE else "appareil"


def known(request: HttpRequest, email: str) -> str:
    """The name under which this browser is known to the account of this address; empty if it is not."""
    return _held(request).get(_owner(email), "")


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Let this browser be known to the account, under a new name."""
    held = _held(request)
    held.pop(_owner(account.email), None)
    latest = [*held.items(), (_owner(account.email), secrets.token_urlsafe(12))][-MOST:]
    response.set_cookie(
        cookie_name(),
        signing.dumps(dict(latest), salt=SALT),
        max_age=AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _held(request: HttpRequest) -> dict[str, str]:
    try:
        held = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return {}
    return dict(held)


def _owner(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]
