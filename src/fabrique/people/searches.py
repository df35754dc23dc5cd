"""The last search, of a person or of anything, kept for its page: « back », from a file, asks for nothing.

What was typed may name a person: it waits in the session, encrypted for the account, and never in an address.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from fabrique.core.crypto.sealing import Place, open_text, seal_text
from fabrique.core.refusals import DomainRefusal

KEPT = "search"  # key of the session
SHOWN = "trouve"  # in the address of the page that shows what was found


def keep(
    request: HttpRequest, typed: dict[str, Any], *, page: str = "people:find-resident", kept: str = KEPT
) -> str:
    """Keep what was typed; the address of the page that shows what it finds."""
    request.session[kept] = seal_text(json.dumps(typed), _place(request))
    return f"{reverse(page)}?{SHOWN}"


def last(request: HttpRequest, kept: str = KEPT) -> dict[str, Any] | None:
    """What was typed, on the page of what it found; elsewhere one starts anew and it is forgotten."""
    if SHOWN not in request.GET:
        request.session.pop(kept, None)
        return None
    try:
        typed: dict[str, Any] = json.loads(open_text(request.session.get(kept, ""), _place(request)))
    except DomainRefusal:
        return None
    return typed


def _place(request: HttpRequest) -> Place:
    return ("search", str(request.user.pk))
