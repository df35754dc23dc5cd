"""What follows a move of a device, in its transaction: each part of the chain enlists what it does then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fabrique.core.ui.registry import Registry
from fabrique.equip.models import Device
from fabrique.people.models import Account, Resident


@dataclass(frozen=True, slots=True)
class AfterMove:
    """``run`` gets the device as it is after one of ``verbs``, the verb, and who did it (None: the
    instance).
    """

    verbs: frozenset[str]
    run: Callable[[Device, str, Account | None], None]
    order: int = 100


@dataclass(frozen=True, slots=True)
class HandedOver:
    """``run`` gets the device that was handed over, to whom (None: to a body), and by whom."""

    run: Callable[[Device, Resident | None, Account | None], None]
    order: int = 100


after_moves: Registry[AfterMove] = Registry()
handed_over: Registry[HandedOver] = Registry()  # a request that waited for this device closes here


def moved(device: Device, verb: str, by: Account | None) -> None:
    """Run what was enlisted for a move. Whatever raises undoes the move."""
    for each in after_moves:
        if verb in each.verbs:
            each.run(device, verb, by)
