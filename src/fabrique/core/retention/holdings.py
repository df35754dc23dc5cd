"""What each app holds of a kind of subject (a resident, an account), and what the law makes it keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from fabrique.core.scoping import scoped
from fabrique.core.ui.registry import Registry

Ids = Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Hold:
    """A part of a subject that the law makes us keep: what, why (both French), until when if it is known."""

    what: str
    why: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with rows about a subject. ``path`` leads from its rows to the subject's key.

    ``fields`` are handed over to the person, with their French names; ``left_out`` are not, with the reason;
    ``values`` say codes in French. ``counted``: why rows are only counted, when they are about others.
    ``find`` takes the place of the path when no key leads to the subject.
    """

    model: str
    path: str
    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counted: str = ""
    find: Callable[[Ids], Q] | None = None

    def rows(self, ids: Ids) -> QuerySet[Model]:
        """The rows about these subjects, in a settled order."""
        model: type[Model] = apps.get_model(self.model)
        wanted = self.find(ids) if self.find else Q(**{f"{self.path}__in": list(ids)})
        found = model._base_manager.filter(wanted)
        return scoped(found, "rows of one person").order_by("pk")


@dataclass(frozen=True, slots=True)
class Holding:
    """The tables of one app about one kind of subject; what hangs from them comes later in ``order``.

    ``erase`` takes away what the app holds but what its ``holds`` say: that stays, and the subject's own row
    with it, empty, until the hold ends.
    """

    kind: str
    tables: tuple[Table, ...]
    erase: Callable[[Ids], None]
    holds: Callable[[Ids], list[Hold]] = lambda ids: []
    order: int = 100


holdings: Registry[Holding] = Registry()


def of_kind(kind: str) -> list[Holding]:
    """What all apps hold of a kind of subject, in order."""
    return [holding for holding in holdings if holding.kind == kind]


def held_tables(kind: str) -> list[Table]:
    """Every table that holds a kind of subject."""
    return [table for holding in of_kind(kind) for table in holding.tables]


def holds_on(kind: str, ids: Ids) -> list[Hold]:
    """All that must be kept of these subjects."""
    return [hold for holding in of_kind(kind) for hold in holding.holds(ids)]
