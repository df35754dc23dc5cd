"""What inventories put on the desk: the entry of the tools, and the devices on which they disagree."""

from __future__ import annotations

from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.portal import WaitingProvider
from fabrique.equip.queries.intake import devices_waiting

KEEP = "equip.keep_stock"


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    navigation.tools.enlist("equip.intake", Entry(marked("Relevés de machines"), "equip:intake", KEEP, 24))
    portal.tasks.enlist("equip.intake", WaitingProvider(KEEP, devices_waiting, order=120))
