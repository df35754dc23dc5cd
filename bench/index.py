"""1,000 draws of an index over 35,000 × 5 and 49,000 × 20: `python -m bench.index`.

Prints seconds of wall and of processor and peak memory, each measurement in a process of its own, next to
plain numpy in the same run: the same choices, one draw after the other, `argsort`, then `quantile` over all
ranks in memory.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from multiprocessing.connection import Connection

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index import (
    Data,
    Definition,
    Frame,
    assess_uncertainty,
    compute,
    from_mapping,
    of_columns,
)

Floats = npt.NDArray[np.float64]
SIZES = ((35_000, 5, 2.0), (49_000, 20, 5.0))
MEMORY = 500


def invented(areas: int, indicators: int, seed: int) -> tuple[Definition, Data]:
    """A flat index over skewed, correlated columns; four normalisations, two means, weights that vary."""
    chance = np.random.default_rng(seed)
    common = chance.normal(size=areas)
    columns = {
        f"v{rank}": np.exp(0.4 * common + 0.6 * chance.normal(size=areas)) for rank in range(indicators)
    }
    definition = from_mapping(
        {
            "name": "bench",
            "title": "bench",
            "version": "1",
            "normalisation": "percentile",
            "indicators": [{"code": code, "direction": 1} for code in columns],
            "groups": {"index": {"parts": list(columns)}},
            "alternatives": {
                "normalisations": ["z", "minmax", {"method": "minmax", "winsor": 0.01}],
                "means": ["geometric"],
                "spread": 10,
            },
        }
    )
    return definition, of_columns([f"z{rank}" for rank in range(areas)], columns)


def ours(areas: int, indicators: int, draws: int, seed: int, workers: int) -> tuple[float, ...]:
    """Scores, contributions, rank intervals, probabilities and classes: what the command calculates."""
    definition, data = invented(areas, indicators, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu = time.perf_counter(), time.process_time()
    frame = Frame(definition, data)
    compute(definition, data, frame)
    found = assess_uncertainty(frame, data, draws=draws, seed=seed, workers=workers)
    return (*_spent(start, cpu), before, found.median_width)


def plain(areas: int, indicators: int, draws: int, seed: int, _workers: int) -> tuple[float, ...]:
    """The same draws in plain numpy."""
    _definition, data = invented(areas, indicators, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu = time.perf_counter(), time.process_time()
    values = np.array(list(data.values.values())).T
    tables = [_percentile(values), _z(values), _minmax(values), _minmax(_winsorised(values))]
    chance = np.random.default_rng(seed)
    ranks = np.empty((draws, areas), dtype=np.int32)
    for draw in range(draws):
        table = tables[chance.integers(4)]
        weights = chance.dirichlet(np.full(indicators, 10.0))
        score = table @ weights if chance.integers(2) else np.exp(np.log(np.maximum(table, 1.0)) @ weights)
        ranks[draw, np.argsort(-score)] = np.arange(areas)
    low, high = np.quantile(ranks, [0.05, 0.95], axis=0)
    (ranks <= areas // 10).mean(axis=0)
    return (*_spent(start, cpu), before, float(np.median(high - low) / areas))


def _spent(start: float, cpu: float) -> tuple[float, float, float]:
    wall, processor = time.perf_counter() - start, time.process_time() - cpu
    return wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _percentile(values: Floats) -> Floats:
    return 100 * np.argsort(np.argsort(values, axis=0), axis=0) / (len(values) - 1)


def _z(values: Floats) -> Floats:
    return np.asarray(50 + 10 * (values - values.mean(axis=0)) / values.std(axis=0))


def _minmax(values: Floats) -> Floats:
    return np.asarray(100 * (values - values.min(axis=0)) / np.ptp(values, axis=0))


def _winsorised(values: Floats) -> Floats:
    return np.clip(values, *np.quantile(values, [0.01, 0.99], axis=0))


def apart(how: str, *arguments: int) -> tuple[float, ...]:
    """One measurement in a fresh process, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(there, how, arguments))
    process.start()
    found: tuple[float, ...] = here.recv()
    process.join()
    return found


def _run(pipe: Connection, how: str, arguments: tuple[int, ...]) -> None:
    pipe.send({"ours": ours, "plain": plain}[how](*arguments))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    for areas, indicators, promised in SIZES:
        print(f"{areas} zones × {indicators} indicateurs, {options.draws} tirages")
        for how, name in (("ours", "fabrique"), ("plain", "numpy   ")):
            wall, cpu, peak, before, width = apart(
                how, areas, indicators, options.draws, options.seed, options.workers
            )
            kept = ""
            if how == "ours":
                kept = " : tenu" if wall < promised and peak < MEMORY else " : MANQUÉ"
                kept = f" ; promis {promised:g} s et {MEMORY} Mo{kept}"
            told = f"{wall:.2f} s (processeur {cpu:.2f} s), {peak:.0f} Mo au plus (dont {before:.0f} avant)"
            print(f"  {name} : {told}, intervalle médian {width:.1%}{kept}", flush=True)


if __name__ == "__main__":
    main()
