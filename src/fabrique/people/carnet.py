"""What a person reads in their carnet, on paper or by its code: each app enlists its part.

A part is data, not a template: the page and the printed sheet show the same lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fabrique.core.ui.registry import Registry
from fabrique.people.models import Resident


@dataclass(frozen=True, slots=True)
class CarnetLine:
    """One thing in plain words, under its ``title`` if any; ``by`` names who did it, ``doer`` is the account.

    ``subject`` (``model:id``) is what « ce n’est pas moi » tells of; without it, there is nothing that the
    person could dispute. ``stop``: how to ask that it end (« Reprendre mon accord »), where the person may.
    ``phone``: whom to call, a link on the page.
    """

    text: str
    on: date | None = None
    by: str = ""
    detail: str = ""
    subject: str = ""
    stop: str = ""
    doer: UUID | None = None
    title: str = ""
    phone: str = ""

    @property
    def whole(self) -> str:
        """The line in one sentence, to be quoted elsewhere."""
        return f"{self.title} : {self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class CarnetPart:
    """A heading and its lines; ``empty`` is said when there are none."""

    title: str
    lines: tuple[CarnetLine, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class CarnetProvider:
    """``part`` gives what one organisation's file of a person holds for them, or None to show nothing."""

    part: Callable[[Resident], CarnetPart | None]
    order: int = 100


parts: Registry[CarnetProvider] = Registry()


def parts_of(resident: Resident) -> list[CarnetPart]:
    """The parts of a carnet, in order."""
    return [part for provider in parts if (part := provider.part(resident)) is not None]


def doer_of(resident: Resident, subject: str) -> UUID | None:
    """The account that did what a line of the carnet is about."""
    lines = (line for part in parts_of(resident) for line in part.lines)
    return next((line.doer for line in lines if line.subject == subject), None)
