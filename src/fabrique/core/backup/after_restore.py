"""What must happen to data that comes back, before anyone is served: apps enlist it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fabrique.core.ui.registry import Registry


@dataclass(frozen=True, slots=True)
class Step:
    """``run`` gives how many things it changed; ``told`` names them in French for the command's summary.

    It runs on the migrated database. If it raises, the restoration is undone.
    """

    order: int
    told: str
    run: Callable[[], int]


steps: Registry[Step] = Registry()


def run() -> dict[str, int]:
    """Do every step, in order; how much each changed."""
    return {step.told: step.run() for step in steps}
