"""Access of many people to many places, next to its peers: `python -m bench.access`.

Points are drawn in a square of 100 km (70 % in 60 clusters). Each measure runs in a process of its own, so
that its memory is its own; beside it, in the same run: a k-d tree and a sparse matrix (SciPy), and PySAL
access with `--access-python PATH`, an interpreter where it is installed. Its own distances at 50,000 × 5,000
need 14 GB: `--peer-size 20000 2000` compares at a smaller size.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabrique.kernels.access import (
    Gaussian,
    Method,
    Moved,
    Opened,
    Resized,
    StraightLine,
    measure,
    steps,
    study,
    within,
)

Floats = NDArray[np.float64]
PEER = Path(__file__).with_name("access_peer.py")
SIDE, CLUSTERS, CLUSTERED, SPREAD = 100_000.0, 60, 0.7, 4_000.0
REACH = 10_000.0
WEIGHTS = (1.0, 0.68, 0.22)
Case = tuple[Floats, Floats, Floats, Floats]


def invented(people: int, sites: int, seed: int) -> Case:
    """People and sites (metres), population and capacity."""
    chance = np.random.default_rng(seed)
    centres = chance.uniform(0, SIDE, (CLUSTERS, 2))

    def drawn(count: int) -> Floats:
        at = centres[chance.integers(0, CLUSTERS, count)] + chance.normal(0, SPREAD, (count, 2))
        alone = chance.random(count) > CLUSTERED
        at[alone] = chance.uniform(0, SIDE, (int(alone.sum()), 2))
        return at.clip(0, SIDE)

    return (
        drawn(people),
        drawn(sites),
        chance.integers(1, 200, people).astype(float),
        chance.integers(1, 10, sites).astype(float),
    )


def e2sfca(case: Case) -> Floats:
    people, sites, population, capacity = case
    return measure(StraightLine(people, sites), population, capacity, Method.SHARED, [steps(REACH)])[0].values


def trees(case: Case) -> Floats:
    """Every pair from k-d trees, its weight in a sparse matrix, two products."""
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    people, sites, population, capacity = case
    pairs = cKDTree(people).sparse_distance_matrix(cKDTree(sites), REACH, output_type="coo_matrix")
    bounds = [REACH / 3, 2 * REACH / 3, REACH]
    weights = np.array(WEIGHTS)[np.searchsorted(bounds, pairs.data)]
    table = csr_array((weights, (pairs.row, pairs.col)), shape=(len(people), len(sites)))
    seen = population @ table
    return np.asarray(table @ np.divide(capacity, seen, out=np.zeros_like(capacity), where=seen > 0))


def variants(case: Case) -> Floats:
    """Three radii × (one step, thirds, Gaussian) in one pass."""
    people, sites, population, capacity = case
    decays = [kind(reach) for reach in (5_000, 7_500, 10_000) for kind in (within, steps, Gaussian)]
    found = measure(StraightLine(people, sites), population, capacity, Method.SHARED, decays)
    return np.array([one.values for one in found])


def gaussian(case: Case) -> Floats:
    people, sites, population, capacity = case
    decay = Gaussian(REACH)
    return measure(StraightLine(people, sites), population, capacity, Method.SHARED, [decay])[0].values


def three_steps(case: Case) -> Floats:
    people, sites, population, capacity = case
    return measure(StraightLine(people, sites), population, capacity, Method.CHOSEN, [steps(REACH)])[0].values


def _measured(
    way: Callable[[Case], Floats], size: tuple[int, int], seed: int
) -> tuple[Floats, dict[str, float]]:
    case = invented(*size, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, cpu = time.perf_counter(), time.process_time()
    values = way(case)
    spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return values, spent | {"peak": after * 1024 / 1e6, "own": (after - before) * 1024 / 1e6}


def alone(way: Callable[[Case], Floats], size: tuple[int, int], seed: int) -> tuple[Floats, dict[str, float]]:
    """In a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (way, size, seed))


def told(name: str, spent: dict[str, float]) -> None:
    times = f"{spent['seconds']:7.2f} s, processeur {spent['cpu']:6.2f} s"
    print(f"  {name:<28} {times}, {spent['peak']:6.0f} Mo au plus", flush=True)


def ratios(ours: dict[str, float], theirs: dict[str, float], left: Floats, right: Floats) -> None:
    apart = float(np.max(np.abs(left - right) / np.maximum(np.abs(left), 1e-300), initial=0, where=left > 0))
    print(
        f"    {theirs['seconds'] / ours['seconds']:.0f} fois plus vite "
        f"(processeur : {theirs['cpu'] / ours['cpu']:.0f}), "
        f"{theirs['peak'] / ours['peak']:.0f} fois moins de mémoire ; écart relatif {apart:.1e}",
        flush=True,
    )


