"""Telling whoever asked for a device what becomes of their request."""

from __future__ import annotations

from fabrique.equip.models import DeviceRequest
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account
from fabrique.people.queries.notifications import those_who_may

SEE = "equip.see_requests"
RESERVED, RELEASED, DECLINED, HANDED = (
    f"equip.request_{name}" for name in ("reserved", "released", "declined", "handed")
)


def tell_asker(kind: str, request: DeviceRequest, by: Account | None) -> None:
    """Tell who made the request, or their whole organisation once they no longer work there."""
    there = those_who_may(SEE, request.organisation)
    own = [each for each in there if each.pk == request.asked_by_id]
    notify(
        kind=kind,
        subject=f"device_request:{request.pk}",
        organisation=request.organisation,
        to=own or there,
        by=by,
        once=request.state_at.isoformat(),
    )
