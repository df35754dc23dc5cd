"""Choosing the few places that suit one person best, and being able to say why.

Hard obstacles set a place aside; what is left is ordered by a sum of points, each of them a monotone function
of one criterion (``weights``). The sum is absolute: it depends on the place and the wish alone, never on the
other places, so adding a place that is not chosen changes nothing. Unknown is never no.
"""

from fabrique.kernels.matching.model import Candidate, Met, Part, Ranked, Relaxation, Wish
from fabrique.kernels.matching.rank import obstacles, parts, rank, relaxations, twins

__all__ = [
    "Candidate",
    "Met",
    "Part",
    "Ranked",
    "Relaxation",
    "Wish",
    "obstacles",
    "parts",
    "rank",
    "relaxations",
    "twins",
]
