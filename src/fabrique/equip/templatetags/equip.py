"""Filters of the equipment's pages."""

from __future__ import annotations

from django import template

from fabrique.core.ui.formats import NBSP
from fabrique.equip.enums import pill_of

register = template.Library()


@register.filter
def device_pill(state: str) -> str:
    """The colour of a state's pill."""
    return pill_of(state)


@register.filter
def gigabytes(size: int) -> str:
    """Bytes as decimal gigabytes, as a drive's label says them."""
    number = f"{size / 1e9:.1f}" if size < 10**10 else f"{round(size / 1e9)}"
    return f"{number.replace('.', ',')}{NBSP}Go"
