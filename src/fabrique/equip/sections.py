"""What each part of the chain adds to a device's sheet: its own section, and the page of its own moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from fabrique.core.ui.registry import Registry
from fabrique.equip.models import Device


@dataclass(frozen=True, slots=True)
class DeviceSection:
    """``content`` gives what ``template`` shows as ``section``, or None for who may not see it.

    The template also has ``device``. A section reads a fixed number of queries.
    """

    template: str
    content: Callable[[HttpRequest, Device], Any | None]
    order: int = 100


@dataclass(frozen=True, slots=True)
class MovePage:
    """A move that asks for more than a note has its own page: ``url`` gives its address.

    Scanning then says so instead of making the move, unless ``scannable``. ``words``: what its button says
    where the name of the move would not do.
    """

    url: Callable[[Device], str]
    scannable: bool = False
    words: str = ""
    order: int = 100


device_sections: Registry[DeviceSection] = Registry()
move_pages: Registry[MovePage] = Registry()  # by verb


def page_for(device: Device, verb: str) -> str:
    """The address of the page without which a move is not made; empty: a click or a scan makes it."""
    page = move_pages.get(verb)
    return page.url(device) if page and not page.scannable else ""


def sections_for(request: HttpRequest, device: Device) -> list[tuple[str, Any]]:
    """(template, content) of the parts that this reader sees, in order."""
    made = ((each.template, each.content(request, device)) for each in device_sections)
    return [(template, content) for template, content in made if content is not None]
