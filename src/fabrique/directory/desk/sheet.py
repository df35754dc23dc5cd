"""A place as its editor sees it: each field with its origin and what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.directory.desk.names import names_of
from fabrique.directory.fields import BY_NAME
from fabrique.directory.forms.place import CHOICES
from fabrique.directory.models import Place, Source
from fabrique.directory.resolving import MANUAL
from fabrique.kernels.hours import describe
from fabrique.kernels.survivorship import is_empty

MOST = 10  # earlier values shown for a field


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that a field had, until when, the rank of that change in the history of the place, and by whom
    ("" when it is unknown, or not to be read)."""

    value: str
    until: date
    rank: int
    who: str


@dataclass(frozen=True, slots=True)
class Story:
    """Where a field's value comes from; ``manual`` when it was entered by hand."""

    sources: tuple[str, ...]
    on: date | None
    manual: bool
    earlier: tuple[Earlier, ...]


def stories(place: Place, *, colleagues_of: UUID | None = None) -> dict[str, Story]:
    """The story of every field that has one. Two queries. ``colleagues_of``: see ``history.moments``."""
    keys = {key for origin in place.provenance.values() for key in origin.get("records", ())}
    sources = Source.objects.in_bulk({key.partition("/")[0] for key in keys})
    names = {slug: source.name for slug, source in sources.items()}
    who = names_of((one.get("by", "") for one in place.history), colleagues_of=colleagues_of)
    return {name: _story(place, name, names, who) for name in BY_NAME}


def _story(place: Place, name: str, names: Mapping[str, str], who: Mapping[str, str]) -> Story:
    origin = place.provenance.get(name, {})
    slugs = list(dict.fromkeys(key.partition("/")[0] for key in origin.get("records", ())))
    on = origin.get("on")
    changes = [(rank, one) for rank, one in enumerate(place.history) if one["field"] == name]
    earlier = [
        Earlier(said(name, one["before"]), _day(one["at"]), rank, who.get(one.get("by", ""), ""))
        for rank, one in changes[: -MOST - 1 : -1]
    ]
    return Story(
        tuple(names.get(slug, slug) for slug in slugs),
        date.fromisoformat(on) if on else None,
        MANUAL in slugs,
        tuple(earlier),
    )


def _day(at: str) -> date:
    return timezone.localdate(datetime.fromisoformat(at))


def said(name: str, value: Any) -> str:
    """A field's value in words."""
    if is_empty(value):
        return _("(rien)")
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if isinstance(value, list):
        labels = dict(CHOICES.get(name, ()))
        return ", ".join(str(labels.get(code, code)) for code in value)
    if name == "hours":
        return " ; ".join(describe(str(value)))
    return formats.phone(str(value)) if name == "phone" else str(value)


def labels(names: Iterable[str]) -> str:
    """Fields by their French names."""
    shown = list(names)
    if "hours" in shown:  # the source's words come with them
        shown = [name for name in shown if name != "hours_text"]
    return ", ".join(BY_NAME[name].label.lower() for name in shown if name in BY_NAME)
