"""What requests and their allocation put elsewhere."""

from __future__ import annotations

from fabrique.equip.actions.request_erasing import erase_requests_under
from fabrique.needs.actions.erasing import Hanging, hanging


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    hanging.enlist("equip.requests", Hanging(erase_requests_under))
