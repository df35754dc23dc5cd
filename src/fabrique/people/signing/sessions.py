"""What a session remembers of its owner's proofs, and how long it lasts.

Times are seconds since 1970, in the session itself: nobody but the server writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.clients import page_behind
from fabrique.core.policies import PUBLIC
from fabrique.people import interrupted
from fabrique.people.acting import CHOSEN
from fabrique.people.actions import sessions as actions
from fabrique.people.models import Account

IDLE, ABSOLUTE = timedelta(hours=2), timedelta(hours=12)
FRESH = timedelta(minutes=5)
_NOTED_EVERY = timedelta(minutes=1)
BY_PROVIDER = "provider"  # a second factor that an identity provider has signed
OPENED, SEEN, PROVED, FACTOR = "opened_at", "seen_at", "proved_at", "second_factor"
FORMER = "former_visit"


@receiver(user_logged_in, dispatch_uid="people.sessions.opened")
def open_session(request: HttpRequest, user: Account, **_signal: Any) -> None:
    """Start the clocks of a session, however it was opened, and remember when the former one began.

    This app comes before Django's own, which then writes the new ``last_login``.
    """
    now = clock.now().timestamp()
    request.session[OPENED] = request.session[SEEN] = now
    if user.last_login:
        request.session[FORMER] = user.last_login.timestamp()


def former_visit(session: SessionBase) -> datetime | None:
    """When the account signed in before this session; None the first time."""
    at = session.get(FORMER)
    return datetime.fromtimestamp(float(at), UTC) if at else None


def prove(request: HttpRequest, *, factor: str = "") -> None:
    """Note that the owner has just shown who she is: by a second factor, or by the password alone."""
    request.session[PROVED] = clock.now().timestamp()
    if factor:
        request.session[FACTOR] = factor


def take_factor(request: HttpRequest, factor: str) -> None:
    """Note a second factor that was shown elsewhere, not just now."""
    request.session[FACTOR] = factor


def forget_proofs(request: HttpRequest) -> None:
    """Start again without proof: somebody signs in."""
    for key in (PROVED, FACTOR):
        request.session.pop(key, None)


def second_factor(session: SessionBase) -> str:
    """The kind of second factor shown in this session; empty if none was."""
    return str(session.get(FACTOR, ""))


def is_fresh(session: SessionBase) -> bool:
    """Whether the owner has shown who she is in the last minutes."""
    return _age(session, PROVED) < FRESH


def has_expired(session: SessionBase) -> bool:
    """Whether a session was left alone for too long, or is too old. One without clocks is."""
    return _age(session, SEEN) >= IDLE or _age(session, OPENED) >= ABSOLUTE


def _age(session: SessionBase, key: str) -> timedelta:
    return timedelta(seconds=clock.now().timestamp() - float(session.get(key, 0)))


def renew_key(request: HttpRequest) -> None:
    """Give the session a new key, under which it stays in its owner's list: its rights have changed."""
    former = request.session.session_key or ""
    request.session.cycle_key()
    actions.follow_session(former=former, session_key=request.session.session_key or "")


class SessionLimitsMiddleware:
    """Ends what has lasted too long before any view, and notes that the others are used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and OPENED in request.session:
            self._look(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Keep a form that came too late, and ask for its account again."""
        ended = getattr(request, "ended", None)
        public = getattr(view, "policy", PUBLIC) == PUBLIC
        if ended is None or public or request.method != "POST":
            return None
        owner, organisation = ended
        back = page_behind(request)
        if interrupted.set_aside(request, owner=owner, organisation=organisation):
            messages.info(request, _("Ce que vous veniez d’écrire est gardé\u00a0: vous pourrez l’envoyer."))
            back = f"{reverse('people:resume')}?{urlencode({'next': back})}"
        return HttpResponseRedirect(f"{reverse('people:sign-in')}?{urlencode({'next': back})}")

    def _look(self, request: HttpRequest) -> None:
        if has_expired(request.session):
            owner = request.session.get(SESSION_KEY)
            if owner:
                request.ended = (owner, request.session.get(CHOSEN))  # type: ignore[attr-defined]
            logout(request)
            messages.info(request, _("Votre session était finie. Connectez-vous de nouveau."))
        elif _age(request.session, SEEN) >= _NOTED_EVERY:
            request.session[SEEN] = clock.now().timestamp()
            actions.note_use(session_key=request.session.session_key or "")
