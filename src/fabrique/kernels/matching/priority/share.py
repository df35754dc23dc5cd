"""From classes back to each device and each person."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from fabrique.kernels.matching.priority.best_fit import best_fit
from fabrique.kernels.matching.priority.model import NONE, Ints, Problem, Shared
from fabrique.kernels.matching.priority.serve import serve


def share(problem: Problem) -> Shared:
    """Serve the order exactly; among the ways to do so, give the devices that fit best in all.

    Two runs on the same arrays give the same answer. Within a class of requests, the first in rank has the
    device that fits her best among those that go to the class; alike devices go out in their given order.
    """
    found = serve(problem)
    supply = np.bincount(problem.devices, minlength=problem.fit.shape[1])
    flow = best_fit(problem.fit, supply, found.flow)
    device = _hand_out(problem, found.outcome == 0, flow)
    total = sum(int(problem.fit[row, column]) * count for (row, column), count in flow.items())
    return Shared(device, found.outcome, found.limit, found.needed, total)


def _hand_out(problem: Problem, served: Ints, flow: dict[tuple[int, int], int]) -> Ints:
    for_class: dict[int, list[int]] = defaultdict(list)  # best device last, to be taken first
    for (row, column), count in sorted(flow.items(), key=lambda item: (problem.fit[item[0]], -item[0][1])):
        for_class[row] += [column] * count
    waiting: dict[int, list[int]] = defaultdict(list)
    for number in range(len(problem.devices) - 1, -1, -1):
        waiting[int(problem.devices[number])].append(number)
    device = np.full(len(problem.requests), NONE, np.int64)
    for request in np.flatnonzero(served):
        device[request] = waiting[for_class[int(problem.requests[request])].pop()].pop()
    return device
