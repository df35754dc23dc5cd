"""What comes back by SMS: a provider posts ``{key, from, text}`` with a secret that the operator gave it.

``key`` is that of the message to which somebody replied, as the provider received it (``messages.sms_http``).
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from django.conf import settings

LONGEST = 2_000  # a text of several parts; the rest of a longer one says nothing


@dataclass(frozen=True, slots=True)
class Reply:
    """A text, the number that it comes from, and the message that it answers."""

    key: str
    sender: str
    text: str


def is_declared() -> bool:
    """Whether the operator gave a provider the secret with which it posts replies."""
    return bool(settings.SMS_REPLY_TOKEN)


def is_provider(authorization: str) -> bool:
    """Whether a request carries that secret."""
    expected = f"Bearer {settings.SMS_REPLY_TOKEN}"
    return is_declared() and hmac.compare_digest(authorization.encode(), expected.encode())


def read(body: bytes) -> Reply | None:
    """The reply in a request; None for anything else."""
    try:
        found = json.loads(body)
        key, sender, text = found["key"], found["from"], found["text"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(isinstance(each, str) for each in (key, sender, text)):
        return None
    return Reply(_whole(key), _whole(sender), _whole(text.replace("\0", "")))


def _whole(text: str) -> str:
    """What can be kept of a text: half of a sign, left where a text was cut in two parts, becomes « ? »."""
    return text[:LONGEST].encode(errors="replace").decode()
