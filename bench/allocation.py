"""Sharing 10,000 devices between 20,000 requests: `python -m bench.allocation`.

Prints time, memory, people served and fit, next to two baselines in the same run: first come, first served
with the best free device, and, on small cases, one integer programme solved by SciPy.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from fabrique.kernels.matching.priority import NONE, Ints, Limit, Problem, Shared, share

Floats = NDArray[np.float64]
USUAL, DIVERSE = (4, 3, 2, 2, 2, 1), (4, 4, 3, 3, 2, 2)
PROGRAMMES = 12


def invented(devices: int, requests: int, seed: int, levels: Sequence[int] = USUAL) -> Problem:
    """Devices and requests drawn at random; those with the same features are one class.

    A device: a kind, a level of memory, mark, lightness, screen, camera and network, a site. A request: a use
    (which says the kinds that do), the least level of each, the site that can be reached or any.
    """
    chance = np.random.default_rng(seed)
    kind = chance.choice(5, devices, p=[0.55, 0.2, 0.1, 0.1, 0.05])
    has = [chance.integers(0, size, devices) for size in (*levels, 3)]
    use = chance.integers(0, 8, requests)
    asks = [chance.choice(size, requests, p=_falling(size)) for size in levels]
    of_device, device = np.unique(np.column_stack([kind, *has]), axis=0, return_inverse=True)
    wanted = np.column_stack([use, *asks, chance.integers(0, 4, requests)])
    of_request, request = np.unique(wanted, axis=0, return_inverse=True)
    programme, household = chance.integers(0, PROGRAMMES, requests), chance.integers(0, requests, requests)
    most = np.where(np.arange(PROGRAMMES) % 3, devices, devices // 20)  # one programme in three has few
    limits = (
        Limit("programme", programme, most),
        Limit("foyer", household, np.ones(requests, np.int64)),
    )
    return Problem(
        fit_of(of_request.astype(np.int8), of_device.astype(np.int8)), device.ravel(), request.ravel(), limits
    )


def _falling(size: int) -> Floats:
    weights = 0.5 ** np.arange(size)
    return weights / weights.sum()


DOES = "10000 11000 01000 00100 10100 00010 11100 00001"  # for each use, which kinds do
KINDS = np.array([list(row) for row in DOES.split()]) == "1"


def fit_of(requests: Ints, devices: Ints) -> Ints:
    """100 less two points per step above what is asked, none when something asked is missing."""
    does = KINDS[requests[:, 0]][:, devices[:, 0]]
    spare = devices[None, :, 1:7] - requests[:, None, 1:7]
    does &= (spare >= 0).all(axis=2)
    reached = (requests[:, 7, None] == 3) | (requests[:, 7, None] == devices[None, :, 7])
    return np.where(does & reached, 100 - 2 * spare.clip(0).sum(axis=2), NONE).astype(np.int16)


def greedy(problem: Problem) -> Shared:
    """Each in turn has the free device that fits best, and nobody ever exchanges."""
    left = np.bincount(problem.devices, minlength=problem.fit.shape[1])
    room = [limit.most.copy() for limit in problem.limits]
    device, total = np.full(len(problem.requests), NONE), 0
    for number, asking in enumerate(problem.requests):
        groups = [limit.group[number] for limit in problem.limits]
        if any(places[group] <= 0 for places, group in zip(room, groups, strict=True)):
            continue
        fits = np.where(left > 0, problem.fit[asking], NONE)
        best = int(fits.argmax())
        if fits[best] < 0:
            continue
        left[best] -= 1
        total += int(fits[best])
        device[number] = best
        for places, group in zip(room, groups, strict=True):
            places[group] -= 1
    nothing = np.full(len(device), NONE)
    return Shared(device, nothing, nothing, nothing, total)


def general(problem: Problem) -> Shared:
    """One integer programme over all pairs: one place in rank outweighs all those below, fit comes last."""
    table = problem.fit[problem.requests][:, problem.devices]
    pairs = np.argwhere(table >= 0)
    fits = table[pairs[:, 0], pairs[:, 1]].astype(float)
    size, count = len(problem.requests), len(problem.devices)
    worth = (fits.sum() + 1) * 2.0 ** (size - 1 - pairs[:, 0]) + fits
    rows = [pairs[:, 0] == np.arange(size)[:, None], pairs[:, 1] == np.arange(count)[:, None]]
    most = [np.ones(size), np.ones(count)]
    for limit in problem.limits:
        rows.append(limit.group[pairs[:, 0]] == np.arange(len(limit.most))[:, None])
        most.append(limit.most)
    found = milp(
        -worth,
        integrality=np.ones(len(worth)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(np.concatenate(rows).astype(float), -np.inf, np.concatenate(most)),
        options={"mip_rel_gap": 0.0},
    )
    device = np.full(size, NONE)
    device[pairs[found.x > 0.5, 0]] = pairs[found.x > 0.5, 1]
    nothing = np.full(size, NONE)
    return Shared(device, nothing, nothing, nothing, int(fits[found.x > 0.5].sum()))


def large(options: argparse.Namespace, name: str, levels: Sequence[int]) -> None:
    """The promised size: the exact order, then the baseline."""
    problem = invented(options.devices, options.requests, options.seed, levels)
    rows, columns = problem.fit.shape
    sizes = f"{options.devices} appareils ({columns} classes), {options.requests} demandes ({rows} classes)"
    print(f"{name} : {sizes}")
    start, cpu = time.perf_counter(), time.process_time()
    exact = share(problem)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = f"{seconds:.2f} s (processeur {cpu:.2f} s), {memory:.0f} Mo au plus"
    print(f"  ordre exact : {told}, {exact.served} servies, accord {exact.fit / exact.served:.2f} en moyenne")
    start = time.perf_counter()
    other = greedy(problem)
    seconds = time.perf_counter() - start
    missed = int(((exact.device >= 0) & (other.device < 0)).sum())
    told = f"{seconds:.2f} s, {other.served} servies, accord {other.fit / other.served:.2f} en moyenne"
    print(f"  un par un   : {told}, {missed} laissées alors que l’ordre les sert", flush=True)


def small(options: argparse.Namespace) -> None:
    """Many small cases: the same people and the same fit as an integer programme over all pairs."""
    agreed, ours, theirs = 0, 0.0, 0.0
    for number in range(options.small):
        problem = invented(12, 20, options.seed + 1 + number)
        start = time.perf_counter()
        left = share(problem)
        middle = time.perf_counter()
        right = general(problem)
        ours, theirs = ours + middle - start, theirs + time.perf_counter() - middle
        agreed += bool(np.array_equal(left.device >= 0, right.device >= 0) and left.fit == right.fit)
    print(
        f"{options.small} petits cas (12 appareils, 20 demandes), et un programme entier sur tous les couples"
    )
    print(f"  mêmes personnes et même accord : {agreed} fois ({ours:.2f} s contre {theirs:.2f} s)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--small", type=int, default=200, help="petits cas comparés à un solveur général")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    large(options, "Parc courant", USUAL)
    large(options, "Parc très divers", DIVERSE)
    small(options)


if __name__ == "__main__":
    main()
