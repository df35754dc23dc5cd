"""Rounds: 60 stops and 4 vans in less than 10 s, next to the savings heuristic.

    .venv/bin/python -m bench.rounds [--stops 60] [--vans 4] [--seed 1] [--iterations 1200]

Promise: under 10 s on one core, never worse than the heuristic, the same rounds when asked again. The days
are invented: addresses drawn around a few towns, windows of a morning, an afternoon or both, loads from one
laptop to a fleet, in a day that fits and in one where some must wait. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from typing import Any

from fabrique.kernels.rounds import Plan, Problem, Stop, Vehicle, cost, on_a_plane, savings, solve
from fabrique.kernels.rounds.solve import ITERATIONS

HOUR = 3600
WINDOWS = (
    ((8 * HOUR, 18 * HOUR),),
    ((9 * HOUR, 12 * HOUR),),
    ((14 * HOUR, 17 * HOUR),),
    ((9 * HOUR, 12 * HOUR), (14 * HOUR, 17 * HOUR)),
)


def day(stops: int, vans: int, *, seed: int, load: float) -> Problem:
    """An invented day; ``load`` is the share of the room of all vans that waits."""
    draw = random.Random(seed)
    towns = [(draw.uniform(-15_000, 15_000), draw.uniform(-15_000, 15_000)) for _ in range(6)]
    spots = [(0.0, 0.0)]
    waiting = []
    room, mean = 6_000 * vans * load, 1 / max(stops, 1)
    for number in range(stops):
        town = draw.choice(towns)
        spots.append((draw.gauss(town[0], 2_500), draw.gauss(town[1], 2_500)))
        litres = max(10, int(draw.expovariate(1 / (room * mean))))
        service = 300 + min(litres, 1_500)
        waiting.append(Stop(f"s{number}", min(litres, 5_000), litres * 120, service, draw.choice(WINDOWS)))
    fleet = tuple(Vehicle(f"v{at}", 6_000, 900_000, (8 * HOUR, 18 * HOUR)) for at in range(vans))
    return Problem(tuple(waiting), fleet, on_a_plane(spots))


def measured(call: Callable[[], Plan]) -> tuple[Plan, dict[str, Any]]:
    """A plan and what it took."""
    began, working = time.perf_counter(), time.process_time()
    plan = call()
    return plan, {
        "cpu seconds": round(time.process_time() - working, 2),
        "seconds": round(time.perf_counter() - began, 2),
        "served": sum(len(one.visits) for one in plan.rounds),
        "left": len(plan.left_out),
        "km": round(plan.metres / 1000, 1),
        "hours": round(plan.seconds / HOUR, 2),
        "cost": cost(plan.rounds),
    }


def main() -> None:
    """Print what was measured; fail when a promise is not held."""
    parser = argparse.ArgumentParser()
    for name, default in (("--stops", 60), ("--vans", 4), ("--seed", 1), ("--iterations", ITERATIONS)):
        parser.add_argument(name, type=int, default=default)
    options = parser.parse_args()
    found: dict[str, Any] = {"stops": options.stops, "vans": options.vans}
    for name, load in (("a day that fits", 0.7), ("a day too full", 1.3)):
        problem = day(options.stops, options.vans, seed=options.seed, load=load)
        baseline, of_baseline = measured(lambda problem=problem: savings(problem))  # type: ignore[misc]
        ours, of_ours = measured(
            lambda problem=problem: solve(problem, seed=1, iterations=options.iterations)  # type: ignore[misc]
        )
        again = solve(problem, seed=1, iterations=options.iterations)
        assert again == ours, "another answer to the same question"
        assert all(not one.violations for one in (*ours.rounds, *baseline.rounds))
        assert of_ours["served"] >= of_baseline["served"]
        assert of_ours["cpu seconds"] < 10
        found[name] = {"solver": of_ours | {"method": ours.method}, "savings": of_baseline}
    found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
