"""Noting a need, and saying where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.needs.enums import ENDED, NEED, NeedKind
from fabrique.needs.models import Need
from fabrique.needs.queries import area_choices
from fabrique.needs.trades import moved_by
from fabrique.people.actions import file_acts
from fabrique.people.actions.residents import touch
from fabrique.people.models import Account, Organisation, Resident
from fabrique.people.queries.residents import kept_file
from fabrique.people.residents import said

LONGEST_NOTE = 500
MOST_PEOPLE = 20_000


@dataclass(frozen=True, slots=True)
class Where:
    """For whom: one person, or so many people of an area. ``area`` is « kind:code » of ``area_choices``."""

    resident: Resident | None = None
    area: str = ""
    people: int = 1


@transaction.atomic
def note_need(
    *,
    organisation: Organisation,
    kind: NeedKind,
    where: Where,
    by: Account | None,
    note: str = "",
    key: UUID | None = None,
) -> Need:
    """Note what is lacking. ``key``, drawn with the form, makes a form that was sent twice note one need."""
    rows = Need.objects.of(organisation)
    if key and (known := rows.filter(pk=key).first()):
        return known
    person = file_acts.locked(kept_file(where.resident)) if where.resident else None
    _check_area(where.area)
    if not person and not where.area:
        raise DomainRefusal(_("Dites où : une commune ou un quartier."), field="area")
    if not 1 <= where.people <= (1 if person else MOST_PEOPLE):
        raise DomainRefusal(_("Ce nombre de personnes n’est pas possible."), field="people")
    area_kind, _colon, area_code = where.area.partition(":")
    now = clock.now()
    need = Need(
        pk=key or uuid4(),
        organisation=organisation,
        resident=person,
        area_kind=area_kind,
        area_code=area_code,
        people=where.people,
        kind=kind,
        note=said(note, "note", most=LONGEST_NOTE),
        noted_at=now,
        noted_by=by,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            need.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le pour un autre besoin.")) from None
    if person:
        touch(person)
    _record("note_need", need, by, {"kind": kind, "area": where.area})
    return need


@transaction.atomic
def say_need(*, need: Need, verb: str, by: Account) -> Need:
    """Say by hand where a need stands; refused while a trade moves it with its own acts."""
    if said_by := moved_by(_locked(need)):
        raise DomainRefusal(said_by)
    return move_need(need=need, verb=verb, by=by)


@transaction.atomic
def relocate_need(*, need: Need, area: str, by: Account | None) -> Need:
    """Correct where a need lies. ``area``: « kind:code » of ``area_choices``; a person's may be empty."""
    held = _locked(need)
    _check_area(area)
    if not held.resident_id and not area:
        raise DomainRefusal(_("Dites où : une commune ou un quartier."), field="area")
    held.area_kind, _colon, held.area_code = area.partition(":")
    held.changed_at = clock.now()
    held.save(update_fields=["area_kind", "area_code", "changed_at"])
    _record("relocate_need", held, by, {"kind": held.kind, "area": area})
    need.area_kind, need.area_code, need.changed_at = held.area_kind, held.area_code, held.changed_at
    return held


def _check_area(area: str) -> None:
    if area and area not in dict(area_choices()):
        raise DomainRefusal(_("Ce lieu n’est pas dans le territoire."), field="area")


@transaction.atomic
def move_need(*, need: Need, verb: str, by: Account | None) -> Need:
    """Say where a need stands (``enums.NEED``), with the act of a trade; ``by`` None: the instance itself."""
    held = _locked(need)
    now = clock.now()
    target = NEED.transitions.get((held.state, verb))
    advance(NEED, held, verb, changed_at=now, ended_at=now if target in ENDED else None)
    _record("move_need", held, by, {"kind": held.kind, "verb": verb, "state": held.state})
    need.state, need.changed_at, need.ended_at = held.state, held.changed_at, held.ended_at
    return held


def _locked(need: Need) -> Need:
    held = Need.objects.everywhere("its caller holds it").select_for_update().filter(pk=need.pk).first()
    if held is None:
        raise DomainRefusal(_("Ce besoin est effacé."))
    return held


def _record(verb: str, need: Need, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"needs.{verb}",
        actor=by.pk if by else "",
        organisation=need.organisation_id,
        subject=f"resident:{need.resident_id}" if need.resident_id else f"need:{need.pk}",
        summary={"need": f"need:{need.pk}", **summary},
    )
