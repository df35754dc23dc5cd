"""Stops of an itinerant place, and their dated visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.models import Place, Stop, StopVisit
from fabrique.territory.queries import commune_middles

Visits = Iterable[tuple[datetime, datetime]]


@transaction.atomic
def add_stop(*, place: Place, name: str, visits: Visits = (), actor: str = "", **where: Any) -> Stop:
    """Give an itinerant place a stop, with its dated visits if it has some.

    Without a position it lies in the middle of its commune, if the contour is known.
    """
    stop = _keep(Stop(place=place), {"name": name, **where})
    _note_visits(stop, visits)
    _tell("add_stop", stop, actor)
    return stop


@transaction.atomic
def edit_stop(*, stop: Stop, actor: str = "", **changes: Any) -> Stop:
    """Correct a stop. A position that is emptied becomes the middle of its commune."""
    stop = Stop.objects.select_for_update().select_related("place").get(pk=stop.pk)
    _keep(stop, changes)
    _tell("edit_stop", stop, actor, fields=sorted(changes))
    return stop


@transaction.atomic
def add_visits(*, stop: Stop, visits: Visits, actor: str = "") -> int:
    """Add dated visits; one that starts at the same time as a known one replaces it. How many were given."""
    count = _note_visits(stop, visits)
    if not count:
        raise DomainRefusal(_("Donnez au moins un passage."), field="visits")
    _tell("add_visits", stop, actor, visits=count)
    return count


@transaction.atomic
def remove_stop(*, stop: Stop, actor: str = "") -> None:
    """Take away a stop and its visits."""
    _tell("remove_stop", stop, actor)
    stop.delete()


@transaction.atomic
def remove_visit(*, visit: StopVisit, actor: str = "") -> None:
    """Take away one dated visit."""
    stop = visit.stop
    visit.delete()
    _tell("remove_visit", stop, actor)


def _keep(stop: Stop, values: Mapping[str, Any]) -> Stop:
    if "name" in values and not values["name"].strip():
        raise DomainRefusal(_("Il manque le nom de l’arrêt."), field="name")
    scrubbing.refuse_objectors(values)
    for name, value in values.items():
        setattr(stop, name, value.strip() if name == "name" else value)
    if stop.latitude is None or stop.longitude is None:
        middle = commune_middles([stop.commune_code]).get(stop.commune_code)
        stop.latitude, stop.longitude = middle or (None, None)
    try:
        with transaction.atomic():
            stop.save()
    except IntegrityError as error:
        text = _("Ce lieu a déjà un arrêt de ce nom dans cette commune. Ouvrez-le pour ajouter des passages.")
        raise DomainRefusal(text, field="name") from error
    return stop


def _note_visits(stop: Stop, visits: Visits) -> int:
    count = 0
    for starts_at, ends_at in visits:
        if ends_at <= starts_at:
            raise DomainRefusal(_("Un passage doit finir après avoir commencé."), field="visits")
        StopVisit.objects.update_or_create(stop=stop, starts_at=starts_at, defaults={"ends_at": ends_at})
        count += 1
    return count


def _tell(verb: str, stop: Stop, actor: str, **more: Any) -> None:
    touch_places([stop.place_id])
    summary = {"stop": stop.pk, **more}
    journal.record(f"directory.{verb}", actor=actor, subject=f"place:{stop.place.code}", summary=summary)
