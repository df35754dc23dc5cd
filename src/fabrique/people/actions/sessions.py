"""Sessions: noting their use, ending them."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from fabrique.core import clock, journal
from fabrique.people.models import Account
from fabrique.people.queries.keeping import ended_openings, ended_sessions


def note_use(*, session_key: str) -> None:
    """A session is in use now."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=clock.now())


@transaction.atomic
def end_sessions(*, account: Account, keep: str = "", only: int | None = None, actor: str = "") -> int:
    """End an account's sessions: all but the one of key ``keep``, or the ``only`` one of this number."""
    rows = UserSession.objects.filter(user_id=account.pk).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    if keys:
        subject = f"account:{account.pk}"
        journal.record("people.end_sessions", actor=actor, subject=subject, summary={"count": len(keys)})
    return len(keys)


@transaction.atomic
def close_session(*, account: Account, session_key: str) -> None:
    """The owner leaves: her session is no longer in her list."""
    UserSession.objects.filter(user_id=account.pk, session_key=session_key).delete()
    journal.record("people.sign_out", actor=account.pk, subject=f"account:{account.pk}")


@transaction.atomic
def forget_sessions() -> int:
    """Delete the sessions that are over; returns how many."""
    now = clock.now()
    return int(ended_openings(now).delete()[0] + ended_sessions(now).delete()[0])


def follow_session(*, former: str, session_key: str) -> None:
    """A session has got a new key: it stays in its owner's list."""
    UserSession.objects.filter(session_key=former).update(session_key=session_key)
