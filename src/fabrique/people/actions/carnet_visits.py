"""The sessions of those who read their carnet: apart from those of accounts, and gone as soon as closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

_VISIT = "carnet"  # the only thing in such a session: an account's own has no such key


def open_visit(*, facts: Mapping[str, Any], lasts: timedelta) -> str:
    """A session that remembers ``facts``; the key that the browser keeps, which was never used before."""
    visit = SessionStore()
    visit.set_expiry(lasts)
    visit[_VISIT] = dict(facts)
    visit.create()
    return visit.session_key or ""


def visit_facts(key: str) -> dict[str, Any]:
    """What the session of a key remembers; nothing when it is over, or none of a carnet."""
    found: dict[str, Any] = SessionStore(key or None).get(_VISIT, {})
    return found


def keep_visit(*, key: str, **facts: Any) -> None:
    """Note that the visit goes on, and these facts of it, unless it was closed meanwhile."""
    visit = SessionStore(key or None)
    if _VISIT in visit:
        visit[_VISIT] = {**visit[_VISIT], **facts}
        visit.save()


def close_visit(*, key: str) -> None:
    """End a visit: its key opens nothing any more."""
    visit = SessionStore(key or None)
    if _VISIT in visit:
        visit.flush()
