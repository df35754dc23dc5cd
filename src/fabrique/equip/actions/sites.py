"""Shelves, and sites that close."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.enums import IN_STOCK
from fabrique.equip.models import Device, Shelf, Site
from fabrique.people.models import Account

_SHELF = re.compile(r"[A-Z0-9]{1,8}")


@transaction.atomic
def close_site(*, site: Site, by: Account | None) -> Site:
    """Close a workshop or a store that holds no device any more. Its codes stay its own."""
    held = locked_site(site)
    if held.closed_at:
        return held
    if left := Device.objects.of(held.organisation).filter(site=held, state__in=IN_STOCK).count():
        raise DomainRefusal(
            _("Il reste %(left)s appareils ici : rangez-les ailleurs d’abord.") % {"left": left}
        )
    held.closed_at = clock.now()
    held.save(update_fields=["closed_at"])
    _note("close_site", held, f"site:{held.pk}", {"code": held.code}, by)
    return held


@transaction.atomic
def open_shelf(*, site: Site, code: str, by: Account | None, label: str = "") -> Shelf:
    """Open a shelf. ``code``: one to eight letters and figures, once in a site; a closed one opens again."""
    letters = code.strip().upper()
    if not _SHELF.fullmatch(letters):
        text = _("Le code d’une étagère est fait de un à huit lettres ou chiffres, sans espace : A12.")
        raise DomainRefusal(text, field="code")
    held_open(site)
    rows = Shelf.objects.of(site.organisation)
    shelf, new = rows.get_or_create(
        site=site,
        code=letters,
        defaults={
            "organisation": site.organisation,
            "label": label.strip()[:100],
            "created_at": clock.now(),
        },
    )
    if not new and not rows.filter(pk=shelf.pk, closed_at__isnull=False).update(
        closed_at=None, label=label.strip()[:100]
    ):
        raise DomainRefusal(_("Une étagère a déjà ce code ici."), field="code")
    shelf.refresh_from_db()
    _note("open_shelf", site, f"shelf:{shelf.pk}", {"code": shelf.scan_code}, by)
    return shelf


@transaction.atomic
def close_shelf(*, shelf: Shelf, by: Account | None) -> Shelf:
    """Close a shelf on which nothing is left."""
    locked_site(shelf.site)
    found = Shelf.objects.of(shelf.organisation).select_related("site").get(pk=shelf.pk)
    if found.closed_at:
        return found
    if left := Device.objects.of(shelf.organisation).filter(shelf=found).count():
        text = _("Il reste %(left)s appareils sur cette étagère : rangez-les ailleurs d’abord.")
        raise DomainRefusal(text % {"left": left})
    found.closed_at = clock.now()
    found.save(update_fields=["closed_at"])
    _note("close_shelf", found.site, f"shelf:{found.pk}", {"code": found.scan_code}, by)
    return found


def locked_site(site: Site) -> Site:
    """The site as it is now, which nobody closes nor fills until the end of the transaction.

    Before the devices that it holds, as everywhere.
    """
    rows = Site.objects.of(site.organisation).select_related("organisation")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=site.pk)


def held_open(site: Site, shelf: Shelf | None = None, *, field: str = "") -> Site:
    """The site, and one of its shelves, for something that enters there; refused once either is closed."""
    held = locked_site(site)
    shut = shelf and Shelf.objects.of(held.organisation).filter(pk=shelf.pk, closed_at__isnull=False).exists()
    if held.closed_at or shut:
        raise DomainRefusal(_("Ce lieu est fermé."), field=field)
    return held


def _note(verb: str, site: Site, subject: str, summary: dict[str, str], by: Account | None) -> None:
    actor = by.pk if by else ""
    journal.record(
        f"equip.{verb}", actor=actor, organisation=site.organisation_id, subject=subject, summary=summary
    )
