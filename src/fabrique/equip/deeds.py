"""Making a move of the machine from a sheet or by a scan, with what its part of the chain does beside it.

Ordering an erasure, for instance, also writes an order for each drive: the bench enlists its own action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fabrique.core.ui.registry import Registry
from fabrique.equip.actions.moving import move_device
from fabrique.equip.models import Device
from fabrique.equip.sections import move_pages
from fabrique.people.models import Account


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that takes the place of ``move_device`` for one verb: it moves the device by itself."""

    do: Callable[[Device, Account, str], object]
    order: int = 100


deeds: Registry[Deed] = Registry()  # by verb


def by_scan(verb: str) -> bool:
    """Whether a scan, or a click, may make a move: some ask for more, on a page of their own."""
    page = move_pages.get(verb)
    return page is None or page.scannable


def carry_out(*, device: Device, verb: str, by: Account, note: str = "") -> None:
    """Make a move, by the action of its part of the chain if it has one. Raises ``DomainRefusal``."""
    if deed := deeds.get(verb):
        deed.do(device, by, note)
    else:
        move_device(device=device, verb=verb, by=by, note=note)
