"""Where to open, with a proven gap, next to its peers: `nice .venv/bin/python -m bench.siting`.

Points and sites are drawn in a square of 100 km, 70 % of them in 60 clusters. In the same run: the greedy
choice; HiGHS on the programme as it is written, one row a point, stopped after `--raw-seconds`; and spopt
with `--spopt-python PATH`, an interpreter where it is installed, on the small case only (the large one had
not ended after 400 s). Seconds of processor beside seconds: the machine may be busy.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, eye, hstack, vstack

from fabrique.kernels.siting import Demand, Rules, Sites, cover, within

Floats = NDArray[np.float64]
PEER = Path(__file__).with_name("siting_peer.py")
SIDE, CLUSTERS, CLUSTERED, SPREAD = 100_000.0, 60, 0.7, 3_000.0


@dataclass(frozen=True)
class Case:
    """Points and sites in metres, people, a radius, how many sites."""

    points: Floats
    places: Floats
    people: Floats
    radius: float
    p: int


def invented(points: int, sites: int, radius: float, p: int, seed: int) -> Case:
    """Points, sites and people drawn at random."""
    chance = np.random.default_rng(seed)
    centres = chance.uniform(0, SIDE, (CLUSTERS, 2))

    def drawn(count: int) -> Floats:
        at = centres[chance.integers(0, CLUSTERS, count)] + chance.normal(0, SPREAD, (count, 2))
        alone = chance.random(count) > CLUSTERED
        at[alone] = chance.uniform(0, SIDE, (int(alone.sum()), 2))
        return at.clip(0, SIDE)

    return Case(drawn(points), drawn(sites), chance.integers(1, 200, points).astype(float), radius, p)


def ours(case: Case) -> tuple[float, float, float]:
    """People covered, seconds, gap."""
    begun, cpu = time.perf_counter(), time.process_time()
    near = within(case.points, case.places, case.radius)
    found = cover(near, Demand.of(case.people), Sites.of(len(case.places)), Rules(case.p))
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    proof = "le meilleur, prouvé" if found.method == "exact" else f"écart prouvé {100 * found.gap:.2f} %"
    line("la Fabrique", seconds, cpu, found.objective, case, proof)
    return found.objective, seconds, found.gap


def greedy(case: Case) -> None:
    """The site that adds most, again and again."""
    begun, cpu = time.perf_counter(), time.process_time()
    near, left = within(case.points, case.places, case.radius), case.people.copy()
    for _ in range(case.p):
        left[near[int((near @ left).argmax())].indices] = 0.0
    covered = float(case.people.sum() - left.sum())
    line("glouton", time.perf_counter() - begun, time.process_time() - cpu, covered, case, "sans preuve")


def raw(case: Case, limit: float) -> None:
    """HiGHS on one row for each point, within a time."""
    begun, cpu = time.perf_counter(), time.process_time()
    near = within(case.points, case.places, case.radius)
    sites, points = near.shape
    model = highspy.HighsLp()
    matrix = vstack(
        [hstack([near.T, -eye(points)]), csr_matrix(np.r_[np.ones(sites), np.zeros(points)])], format="csr"
    )
    model.num_col_, model.num_row_ = sites + points, points + 1
    model.col_cost_ = np.r_[np.zeros(sites), case.people]
    model.col_lower_, model.col_upper_ = np.zeros(sites + points), np.ones(sites + points)
    model.row_lower_ = np.r_[np.zeros(points), case.p]
    model.row_upper_ = np.r_[np.full(points, np.inf), case.p]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    model.sense_ = highspy.ObjSense.kMaximize
    integer, continuous = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [integer] * sites + [continuous] * points
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", limit)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(model)
    solver.run()
    info = solver.getInfo()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    found = info.objective_function_value
    if not np.isfinite(found):
        print(f"  HiGHS tel quel           {seconds:7.2f} s (processeur {cpu:6.2f} s)  rien trouvé")
        return
    gap = 100 * (1 - found / info.mip_dual_bound)
    line("HiGHS tel quel", seconds, cpu, found, case, f"écart {gap:.2f} %")


def peer(case: Case, python: str, solver: str) -> tuple[float, float]:
    """spopt: people covered, seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.npz"
        np.savez(
            path, points=case.points, places=case.places, people=case.people, radius=case.radius, p=case.p
        )
        done = subprocess.run(
            [python, "-I", str(PEER), str(path), solver], capture_output=True, text=True, check=True
        )
    told = json.loads(done.stdout.splitlines()[-1])
    name = f"spopt {told['version']} + {solver}"
    line(name, told["seconds"], told["cpu"], told["objective"], case, f"dont modèle {told['built']:.1f} s")
    return told["objective"], told["seconds"]


def line(name: str, seconds: float, cpu: float, covered: float, case: Case, more: str) -> None:
    share = 100 * covered / case.people.sum()
    print(f"  {name:24} {seconds:7.2f} s (processeur {cpu:6.2f} s)  {share:6.3f} %  {more}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--raw-seconds", type=float, default=60.0)
    parser.add_argument("--spopt-python", help="un interpréteur où spopt est installé")
    options = parser.parse_args()
    small = invented(5_000, 200, 5_000.0, 20, options.seed)
    print("5 000 points, 200 sites, 20 à ouvrir, 5 km")
    covered, seconds, gap = ours(small)
    greedy(small)
    raw(small, options.raw_seconds)
    if options.spopt_python:
        for solver in ("highs", "cbc"):
            theirs, took = peer(small, options.spopt_python, solver)
            same = "même plan optimal" if abs(theirs - covered) < 0.5 else "AUTRE RÉSULTAT"
            print(f"    {took / seconds:.0f} fois plus long ; {same}")
    else:
        print("  spopt : non mesuré (--spopt-python)")
    print(f"  promesse : le meilleur plan, au moins 10 fois plus vite que spopt : écart {100 * gap:.2f} %")
    for radius, promised in ((5_000.0, 1.0), (8_000.0, 2.0)):
        print(f"20 000 points, 1 000 sites, 40 à ouvrir, {radius / 1000:g} km")
        large = invented(20_000, 1_000, radius, 40, options.seed)
        _, seconds, gap = ours(large)
        greedy(large)
        if options.raw_seconds:
            raw(large, options.raw_seconds)
        kept = "tenue" if 100 * gap <= promised and seconds < 15 else "NON TENUE"
        print(f"  promesse : écart d’au plus {promised:g} % en moins de 15 s : {kept}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"mémoire : {peak:.0f} Mo au plus")


if __name__ == "__main__":
    main()
