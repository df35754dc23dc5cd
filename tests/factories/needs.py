"""Needs for tests, all invented."""

from __future__ import annotations

from typing import Any

from fabrique.needs.actions.needs import Where, note_need
from fabrique.needs.enums import NeedKind
from fabrique.needs.models import Need
from fabrique.people.models import Resident


def noted(resident: Resident, kind: NeedKind = NeedKind.DEVICE, **more: Any) -> Need:
    """What somebody lacks."""
    return note_need(
        organisation=resident.organisation, kind=kind, where=Where(resident), by=more.pop("by", None), **more
    )