def against_peers(options: argparse.Namespace) -> None:
    size = tuple(options.size)
    print(f"E2SFCA, {size[0]} × {size[1]}, 10 km")
    values, ours = alone(e2sfca, size, options.seed)
    told("Fabrique", ours)
    other, theirs = alone(trees, size, options.seed)
    told("arbres k-d et matrice creuse", theirs)
    ratios(ours, theirs, values, other)
    if not options.access_python:
        print("  access : non mesuré (--access-python)")
        return
    peer_size = tuple(options.peer_size or size)
    if peer_size != size:
        values, small = alone(e2sfca, peer_size, options.seed)
        told(f"Fabrique, {peer_size[0]} × {peer_size[1]}", small)
        peer(options, peer_size, "own", values, small)
        values, ours = alone(e2sfca, size, options.seed)
    else:
        peer(options, size, "own", values, ours)
    peer(options, size, "given", values, ours)


def peer(
    options: argparse.Namespace, size: tuple[int, int], mode: str, values: Floats, ours: dict[str, float]
) -> None:
    people, sites, population, capacity = invented(*size, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        points, out = Path(folder) / "points.npz", Path(folder) / "out.npz"
        np.savez(points, people=people, sites=sites, population=population, capacity=capacity, reach=REACH)
        command = [options.access_python, "-I", str(PEER), str(points), str(out), mode]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"  access : non mesuré ({run.stderr.strip().splitlines()[-1:]})")
            return
        theirs, other = json.loads(run.stdout), np.load(out)["values"]
    told(f"access {theirs['version']}, {'distances à lui' if mode == 'own' else 'distances données'}", theirs)
    ratios(ours, theirs, values, np.nan_to_num(other))
    unreached = int((values == 0).sum())
    print(f"    sans lieu en vue : {theirs['nan']} NaN chez access, {unreached} zéros chez nous")


def what_ifs(options: argparse.Namespace) -> None:
    size = tuple(options.size)
    people, sites, population, capacity = invented(*size, options.seed)
    print(f"« Et si ? », {size[0]} × {size[1]}, médiane et pire de 40, recalcul entier à côté")
    chance = np.random.default_rng(options.seed)
    for name, method, decay in (
        ("2SFCA", Method.SHARED, within(REACH)),
        ("E2SFCA", Method.SHARED, steps(REACH)),
        ("E2SFCA, gaussienne", Method.SHARED, Gaussian(REACH)),
        ("M2SFCA", Method.SUBOPTIMAL, steps(REACH)),
        ("cumul", Method.SUM, within(REACH)),
        ("3SFCA (recalcul entier)", Method.CHOSEN, steps(REACH)),
    ):
        base = study(people, sites, population, capacity, method, [decay])
        spent, cpus, apart = [], [], 0.0
        for number in range(8 if method is Method.CHOSEN else 40):
            site, (x, y) = int(chance.integers(len(sites))), chance.uniform(0, SIDE, 2)
            change = (Opened(x, y, 5.0), Resized(site, 0.0), Moved(site, x, y), Resized(site, 20.0))[
                number % 4
            ]
            begun, cpu = time.perf_counter(), time.process_time()
            after = base.after([change])
            spent.append(time.perf_counter() - begun)
            cpus.append(time.process_time() - cpu)
            if number < 4:
                whole = study(people, after.sites, population, after.capacity, method, [decay])
                left, right = after.results[0].values, whole.results[0].values
                apart = max(apart, float(np.max(np.abs(left - right) / np.maximum(right, 1e-300))))
        print(
            f"  {name:<24} {1e3 * np.median(spent):6.1f} ms, pire {1e3 * max(spent):6.1f} "
            f"(processeur {1e3 * np.median(cpus):.1f} et {1e3 * max(cpus):.1f}) ; écart relatif {apart:.1e}",
            flush=True,
        )


def large(options: argparse.Namespace) -> None:
    size = tuple(options.large)
    print(f"E2SFCA, {size[0]} × {size[1]}, 10 km")
    values, spent = alone(e2sfca, size, options.seed)
    told("Fabrique", spent)
    *_, population, capacity = invented(*size, options.seed)
    print(f"    somme distribuée {population @ values:.6f}, capacité {capacity.sum():.6f}")


def others(options: argparse.Namespace) -> None:
    size = tuple(options.size)
    print(f"Autres calculs, {size[0]} × {size[1]}")
    for name, way in (("gaussienne", gaussian), ("3SFCA", three_steps), ("neuf variantes", variants)):
        told(name, alone(way, size, options.seed)[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs=2, default=[50_000, 5_000])
    parser.add_argument("--large", type=int, nargs=2, default=[1_000_000, 20_000])
    parser.add_argument("--access-python", help="un Python où access et geopandas sont installés")
    parser.add_argument("--peer-size", type=int, nargs=2, help="taille où access calcule ses distances")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    against_peers(options)
    what_ifs(options)
    others(options)
    large(options)


if __name__ == "__main__":
    main()
