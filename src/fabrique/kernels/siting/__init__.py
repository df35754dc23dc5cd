"""Where to act: places, kiosks, and the stops of a van that reach most people under rules.

``cover`` (maximal coverage), ``cover_all`` (set covering, with backup), ``median``, ``centre``,
``capacitated_cover``, ``capacitated_median`` give a plan, its worth, and a proven bound on the best.
``phase`` opens a plan year by year, ``robust`` holds it against an uncertain demand, ``reached``,
``brought``, ``veto_prices`` and ``compare`` say what it does. ``tours`` plans the days of an itinerant van.
"""

from fabrique.kernels.siting.assigning import capacitated_cover, capacitated_median
from fabrique.kernels.siting.centre import centre
from fabrique.kernels.siting.coverage import cover
from fabrique.kernels.siting.covering import cover_all
from fabrique.kernels.siting.median import median
from fabrique.kernels.siting.model import (
    Demand,
    Effort,
    Infeasible,
    Rules,
    Sites,
    Solution,
    Unfinished,
    Unmet,
)
from fabrique.kernels.siting.phasing import Phased, Year, phase
from fabrique.kernels.siting.reach import within
from fabrique.kernels.siting.report import (
    Brought,
    Difference,
    Reached,
    VetoPrice,
    brought,
    compare,
    reached,
    veto_prices,
)
from fabrique.kernels.siting.robust import Robust, robust

__all__ = [
    "Brought",
    "Demand",
    "Difference",
    "Effort",
    "Infeasible",
    "Phased",
    "Reached",
    "Robust",
    "Rules",
    "Sites",
    "Solution",
    "Unfinished",
    "Unmet",
    "VetoPrice",
    "Year",
    "brought",
    "capacitated_cover",
    "capacitated_median",
    "centre",
    "compare",
    "cover",
    "cover_all",
    "median",
    "phase",
    "reached",
    "robust",
    "veto_prices",
    "within",
]
