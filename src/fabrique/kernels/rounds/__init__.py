"""Rounds of vans that collect: who goes where, in which order, when, with what aboard.

``solve`` plans a day, ``savings`` does it by a heuristic of our own, ``evaluate`` times the order that
somebody chose and names what it breaks; ``on_earth`` and ``on_a_plane`` give the distances
when no road network does.
"""

from fabrique.kernels.rounds.inserting import alone
from fabrique.kernels.rounds.model import (
    DAY,
    Breach,
    LeftOut,
    Plan,
    Problem,
    Reason,
    Round,
    Span,
    Stop,
    Travel,
    Vehicle,
    Violation,
    Visit,
    cost,
)
from fabrique.kernels.rounds.savings import savings
from fabrique.kernels.rounds.solve import solve
from fabrique.kernels.rounds.timing import evaluate, fits
from fabrique.kernels.rounds.travel import on_a_plane, on_earth

__all__ = [
    "DAY",
    "Breach",
    "LeftOut",
    "Plan",
    "Problem",
    "Reason",
    "Round",
    "Span",
    "Stop",
    "Travel",
    "Vehicle",
    "Violation",
    "Visit",
    "alone",
    "cost",
    "evaluate",
    "fits",
    "on_a_plane",
    "on_earth",
    "savings",
    "solve",
]
