"""Stocktaking: what should be there, what was seen, and no move made without somebody asking for it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.enums import IN_STOCK
from fabrique.equip.models import Device, Shelf, Site, Stocktake, StocktakeLine
from fabrique.people.models import Account

BATCH = 2_000


@transaction.atomic
def open_stocktake(*, site: Site, by: Account | None, shelf: Shelf | None = None) -> Stocktake:
    """Begin to count a shelf, or a whole site; what should be there is written down now.

    One at a time for a place: of two who begin at once, the second is told.
    """
    if shelf and shelf.site_id != site.pk:
        raise DomainRefusal(_("Cette étagère n’est pas dans ce lieu."), field="shelf")
    try:
        with transaction.atomic():
            made = Stocktake.objects.create(
                organisation=site.organisation, site=site, shelf=shelf, opened_at=clock.now(), opened_by=by
            )
    except IntegrityError:
        raise DomainRefusal(_("Un inventaire est déjà ouvert ici : continuez-le, ou fermez-le.")) from None
    rows = Device.objects.of(site.organisation).filter(site=site, state__in=IN_STOCK)
    rows = rows.filter(shelf=shelf) if shelf else rows
    StocktakeLine.objects.of(site.organisation).bulk_create(
        (
            StocktakeLine(stocktake=made, device_id=pk, expected=True)
            for pk in rows.values_list("pk", flat=True)
        ),
        batch_size=BATCH,
    )
    _note("open_stocktake", made, {"expected": rows.count()}, by)
    return made


@transaction.atomic
def count_device(*, stocktake: Stocktake, device: Device, by: Account | None) -> tuple[StocktakeLine, bool]:
    """Note that a device was seen; gives its line, and whether it is the first time that it is."""
    held = _open(stocktake)
    lines = StocktakeLine.objects.of(held.organisation)
    now = clock.now()
    line, new = lines.get_or_create(
        stocktake=held, device=device, defaults={"expected": False, "seen_at": now, "seen_by": by}
    )
    first = new or bool(lines.filter(pk=line.pk, seen_at__isnull=True).update(seen_at=now, seen_by=by))
    line.refresh_from_db()
    return line, first


@transaction.atomic
def close_stocktake(*, stocktake: Stocktake, by: Account | None) -> Stocktake:
    """End the count. Nothing moves: what is missing stays where it was until somebody notes its loss."""
    held = _open(stocktake)
    lines = StocktakeLine.objects.of(held.organisation).filter(stocktake=held)
    missing = lines.filter(expected=True, seen_at__isnull=True).count()
    unexpected = lines.filter(expected=False).count()
    held.closed_at, held.closed_by = clock.now(), by
    held.save(update_fields=["closed_at", "closed_by"])
    summary = {"seen": lines.filter(seen_at__isnull=False).count()}
    _note("close_stocktake", held, summary | {"missing": missing, "unexpected": unexpected}, by)
    return held


def _open(stocktake: Stocktake) -> Stocktake:
    rows = Stocktake.objects.of(stocktake.organisation).select_related("organisation")
    held = rows.select_for_update(of=("self",)).get(pk=stocktake.pk)
    if held.closed_at:
        raise DomainRefusal(_("Cet inventaire est clos."))
    return held


def _note(verb: str, stocktake: Stocktake, summary: dict[str, int], by: Account | None) -> None:
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=stocktake.organisation_id,
        subject=f"stocktake:{stocktake.pk}",
        summary=summary,
    )
