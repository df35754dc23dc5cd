"""spopt on the points of bench/siting.py; run by it, with an interpreter that has spopt (and highspy).

Usage: python -I siting_peer.py POINTS.npz SOLVER. Distances are ready before the clock starts.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version

import numpy as np
import pulp
from scipy.spatial.distance import cdist
from spopt.locate import MCLP


def main() -> None:
    path, solver = sys.argv[1:]
    data = np.load(path)
    cost = cdist(data["points"], data["places"])
    begun, cpu = time.perf_counter(), time.process_time()
    model = MCLP.from_cost_matrix(cost, data["people"], float(data["radius"]), p_facilities=int(data["p"]))
    built = time.perf_counter() - begun
    model.solve(pulp.HiGHS(msg=False) if solver == "highs" else pulp.PULP_CBC_CMD(msg=False))
    told = {
        "version": version("spopt"),
        "objective": float(model.problem.objective.value()),
        "built": built,
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
