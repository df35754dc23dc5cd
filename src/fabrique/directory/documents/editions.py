"""The editions of the booklet that can be had: read from the journal of their making."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fabrique.core.models import JournalEntry, StoredFile
from fabrique.core.ui.formats import NBSP

ACTION = "directory.make_booklet"
KEPT = 2  # editions offered of each kind
_REMEMBERED = timedelta(minutes=1)
_known: dict[str, tuple[datetime, bool]] = {}


@dataclass(frozen=True, slots=True)
class VolumeFile:
    """A volume to download; ``size`` in bytes."""

    id: UUID
    name: str
    title: str
    pages: int
    places: int
    size: int

    @property
    def weight(self) -> str:
        """« 850 ko », « 3,2 Mo »."""
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))}{NBSP}ko"
        return f"{self.size / 1_000_000:.1f}{NBSP}Mo".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Edition:
    """One making of the booklet."""

    at: datetime
    large: bool
    places: int
    files: tuple[VolumeFile, ...]

    @property
    def pages(self) -> int:
        return sum(file.pages for file in self.files)


def subject_of(*, large: bool) -> str:
    """The journal's subject for a kind of booklet."""
    return "booklet:large" if large else "booklet:normal"


def editions() -> list[Edition]:
    """The last ``KEPT`` editions in normal print, then in large print, the newest first. Two queries."""
    found = []
    for large in (False, True):
        rows = JournalEntry.objects.filter(action=ACTION, subject=subject_of(large=large)).order_by(
            "-at", "-pk"
        )
        found += [_edition(row, large=large) for row in rows[:KEPT]]
    return found


def any_edition(now: datetime) -> bool:
    """Whether there is a booklet to offer, as known at most a minute ago. No query most of the time."""
    at, there = _known.get(ACTION, (now, False))
    if ACTION not in _known or not at <= now < at + _REMEMBERED:
        there = JournalEntry.objects.filter(action=ACTION).exists()
        _known[ACTION] = (now, there)
    return there


def forget() -> None:
    """Look again, for a test."""
    _known.clear()


def _edition(row: JournalEntry, *, large: bool) -> Edition:
    files = tuple(
        VolumeFile(UUID(one["id"]), one["name"], one["title"], one["pages"], one["places"], one["size"])
        for one in row.summary["files"]
    )
    return Edition(row.at, large, row.summary["places"], files)


def volume_file(wanted: UUID) -> tuple[VolumeFile, StoredFile] | None:
    """A volume that is on offer, None for any other file of the instance."""
    for edition in editions():
        for file in edition.files:
            if file.id == wanted and (stored := StoredFile.objects.filter(pk=wanted).first()):
                return file, stored
    return None
