"""What the platform knows of each commune: an app enlists what it can count, the observatory reads it.

Things are counted as they are now. Persons are told by periods that are over and have nobody in common
(ADR 0030), small numbers already hidden: what the observatory keeps says no more than was published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fabrique.core.ui.registry import Registry
from fabrique.kernels.disclosure.periods import Period

Told = Sequence[tuple[Period, Mapping[str, int | None]]]


@dataclass(frozen=True, slots=True)
class AreaFact:
    """A count by commune of the perimeter. ``label`` and ``unit`` are French message ids.

    ``things`` gives {commune code: count} as of now; ``persons`` gives, for the periods that are over and
    begin at a day or after it, {commune code: count, None where it is hidden}. One of the two is there.
    """

    label: str
    unit: str
    things: Callable[[], Mapping[str, int]] | None = None
    persons: Callable[[date], Told] | None = None
    order: int = 100


facts: Registry[AreaFact] = Registry()
