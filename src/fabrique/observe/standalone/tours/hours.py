"""Days and hours as they are typed: « mar,jeu », « 08:30-17:00 », « mar 09:00-12:00; jeu 14:00-17:00 »."""

from __future__ import annotations

import re

from fabrique.kernels.rounds import Span

DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_SPAN = re.compile(r"(\d{1,2})[:h](\d{2})\s*-\s*(\d{1,2})[:h](\d{2})\Z")


def span_of(text: str) -> Span | None:
    """« 08:30-17:00 » or « 8h30-17h00 » in seconds since midnight; None when it is not one."""
    found = _SPAN.match(text.strip())
    if found is None:
        return None
    first, last = (60 * int(found[at]) + int(found[at + 1]) for at in (1, 3))
    if not 0 <= first < last <= 24 * 60 or int(found[2]) > 59 or int(found[4]) > 59:
        return None
    return 60 * first, 60 * last


def days_of(text: str) -> tuple[str, ...] | None:
    """« mar,jeu » as days in the order of the week; None when one is not a day."""
    names = {part.strip().casefold()[:3] for part in text.split(",") if part.strip()}
    if not names or not names <= set(DAYS):
        return None
    return tuple(day for day in DAYS if day in names)


def opening_of(text: str) -> dict[str, tuple[Span, ...]] | None:
    """When a stop is possible, by day: each part is hours, days before or not; None if unreadable."""
    found: dict[str, list[Span]] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        *names, hours = part.strip().rsplit(" ", 1)
        days = days_of(names[0]) if names else DAYS
        spans = [span_of(one) for one in hours.split(",")]
        if days is None or None in spans:
            return None
        for day in days:
            found.setdefault(day, []).extend(span for span in spans if span is not None)
    return {day: tuple(sorted(spans)) for day, spans in found.items()} or None


def clock(seconds: int) -> str:
    """Seconds since midnight as « 09:05 »."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
