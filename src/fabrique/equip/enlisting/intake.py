"""What inventories put on the desk: the entry of the tools, and the devices on which they disagree."""

from __future__ import annotations

from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation
from fabrique.core.ui.navigation import Entry

KEEP = "equip.keep_stock"


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    navigation.tools.enlist("equip.intake", Entry(marked("Relevés de machines"), "equip:intake", KEEP, 24))
