"""What else lies under the keys: an app that seals or digests outside of the model fields enlists it here.

Without this a rotation would pass it by, and a key that it still needs could be retired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fabrique.core.crypto.keyring import Purpose

Tell = Callable[[str], None]


@dataclass(slots=True)
class Rewritten:
    """What was done of one column, or of one kind of file."""

    where: str
    rewritten: int = 0
    kept: int = 0  # what cannot be made again under another key
    damaged: list[str] = field(default_factory=list)


class Holder(Protocol):
    """Values of one purpose that an app keeps in its own way."""

    purpose: Purpose

    def by_key(self) -> Mapping[str, int]:
        """How many values lie under each key id."""

    def rewrite(self, key_id: str, tell: Tell) -> Rewritten:
        """Write again under this key, the current one, what lies under another; safe to be cut and run again.

        Values that cannot be made again (digests of what is erased) are counted as ``kept``.
        """


_holders: dict[str, Holder] = {}


def enlist(name: str, holder: Holder) -> None:
    """Add a holder, or replace the one of this name (an app may load twice)."""
    _holders[name] = holder


def withdraw(name: str) -> None:
    """Forget a holder, after a test."""
    _holders.pop(name, None)


def enlisted(purpose: Purpose) -> Iterator[Holder]:
    """The holders of a purpose, by name."""
    return (holder for _name, holder in sorted(_holders.items()) if holder.purpose == purpose)
