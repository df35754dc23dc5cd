"""Where to act: places, kiosks, and the stops of a van that reach most people under rules.

``cover`` (maximal coverage), ``cover_all`` (set covering, with backup), ``median``, ``centre``,
``capacitated_cover``, ``capacitated_median``: each gives a plan, its worth, and a proven bound on the best.
"""

from fabrique.kernels.siting.assigning import capacitated_cover, capacitated_median
from fabrique.kernels.siting.centre import centre
from fabrique.kernels.siting.coverage import cover
from fabrique.kernels.siting.covering import cover_all
from fabrique.kernels.siting.median import median
from fabrique.kernels.siting.model import Demand, Effort, Infeasible, Rules, Sites, Solution, Unmet
from fabrique.kernels.siting.reach import within

__all__ = [
    "Demand",
    "Effort",
    "Infeasible",
    "Rules",
    "Sites",
    "Solution",
    "Unmet",
    "capacitated_cover",
    "capacitated_median",
    "centre",
    "cover",
    "cover_all",
    "median",
    "within",
]
