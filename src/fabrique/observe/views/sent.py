"""A file that was sent to be examined: its address is its sender's alone, until it is kept or forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core import signing
from django.http import Http404, HttpRequest

from fabrique.core import files, uploads
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular.model import Table
from fabrique.observe.reading import open_table
from fabrique.people.views.common import actor

Read = TypeVar("Read")


def token_of(request: HttpRequest, file: Any, salt: str, **more: str) -> str:
    """Keep the file of a form for a while; the part of an address under which it is examined."""
    stored = uploads.keep_upload(stream=file.file, name=file.name)
    return signing.dumps({"file": str(stored.pk), "name": stored.name, **more, **_sender(request)}, salt=salt)


def sent_with(request: HttpRequest, token: str, salt: str, **more: str) -> dict[str, str]:
    """What the address holds; the 404 of a missing one for whoever did not send the file, or not there."""
    try:
        values: dict[str, str] = signing.loads(token, salt=salt, max_age=uploads.KEPT)
    except signing.BadSignature as error:
        raise Http404 from error
    if any(values[name] != wanted for name, wanted in {**_sender(request), **more}.items()):
        raise Http404
    return values


def _sender(request: HttpRequest) -> dict[str, str]:
    """Who sent a file, and for which organisation."""
    by = actor(request)
    return {"by": str(by.pk), "for": str(by.organisation_id)}


def read_sent(stored: StoredFile, read: Callable[[Table], Read]) -> Read:
    """What a table holds; refusals speak of the name that the person knows."""
    path = files.path_of(stored)
    try:
        return read(open_table(path))
    except DomainRefusal as refusal:
        raise DomainRefusal(refusal.message.replace(path.name, stored.name)) from refusal
