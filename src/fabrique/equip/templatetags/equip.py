"""Filters of the equipment's pages."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from fabrique.core.ui import components
from fabrique.core.ui.formats import NBSP
from fabrique.equip.enums import DeviceState, pill_of

register = template.Library()


@register.simple_tag(takes_context=True)
def device_state(context: Context, state: str) -> SafeString:
    """The pill of a state: one drawing for each state, however many rows show it."""
    if state not in _PILLS:
        assert context.template is not None
        given = {"text": DeviceState(state).label, "kind": pill_of(state)}
        _PILLS[state] = components.render(context.template.engine, "pill", given)
    return _PILLS[state]


_PILLS: dict[str, SafeString] = {}


@register.filter
def gigabytes(size: int) -> str:
    """Bytes as decimal gigabytes, as a drive's label says them."""
    number = f"{size / 1e9:.1f}" if size < 10**10 else f"{round(size / 1e9)}"
    return f"{number.replace('.', ',')}{NBSP}Go"
