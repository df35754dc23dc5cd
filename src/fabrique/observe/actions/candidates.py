"""A list of possible sites, drawn up at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.models import Site, SiteList
from fabrique.people.models import Account, Organisation


@transaction.atomic
def draw_up_sites(
    *,
    organisation: Organisation,
    title: str,
    purpose: str,
    sites: Sequence[Site],
    by: Account | None,
    shared: bool = False,
) -> SiteList:
    """Keep a list and its sites (unsaved rows, without their list). Refused when the title is taken."""
    now = clock.now()
    made = SiteList(
        organisation=organisation,
        title=title,
        purpose=purpose,
        shared=shared,
        created_at=now,
        created_by=by,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        told = _("Une liste s’appelle déjà « %(title)s » : donnez-lui un autre titre.")
        raise DomainRefusal(told % {"title": title}, field="title") from None
    for one in sites:
        one.site_list = made
    Site.objects.of(organisation).bulk_create(sites, batch_size=500)
    journal.record(
        "observe.draw_up_sites",
        actor=by.pk if by else "",
        organisation=organisation.pk,
        subject=f"site_list:{made.pk}",
        summary={"purpose": purpose, "sites": len(sites)},
    )
    return made
