"""Stops of an itinerant place, and their dated visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.models import Place, Stop, StopVisit


@transaction.atomic
def add_stop(
    *,
    place: Place,
    name: str,
    visits: Iterable[tuple[datetime, datetime]] = (),
    actor: str = "",
    **where: Any,
) -> Stop:
    """Give an itinerant place a stop, with its dated visits if it has some."""
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom de l’arrêt."), field="name")
    scrubbing.refuse_objectors({"name": name, **where})
    try:
        with transaction.atomic():
            stop = Stop.objects.create(place=place, name=name.strip(), **where)
    except IntegrityError as error:
        raise DomainRefusal(
            _("Ce lieu a déjà un arrêt de ce nom dans cette commune."), field="name"
        ) from error
    rows = []
    for starts_at, ends_at in visits:
        if ends_at <= starts_at:
            raise DomainRefusal(_("Un passage doit finir après avoir commencé."), field="ends_at")
        rows.append(StopVisit(stop=stop, starts_at=starts_at, ends_at=ends_at))
    StopVisit.objects.bulk_create(rows)
    touch_places([place.pk])
    journal.record(
        "directory.add_stop", actor=actor, subject=f"place:{place.code}", summary={"stop": stop.pk}
    )
    return stop
