"""Supplies by number: they come in, go out, are counted; there are never fewer than none."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import once
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import LONGEST_NOTE, locked_device, note_event
from fabrique.equip.actions.sites import held_open
from fabrique.equip.enums import SupplyKind, SupplyWay
from fabrique.equip.models import Device, Site, Supply, SupplyMove
from fabrique.people.models import Account
from fabrique.people.residents import said

MOST = 100_000


@transaction.atomic
def open_supply(
    *, site: Site, kind: SupplyKind, name: str, minimum: int, by: Account | None, key: UUID | None = None
) -> Supply:
    """Begin to keep something by number at a site; ``key``: as for a lot."""
    rows = Supply.objects.of(site.organisation)
    words = _named(name, minimum)

    def make(pk: UUID) -> Supply:
        held = held_open(site)  # the next number is one person's at a time
        last = rows.filter(site=held).aggregate(last=Max("number"))["last"] or 0
        made = rows.create(
            pk=pk,
            organisation=held.organisation,
            site=held,
            number=last + 1,
            kind=kind,
            name=words,
            minimum=minimum,
            created_at=clock.now(),
        )
        _note("open_supply", made, {"code": made.scan_code}, by)
        return made

    return once(rows, key, make)


@transaction.atomic
def edit_supply(*, supply: Supply, kind: SupplyKind, name: str, minimum: int, by: Account | None) -> Supply:
    """Change what a supply is called, and below which number one is warned."""
    supply.name, supply.kind, supply.minimum = _named(name, minimum), kind, minimum
    supply.save(update_fields=["name", "kind", "minimum"])
    _note("edit_supply", supply, {"minimum": minimum}, by)
    return supply


@transaction.atomic
def move_supply(
    *,
    supply: Supply,
    way: SupplyWay,
    number: int,
    by: Account | None,
    device: Device | None = None,
    note: str = "",
    key: UUID | None = None,
) -> SupplyMove:
    """Bring in, take out, or count a supply. ``number``: how many move; of a count, how many there are.

    ``device``: on which it is put; its history then says so. Of two who take the last, one is refused.
    """
    rows = SupplyMove.objects.of(supply.organisation)
    why = said(note, "note", most=LONGEST_NOTE)
    _check_number(way, number)

    def make(pk: UUID) -> SupplyMove:
        held = locked_device(device) if device else None
        change, left = _changed(supply, way, number)
        move = rows.create(
            pk=pk,
            supply=supply,
            way=way,
            change=change,
            left=left,
            device=held,
            at=clock.now(),
            by=by,
            note=why,
        )
        if held is not None:
            facts = {"supply": supply.name, "code": supply.scan_code, "number": -change}
            note_event(device=held, verb="use_supply", by=by, facts=facts)
        _note("move_supply", supply, {"way": way, "change": change, "left": left}, by)
        return move

    move = once(rows, key, make)
    supply.quantity = Supply.objects.of(supply.organisation).get(pk=supply.pk).quantity
    return move


def _changed(supply: Supply, way: SupplyWay, number: int) -> tuple[int, int]:
    """What the database settles: the change, and how many are left."""
    rows = Supply.objects.of(supply.organisation).filter(pk=supply.pk)
    if way == SupplyWay.IN:
        rows.update(quantity=F("quantity") + number)
    elif way == SupplyWay.OUT:
        if not rows.filter(quantity__gte=number).update(quantity=F("quantity") - number):
            there = rows.get().quantity
            text = _("Il n’en reste plus.")
            if there:
                text = _("Il n’en reste que %(there)s.") % {"there": there}
            raise DomainRefusal(text, field="number")
    else:
        before = rows.select_for_update().get().quantity
        rows.update(quantity=number)
        return number - before, number
    return (number if way == SupplyWay.IN else -number), rows.get().quantity


def _check_number(way: SupplyWay, number: int) -> None:
    least = 0 if way == SupplyWay.COUNT else 1
    if not least <= number <= MOST:
        text = _("Écrivez un nombre entre %(least)s et %(most)s.")
        raise DomainRefusal(text % {"least": least, "most": MOST}, field="number")


def _named(name: str, minimum: int) -> str:
    if not name.strip() or len(name.strip()) > 100:
        raise DomainRefusal(_("Donnez un nom, de cent signes au plus."), field="name")
    if not 0 <= minimum <= MOST:
        raise DomainRefusal(_("Vérifiez ce nombre."), field="minimum")
    return name.strip()


def _note(verb: str, supply: Supply, summary: dict[str, object], by: Account | None) -> None:
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=supply.organisation_id,
        subject=f"supply:{supply.pk}",
        summary=summary,
    )
