"""The rules: what is past its limit at an instant, who is told before, what erases it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from fabrique.core.ui.registry import Registry

# Subjects are ``model:id``; a function that changes some gives back those that it did change.
Select = Callable[[datetime], list[str]]
Change = Callable[[list[str]], list[str]]


def key_of(subject: str) -> str:
    """The ``id`` of a subject."""
    return subject.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Held:
    """A subject past its limit that must stay, why (French), and until when if that is known."""

    subject: str
    why: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Whoever answers for a subject is told, once, ``days`` before it goes: ``due`` selects, ``tell`` writes.

    The rule's own ``due`` gives only subjects that were told of at least ``days`` ago.
    """

    days: int
    due: Select
    tell: Change


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit. ``what`` names the things in French, ``words`` say how long, ``tables`` where they are.

    ``due`` gives what would go, in a settled order; ``erase`` takes some of these in one transaction.
    """

    code: str
    what: str
    words: str
    tables: tuple[str, ...]
    due: Select
    erase: Change
    notice: Notice | None = None
    held: Callable[[datetime], list[Held]] = lambda at: []
    order: int = 100


rules: Registry[Rule] = Registry()
