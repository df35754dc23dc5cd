"""PySAL access on the points of bench/access.py; run by it, with an interpreter that has it and geopandas.

Usage: python -I access_peer.py POINTS.npz OUT.npz MODE. ``own``: distances by ``create_euclidean_distance``,
as its documentation does. ``given``: pairs within the catchment, found by SciPy before the clock starts.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib.metadata import version

import geopandas
import numpy as np
import pandas as pd
from access import Access, weights


def near_pairs(people: np.ndarray, sites: np.ndarray, reach: float) -> pd.DataFrame:
    from scipy.spatial import cKDTree

    found = cKDTree(people).sparse_distance_matrix(cKDTree(sites), reach, output_type="coo_matrix")
    return pd.DataFrame({"origin": found.row, "dest": found.col, "euclidean": found.data})


def main() -> None:
    points, out, mode = sys.argv[1:]
    data = np.load(points)
    people, sites, reach = data["people"], data["sites"], float(data["reach"])
    demand, supply = (
        geopandas.GeoDataFrame({"id": range(len(at)), name: values}, geometry=geopandas.points_from_xy(*at.T))
        for name, values, at in (
            ("population", data["population"], people),
            ("capacity", data["capacity"], sites),
        )
    )
    given = near_pairs(people, sites, reach) if mode == "given" else None
    begun, cpu = time.perf_counter(), time.process_time()
    costs = (
        {"cost_df": given, "cost_origin": "origin", "cost_dest": "dest", "cost_name": "euclidean"}
        if given is not None
        else {}
    )
    study = Access(
        demand_df=demand,
        demand_index="id",
        demand_value="population",
        supply_df=supply,
        supply_index="id",
        supply_value="capacity",
        **costs,
    )
    if given is None:
        study.create_euclidean_distance(threshold=reach)
    steps = weights.step_fn({reach / 3: 1, 2 * reach / 3: 0.68, reach: 0.22})
    study.enhanced_two_stage_fca(name="a", cost="euclidean", max_cost=reach, weight_fn=steps)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    values = study.access_df["a_capacity"].reindex(range(len(people))).to_numpy()
    np.savez(out, values=values)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    told = {"version": version("access"), "seconds": seconds, "cpu": cpu, "peak": peak}
    print(json.dumps(told | {"nan": int(np.isnan(values).sum())}))


if __name__ == "__main__":
    main()
