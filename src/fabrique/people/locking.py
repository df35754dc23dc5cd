"""The lock of a shared desk: once closed, a session shows nothing of the professional space until its code.

The lock is in the session, on the server: no page, no tab and no « back » of the browser opens it. It closes
by a button, or by itself when the person has opened no page for as long as she chose.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fabrique.core import clock
from fabrique.people.signing.sessions import renew_key

LOCKED, SEEN = "desk_locked", "desk_seen_at"  # keys of the session; the second in seconds since 1970


def is_locked(request: HttpRequest) -> bool:
    """Whether the session waits for its code."""
    return bool(request.session.get(LOCKED, False))


def close(request: HttpRequest) -> None:
    """Lock the session."""
    request.session[LOCKED] = True


def reopen(request: HttpRequest) -> None:
    """Unlock the session, under a new key."""
    request.session.pop(LOCKED, None)
    request.session[SEEN] = clock.now().timestamp()
    renew_key(request)


def while_locked(view: Any) -> Any:
    """Mark the one page that a locked session still opens, besides the public ones."""
    view.while_locked = True
    return view
