"""Counting a donation when it comes: what was promised is not always what arrives."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.equip.actions.entering import open_lot
from fabrique.equip.enums import DONATION_MACHINE, DeviceKind, DonationState
from fabrique.equip.models import Donation, DonationLine, Lot, ReceivedCount, Site
from fabrique.equip.queries.donations import lines_of
from fabrique.people.models import Account
from fabrique.people.residents import said

MOST, LONGEST_GAP = 20_000, 500


@transaction.atomic
def receive_donation(
    *,
    donation: Donation,
    counts: Mapping[int, int],
    site: Site,
    by: Account | None,
    extra: Mapping[DeviceKind, int] | None = None,
    gap: str = "",
    key: UUID | None = None,
) -> Lot:
    """Note what came of a promise, line by line, and open the lot that holds it.

    ``counts``: by id of line, how many came; ``extra``: by kind, what came without having been promised;
    ``gap``: why the numbers differ, which is asked when they do. ``key``: as for a lot.
    """
    held = locked_donation(donation)
    if key and (known := Lot.objects.of(held.organisation).filter(donation=held, pk=key).first()):
        return known
    lines = list(lines_of(held))
    _check(lines, counts, extra or {}, gap)
    for line in lines:
        line.counted = counts[line.pk]
    DonationLine.objects.of(held.organisation).bulk_update(lines, ["counted"])
    DonationLine.objects.of(held.organisation).bulk_create(
        DonationLine(donation=held, kind=kind, promised=0, counted=number)
        for kind, number in (extra or {}).items()
        if number
    )
    now = clock.now()
    advance(DONATION_MACHINE, held, "receive", received_at=now)
    ReceivedCount.objects.create(donation=held, counted_at=now, counted_by=by, gap=gap.strip())
    lot = open_lot(site=site, donation=held, by=by, key=key)
    total = sum(counts.values()) + sum((extra or {}).values())
    journal.record(
        "equip.receive_donation",
        actor=by.pk if by else "",
        organisation=held.organisation_id,
        subject=f"donation:{held.pk}",
        summary={"promised": sum(line.promised for line in lines), "counted": total, "lot": lot.code},
    )
    donation.state, donation.received_at = held.state, held.received_at
    return lot


def locked_donation(donation: Donation, *, states: tuple[DonationState, ...] = ()) -> Donation:
    """The donation as it is now, held to the end of the transaction; in one of ``states``, if given."""
    rows = Donation.objects.everywhere("its caller holds it").select_related("organisation", "donor")
    held = rows.select_for_update(of=("self",)).filter(pk=donation.pk).first()
    if held is None or (states and held.state not in states):
        raise DomainRefusal(_("Cette promesse a changé entre-temps. Rechargez la page."))
    return held


def _check(
    lines: list[DonationLine], counts: Mapping[int, int], extra: Mapping[DeviceKind, int], gap: str
) -> None:
    if set(counts) != {line.pk for line in lines}:
        raise DomainRefusal(_("Donnez un nombre pour chaque ligne, zéro si rien n’est venu."))
    if not all(0 <= number <= MOST for number in (*counts.values(), *extra.values())):
        raise DomainRefusal(_("Vérifiez les nombres : entre 0 et 20 000."))
    differs = any(counts[line.pk] != line.promised for line in lines) or any(extra.values())
    if differs and not gap.strip():
        raise DomainRefusal(_("Le compte n’est pas celui de la promesse : dites pourquoi."), field="gap")
    said(gap, "gap", most=LONGEST_GAP)
