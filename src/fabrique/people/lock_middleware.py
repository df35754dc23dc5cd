"""What stops the pages of a locked session, and locks one that was left alone (``locking``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.policies import PUBLIC
from fabrique.people.locking import SEEN, close, is_locked
from fabrique.people.models import DeskLock
from fabrique.people.views.locking import refused

# When a page was last opened is written this often at most: a write for each page would cost too much.
GRAIN = timedelta(seconds=20)


class LockMiddleware:
    """Comes after the account is known; asks nothing for public pages and for visitors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Stop every view of a locked session that is not public; a view without a policy is not."""
        if getattr(view, "policy", "") == PUBLIC or SESSION_KEY not in request.session:
            return None
        if not is_locked(request) and _idle(request):
            close(request)
        if not is_locked(request) or getattr(view, "while_locked", False):
            return None
        return _stopped(request)


def _idle(request: HttpRequest) -> bool:
    """Whether too long passed since the last page; notes this one."""
    rows = DeskLock.objects.filter(account_id=request.session[SESSION_KEY])
    minutes = rows.values_list("idle_minutes", flat=True).first()
    if minutes is None:
        return False
    now = clock.now().timestamp()
    left = timedelta(seconds=now - request.session.get(SEEN, 0))
    if SEEN in request.session and left >= timedelta(minutes=minutes):
        return True
    if left >= GRAIN:
        request.session[SEEN] = now
    return False


def _stopped(request: HttpRequest) -> HttpResponseBase:
    if request.method in ("GET", "HEAD"):
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('people:unlock')}?{query}")
    return refused(request)
