"""The accessibility status that every footer states: the one of the last audit on record."""

from __future__ import annotations

from django.utils.translation import gettext as _


def status() -> str:
    """RGAA status in words. No audit is on record, and without one the law's answer is "non conforme"."""
    return _("non conforme")
