"""Lists of organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from stdnum.fr import siret as siret_number

from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.words import holds
from fabrique.people.models import Organisation
from fabrique.people.queries.agreements import Coverage, coverage_of

LIVE_MEMBERS = Count("memberships__account", distinct=True, filter=Q(memberships__ended_at__isnull=True))


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation in a list."""

    organisation: Organisation
    siret: str
    members: int
    coverage: Coverage


def organisations(
    rows: QuerySet[Organisation], words: str, number: str | None, *, on: date
) -> Pages[OrganisationLine]:
    """One page of organisations by name, those whose name or SIRET hold ``words``. Three queries."""
    ordered = rows.order_by("name", "pk")
    found: Any = _matching(ordered, words) if words else ordered.values_list("pk", flat=True)
    return page_of(found, number, load=lambda keys: _lines(keys, on))


def _matching(rows: QuerySet[Organisation], words: str) -> list[Any]:
    digits = "".join(words.split())
    by_number = digits.isdecimal() and len(digits) >= 9
    return [
        pk
        for pk, name, siret in rows.values_list("pk", "name", "siret")
        if holds(words, name) or (by_number and siret.startswith(digits))
    ]


def _lines(keys: list[Any], on: date) -> list[OrganisationLine]:
    known = Organisation.objects.annotate(members=LIVE_MEMBERS).in_bulk(keys)
    coverage = coverage_of(known.values(), on)
    return [
        OrganisationLine(known[key], siret_words(known[key].siret), _members(known[key]), coverage[key])
        for key in keys
        if key in known
    ]


def _members(organisation: Any) -> int:
    return int(organisation.members)


def siret_words(siret: str) -> str:
    """``123 456 789 00012``, unbreakable; empty for none."""
    return str(siret_number.format(siret)).replace(" ", "\u00a0") if siret else ""


def uncovered(rows: QuerySet[Organisation], on: date) -> list[tuple[Organisation, Coverage]]:
    """The organisations of ``rows`` with members, whose agreement is missing or ends soon, by name.

    Those without any member only hold places of the guide: nobody there sees personal data.
    """
    peopled = rows.annotate(members=LIVE_MEMBERS).filter(members__gt=0).order_by("name", "pk")
    held = list(peopled)
    coverage = coverage_of(held, on)
    return [(each, coverage[each.pk]) for each in held if coverage[each.pk].alert]
