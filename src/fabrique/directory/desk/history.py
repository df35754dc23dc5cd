"""The history of a place: what each field was, by whom and when it changed, and what else was done to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fabrique.core.journal import naming
from fabrique.core.models import JournalEntry
from fabrique.directory.desk.names import names_of
from fabrique.directory.desk.sheet import said
from fabrique.directory.fields import BY_NAME, WHOLE
from fabrique.directory.models import Place, Source
from fabrique.directory.resolving import MANUAL

HIDDEN = frozenset({"updated_on", "hours_text", "commune_code"})  # they follow another field
# What is done to a place as a whole. The changes of its fields are in its own history.
ACTS = (
    "directory.attach_organisation",
    "directory.create_place",
    "directory.publish_place",
    "directory.verify_place",
    "directory.withdraw_place",
)


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed; ``rank`` is its place in the history, None when it is as before."""

    field: str
    label: str
    before: str
    after: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened at once: by hand, by a source, or to the place as a whole. ``who`` is "" when unknown."""

    at: datetime
    title: str
    who: str
    changes: tuple[Change, ...] = ()
    withdrawal: bool = False


def moments(place: Place, *, colleagues_of: UUID | None = None) -> list[Moment]:
    """Everything that is known, the latest first. Three queries, however long the history.

    ``colleagues_of``: only the members of this organisation are named.
    """
    entries = list(JournalEntry.objects.filter(action__in=ACTS, subject=f"place:{place.code}"))
    actors = [*(entry.actor for entry in entries), *(one.get("by", "") for one in place.history)]
    names = names_of(actors, colleagues_of=colleagues_of)
    slugs = {slug for one in place.history for slug in one.get("from", ())}
    sources = {source.slug: source.name for source in Source.objects.filter(pk__in=slugs)}
    told = [*_changes(place, names, sources), *(_act(entry, names) for entry in entries)]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _changes(place: Place, names: dict[str, str], sources: dict[str, str]) -> Iterator[Moment]:
    ranked = list(enumerate(place.history))
    for (at, by), group in groupby(ranked, key=lambda pair: (pair[1]["at"], pair[1].get("by", ""))):
        together = list(group)
        lines = tuple(_line(place, rank, one) for rank, one in together if one["field"] not in HIDDEN)
        if lines:
            slugs = dict.fromkeys(slug for _rank, one in together for slug in one.get("from", ()))
            yield Moment(datetime.fromisoformat(at), _title(slugs, sources), names.get(by, ""), lines)


def _title(slugs: Iterable[str], sources: dict[str, str]) -> str:
    known = list(slugs)
    if MANUAL in known:
        return _("Écrit à la main")
    if not known:
        return _("Changement")
    return _("D’après %(source)s") % {"source": ", ".join(sources.get(slug, slug) for slug in known)}


def _line(place: Place, rank: int, one: dict[str, Any]) -> Change:
    name = one["field"]
    field = BY_NAME[name]
    present = getattr(place, name)
    moved = field.bundle in WHOLE or one["before"] != present
    return Change(
        name, field.label, said(name, one["before"]), said(name, one["after"]), rank if moved else None
    )


def _act(entry: JournalEntry, names: dict[str, str]) -> Moment:
    return Moment(
        entry.at,
        naming.sentence(entry.action),
        names.get(entry.actor, ""),
        withdrawal=entry.action == "directory.withdraw_place",
    )
