"""Asking a provider something: a few seconds, a few kilobytes, at the very address that was meant."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fabrique.people.signing.oidc.reasons import Reason, Stopped

SECONDS = 4  # to connect, for each silence, and for the whole body
LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever the status."""

    status: int
    type: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """The object that the body holds. Raises ``Stopped``."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Stopped(Reason.UNREACHABLE) from None
        if not isinstance(found, dict):
            raise Stopped(Reason.UNREACHABLE)
        return found


class _NoRedirect(HTTPRedirectHandler):
    """A provider that sends elsewhere is not followed: the secret would go there too."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def fetch(
    url: str, *, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Get, or post if there is ``data``. Raises ``Stopped`` for whatever is no answer in time.

    The address was looked at before (``providers.is_safe``).
    """
    body = None if data is None else urlencode(data).encode()
    request = Request(url, data=body, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310
    try:
        with _opener.open(request, timeout=SECONDS) as response:
            return Answer(response.status, response.headers.get_content_type(), _read(response))
    except HTTPError as error:
        with error:
            return Answer(error.code, "", b"")
    except (OSError, HTTPException, ValueError):
        raise Stopped(Reason.UNREACHABLE) from None


def _read(response: Any) -> bytes:
    found, deadline = bytearray(), time.monotonic() + SECONDS
    while chunk := response.read1(16_384):
        found += chunk
        if len(found) > LARGEST or time.monotonic() > deadline:
            raise Stopped(Reason.UNREACHABLE)
    return bytes(found)
