"""Access to places: who reaches how much of what, when others want it too.

``StraightLine`` or ``CostTable`` say how far; a decay says how what is far counts less; ``measure`` gives
everyone's access, several decays in one pass; ``study`` and its ``after`` answer « what if? »; ``walks``
makes a table of costs from a network; ``sizing`` tells capacity from opening hours and demand from an
indicator.
Pure: no Django, no clock, no files.
"""

from fabrique.kernels.access.decay import (
    APL,
    LUO_QI,
    Decay,
    Gaussian,
    Power,
    Steps,
    squared,
    steps,
    within,
)
from fabrique.kernels.access.methods import Access, Method, measure
from fabrique.kernels.access.network import Network, Walks, walks
from fabrique.kernels.access.pairs import CostTable, Pairs, StraightLine
from fabrique.kernels.access.sizing import capacity_of, demand_of, weekly_hours
from fabrique.kernels.access.whatif import Moved, Opened, Resized, Study, study

__all__ = [
    "APL",
    "LUO_QI",
    "Access",
    "CostTable",
    "Decay",
    "Gaussian",
    "Method",
    "Moved",
    "Network",
    "Opened",
    "Pairs",
    "Power",
    "Resized",
    "Steps",
    "StraightLine",
    "Study",
    "Walks",
    "capacity_of",
    "demand_of",
    "measure",
    "squared",
    "steps",
    "study",
    "walks",
    "weekly_hours",
    "within",
]
