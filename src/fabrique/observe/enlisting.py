"""What the observatory puts elsewhere: its entry among the desk's tools."""

from __future__ import annotations

from django.utils.translation import gettext_noop as marked

from fabrique.core.ui import navigation
from fabrique.core.ui.navigation import Entry


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    navigation.tools.enlist(
        "observe.home", Entry(marked("L’observatoire"), "observe:home", "observe.see_data", 36)
    )
