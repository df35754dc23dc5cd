"""Keeping a table of travel times, sharing it, erasing it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions.data_sets import TOLD
from fabrique.observe.models import TravelTimes
from fabrique.observe.packing import pack_arrays
from fabrique.observe.texts import on_one_line
from fabrique.observe.time_files import ReadTimes
from fabrique.observe.words import is_open
from fabrique.people.models import Account, Organisation


@dataclass(frozen=True, slots=True)
class TimesAbout:
    """What a table says of itself."""

    title: str
    producer: str
    vintage: str
    licence: str
    url: str = ""
    shared: bool = False


@transaction.atomic
def keep_travel_times(
    *, organisation: Organisation, about: TimesAbout, read: ReadTimes, file_name: str = "", by: Account | None
) -> TravelTimes:
    """Keep what was read of a table; refused for a title that the organisation has used, or when what is
    shared is not under an open licence."""
    about = replace(about, **on_one_line(about, TOLD))
    for name in TOLD:
        if not getattr(about, name):
            raise DomainRefusal(_("Il manque ce que ce tableau est."), field=name)
    _check_shared(about.licence, shared=about.shared)
    arrays = {
        "origin": read.origin.astype("<i4"),
        "destination": read.destination.astype("<i4"),
        "minutes": read.minutes.astype("<f8"),
    }
    made = TravelTimes(
        organisation=organisation,
        title=about.title,
        producer=about.producer,
        vintage=about.vintage,
        licence=about.licence,
        url=about.url,
        shared=about.shared,
        file_name=file_name[-200:],
        origins=list(read.origins),
        destinations=list(read.destinations),
        pairs=pack_arrays(arrays),
        trips=len(read.minutes),
        refused=len(read.faults),
        brought_at=clock.now(),
        brought_by=by,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Un de vos tableaux a déjà ce titre."), field="title") from None
    _record("keep_travel_times", made, by, {"trips": made.trips, "refused": made.refused})
    return made


@transaction.atomic
def share_travel_times(*, times: TravelTimes, shared: bool, by: Account | None) -> TravelTimes:
    """Let every organisation of the programme measure with a table, or one's own only."""
    _check_shared(times.licence, shared=shared)
    TravelTimes.objects.of(times.organisation).filter(pk=times.pk).update(shared=shared)
    times.shared = shared
    _record("share_travel_times", times, by, {"shared": shared})
    return times


@transaction.atomic
def erase_travel_times(*, times: TravelTimes, by: Account | None) -> None:
    """Erase a table: what was measured with it is not kept anywhere."""
    held = TravelTimes.objects.of(times.organisation).select_for_update().filter(pk=times.pk).first()
    if held is None:
        raise DomainRefusal(_("Ce tableau est déjà effacé."))
    _record("erase_travel_times", held, by, {"trips": held.trips})
    held.delete()


def _check_shared(licence: str, *, shared: bool) -> None:
    if shared and not is_open(licence):
        told = _(
            "« %(licence)s » n’est pas une licence ouverte : ce tableau ne peut servir qu’à votre "
            "organisation."
        )
        raise DomainRefusal(told % {"licence": licence}, field="licence")


def _record(verb: str, times: TravelTimes, by: Account | None, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk if by else "",
        organisation=times.organisation_id,
        subject=f"travel_times:{times.pk}",
        summary=summary,
    )
