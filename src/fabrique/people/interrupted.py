"""A form sent to a desk that had just locked: nothing typed is lost, and nobody reads it meanwhile.

What was sent goes along with the lock screen, encrypted for this account, and comes back with the code:
nothing is kept on the server, and the page of a locked desk holds no readable word of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from fabrique.core.crypto.sealing import Place, open_text, seal_text
from fabrique.core.refusals import DomainRefusal

LARGEST = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Sent:
    """A form: where it was going, and its (name, value) pairs."""

    path: str
    pairs: tuple[tuple[str, str], ...]


def page_of(request: HttpRequest) -> str:
    """The page that held the form, by its ``Referer``; else the address that it went to."""
    parts = urlsplit(request.headers.get("Referer", ""))
    same = parts.netloc == request.get_host() and parts.path.startswith("/")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if same and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return request.path


def held(request: HttpRequest) -> str:
    """The form, sealed; empty when it is too long or holds files, which are to be chosen again."""
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    text = json.dumps([request.get_full_path(), pairs], ensure_ascii=False)
    if request.FILES or len(text) > LARGEST:
        return ""
    return seal_text(text, _place(request))


def opened(request: HttpRequest, sealed: str) -> Sent | None:
    """The form, for the account that sent it; None for nothing, for another's, for what was altered."""
    try:
        clear = open_text(sealed, _place(request))
    except DomainRefusal:
        return None
    path, pairs = json.loads(clear)
    return Sent(path, tuple((name, value) for name, value in pairs))


def _place(request: HttpRequest) -> Place:
    return ("interrupted", str(request.session[SESSION_KEY]))
