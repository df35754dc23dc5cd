"""What must be true before a device moves: each part of the chain enlists its own conditions.

A guard that finds something gives its French reasons; the move is then refused, with the reasons of all. The
documentation prints ``words`` beside the moves (``lifecycle``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fabrique.core.ui.registry import Registry
from fabrique.equip.models import Device
from fabrique.people.models import Account

Missing = Callable[[Device, Account | None], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Guard:
    """``verbs``: the moves that it guards. ``missing`` says in French what lacks; empty: nothing does."""

    verbs: frozenset[str]
    words: str
    missing: Missing
    order: int = 100


guards: Registry[Guard] = Registry()


def missing_for(device: Device, verb: str, by: Account | None) -> list[str]:
    """Everything that stands in the way of a move, from every guard."""
    return [why for guard in guards if verb in guard.verbs for why in guard.missing(device, by)]


def words_for(verb: str) -> list[str]:
    """What a move needs, in French, for the documentation."""
    return [guard.words for guard in guards if verb in guard.verbs]
