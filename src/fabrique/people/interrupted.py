"""A form sent to a desk that had just locked, or whose session had ended: nothing typed is lost.

What was sent is encrypted for its account, so that nobody reads it meanwhile. With the lock screen it goes
along, and comes back with the code: nothing is kept on the server. Signing in takes several pages: there it
waits in the visitor's session, until the same account has signed in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from fabrique.core.crypto.sealing import Place, open_text, seal_text
from fabrique.core.refusals import DomainRefusal

LARGEST = 200_000  # characters
ASIDE = "interrupted"  # key of the session


@dataclass(frozen=True, slots=True)
class Sent:
    """A form: where it was going, and its (name, value) pairs."""

    path: str
    pairs: tuple[tuple[str, str], ...]


def held(request: HttpRequest, *, owner: str = "") -> str:
    """The form, sealed; empty when it is too long or holds files, which are to be chosen again.

    ``owner``: the account's key, where the session has forgotten it.
    """
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    text = json.dumps([request.get_full_path(), pairs], ensure_ascii=False)
    if request.FILES or len(text) > LARGEST:
        return ""
    return seal_text(text, _place(owner or request.session[SESSION_KEY]))


def opened(request: HttpRequest, sealed: str) -> Sent | None:
    """The form, for the account that sent it; None for nothing, for another's, for what was altered."""
    try:
        clear = open_text(sealed, _place(request.session[SESSION_KEY]))
    except DomainRefusal:
        return None
    path, pairs = json.loads(clear)
    return Sent(path, tuple((name, value) for name, value in pairs))


def set_aside(request: HttpRequest, *, owner: str, organisation: str | None) -> bool:
    """Keep what was sent until its owner has signed in again; ``organisation``: for which they acted.

    False when there is nothing to keep, or nothing that may be: a password is typed again.
    """
    secret = any("password" in name for name in request.POST)
    sealed = "" if secret else held(request, owner=owner)
    if sealed:
        request.session[ASIDE] = [sealed, organisation]
    return bool(sealed)


def taken_up(request: HttpRequest) -> tuple[Sent | None, str | None]:
    """What was set aside for this account, once, and the organisation for which it acted."""
    sealed, organisation = request.session.pop(ASIDE, ("", None))
    sent = opened(request, sealed)
    return sent, organisation if sent else None


def _place(owner: str) -> Place:
    return ("interrupted", owner)
