"""What a report proposes for a sheet, beside what the sheet says now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.directory.desk.sheet import said
from fabrique.directory.fields import BY_NAME
from fabrique.directory.models import ErrorReport, Place

CLOSURE = "fermeture"
_WITH = {"hours": "hours_text"}  # said with the other, written with it


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing to accept or not. ``moved``: the sheet changed since the place read it."""

    name: str
    label: str
    now: str
    then: str
    moved: bool
    done: bool


def proposals(report: ErrorReport, place: Place) -> list[Proposal]:
    """What is proposed, field by field, then the closure."""
    changes: dict[str, Any] = report.proposed.get("changes", {})
    seen = report.proposed.get("seen", {})
    found = []
    for name, value in changes.items():
        if name in BY_NAME and name not in _WITH.values():
            now = getattr(place, name)
            moved = name in seen and now != seen[name] and now != value
            then = changes.get(_WITH.get(name, "")) or said(name, value)
            found.append(Proposal(name, BY_NAME[name].label, said(name, now), then, moved, done=now == value))
    if days := report.proposed.get("closure"):
        first, last = (formats.dated(date.fromisoformat(days[end])) for end in ("starts_on", "ends_on"))
        words = _("Du %(first)s au %(last)s") % {"first": first, "last": last}
        found.append(Proposal(CLOSURE, _("Fermeture"), _("(rien)"), words, moved=False, done=False))
    return found


def accepted(report: ErrorReport, names: list[str]) -> list[str]:
    """The fields that these ticks accept, with those that are written with them."""
    changes = report.proposed.get("changes", {})
    wanted = {*names, *(other for name, other in _WITH.items() if name in names)}
    return [name for name in changes if name in wanted]


def present(report: ErrorReport, place: Place) -> dict[str, Any]:
    """What the fields that a report would change say now."""
    return {name: getattr(place, name) for name in report.proposed.get("changes", {}) if name in BY_NAME}
