"""What pages read of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.people.models import Account, AccountEvent

SHOWN_FOR, MOST_EVENTS = timedelta(days=90), 12
_BROWSERS = [
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
]  # fmt: skip
_SYSTEMS = [
    ("iPhone", "un iPhone"), ("iPad", "un iPad"), ("Android", "un appareil Android"), ("Windows", "Windows"),
    ("CrOS", "un Chromebook"), ("Mac OS X", "un Mac"), ("Linux", "Linux"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeviceSession:
    """A device where somebody is signed in, in plain words."""

    number: int
    device: str
    opened_at: datetime
    seen_at: datetime
    current: bool


def sessions_of(account: Account, *, current: str) -> list[DeviceSession]:
    """Where the account is signed in now: this device first, then the last used. Two queries."""
    rows = UserSession.objects.filter(user_id=account.pk).order_by("-last_seen_at", "-pk")
    live = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    found = [
        DeviceSession(
            number=row.pk,
            device=device_words(row.user_agent),
            opened_at=row.created_at,
            seen_at=row.last_seen_at,
            current=row.session_key == current,
        )
        for row in rows.filter(session_key__in=live)
    ]
    return sorted(found, key=lambda each: not each.current)


def device_words(user_agent: str) -> str:
    """``Firefox sur un Mac``; what is not recognised is said so."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Un appareil non reconnu")


def latest_events(account: Account) -> list[AccountEvent]:
    """What happened to the account lately, the last first."""
    since = clock.now() - SHOWN_FOR
    rows = AccountEvent.objects.filter(account=account, at__gte=since).order_by("-at", "-pk")
    return list(rows[:MOST_EVENTS])
