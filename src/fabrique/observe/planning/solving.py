"""From what was frozen to a plan, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fabrique.observe.planning.choices import ToursChoices, choices_of
from fabrique.observe.planning.inputs import Inputs
from fabrique.observe.planning.siting import endless, plan_sites
from fabrique.observe.planning.touring import plan_tours


def solve(
    kind: str,
    inputs: Mapping[str, Any],
    choices: Mapping[str, Any],
    left: Callable[[], float] = endless,
) -> dict[str, Any]:
    """The plan as JSON; ``left``: how many seconds there still are (tours count their steps).

    Raises ``DomainRefusal``, in French, with how near one can come, if there is none.
    """
    held, said = Inputs.of_json(inputs), choices_of(kind, choices)
    if isinstance(said, ToursChoices):
        return plan_tours(held, said)
    return plan_sites(held, said, left)
