"""Telling who looks after a place what happens to it: its organisation, and those who answer reports."""

from __future__ import annotations

from fabrique.core import clock
from fabrique.directory.models import ErrorReport, Place
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Organisation

CHANGED = "directory.place_changed"
RECEIVED = "directory.report_received"
ON_OURS = "directory.report_on_ours"


def tell_of_change(place: Place, actor: str) -> None:
    """The organisation of a place that somebody has just changed: once a day for each place."""
    if place.organisation:
        once = clock.today().isoformat()
        notify(
            kind=CHANGED, subject=f"place:{place.code}", organisation=place.organisation, by=actor, once=once
        )


def tell_of_report(report: ErrorReport, *, by: str = "") -> None:
    """Those who answer reports when it arrives; the organisation of the place then, and at the answer."""
    subject = f"report:{report.code}"
    answered = "answered" if report.answered_at else ""
    carrier = Organisation.objects.filter(carries_instance=True).first()
    if carrier and not answered:
        notify(kind=RECEIVED, subject=subject, organisation=carrier, by=by)
    place = report.place.merged_into or report.place
    if place.organisation:
        notify(kind=ON_OURS, subject=subject, organisation=place.organisation, by=by, once=answered)
