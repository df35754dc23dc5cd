"""What agreements allow, and for how long they still do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from fabrique.people.enums import DataCategory
from fabrique.people.models import Agreement, Organisation

SOON = timedelta(days=60)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether an organisation is under an agreement: ``until`` its last covered day, None for no end.

    ``missing``: no agreement holds on the day that was asked; ``soon``: what holds ends within 60 days.
    """

    missing: bool
    soon: bool
    until: date | None

    @property
    def alert(self) -> bool:
        """Whether somebody must act."""
        return self.missing or self.soon


def allowed_data(organisation: Organisation, on: date) -> frozenset[DataCategory]:
    """The categories of personal data that an organisation may keep here on a day.

    The organisation that carries the instance keeps them for itself: it needs no agreement.
    """
    if organisation.carries_instance:
        return frozenset(DataCategory)
    live = Agreement.objects.of(organisation).filter(holding(on)).values_list("data", flat=True)
    return frozenset(DataCategory(code) for codes in live for code in codes)


def holding(on: date) -> Q:
    """The agreements that hold on a day; both dates are included."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def coverage_of(organisations: Iterable[Organisation], on: date) -> dict[UUID, Coverage]:
    """The coverage of each organisation by its key: one query for all."""
    held = list(organisations)
    rows = Agreement.objects.everywhere("coverage of organisations whose caller may see them")
    rows = rows.filter(organisation__in=held).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    spans: dict[UUID, list[tuple[date, date | None]]] = {}
    for key, start, end in rows.order_by("starts_on").values_list("organisation_id", "starts_on", "ends_on"):
        spans.setdefault(key, []).append((start, end))
    return {each.pk: _coverage(each, spans.get(each.pk, []), on) for each in held}


def _coverage(organisation: Organisation, spans: list[tuple[date, date | None]], on: date) -> Coverage:
    """Agreements that follow one another without a day between them count as one."""
    if organisation.carries_instance:
        return Coverage(missing=False, soon=False, until=None)
    until = on - _DAY
    for start, end in spans:
        if start > until + _DAY:
            break
        if end is None:
            return Coverage(missing=False, soon=False, until=None)
        until = max(until, end)
    missing = until < on
    return Coverage(missing=missing, soon=not missing and until <= on + SOON, until=until)
