"""Who is served: the order first, and nothing but the order.

Requests are taken in rank order; each is served if it can be together with all that were served before it.
What can be served together is closed downwards (fewer people are never harder to serve), so this greedy set
is the lexicographically first of all: no set that serves the same people above somebody can serve her as well
if this one does not. Without limits the sets that can be served are the independent sets of a transversal
matroid, so the greedy set also serves as many as any other does (Edmonds 1971; priority matching: Roth,
Sönmez, Ünver, « Pairwise kidney exchange », J. Econ. Theory 125, 2005). With limits it is an intersection,
where serving the order exactly may serve fewer people in all than another set would: the order wins.

A limit only counts people; which device goes to whom never changes a count. So « can be served together » is
two separate questions: do the counts stay within the limits, and is there a path of exchanges to a device
still free. The second is asked between classes: a class of requests that holds some devices of a class may
give one back.

When no path reaches a free device, the classes reached are shut: what they hold suits their holders only, all
of them ranked above, and no later path can go through. The search of one class is therefore paid once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fabrique.kernels.matching.priority.model import NONE, Ints, Outcome, Problem


@dataclass(frozen=True, slots=True)
class Served:
    """Who is served and why others are not; ``flow``: devices of each class per class of requests."""

    outcome: Ints
    limit: Ints
    needed: Ints
    flow: dict[tuple[int, int], int]


class _Exchange:
    """The devices held by each class of requests, and the search of one more.

    Sets of classes are bits of an integer. The classes of devices are numbered anew, those that suit the
    fewest classes of requests first, so that the lowest bit is the device that will be missed the least.
    """

    def __init__(self, fit: Ints, supply: Ints) -> None:
        suits = (fit >= 0) & (supply > 0)
        self.order = np.lexsort((np.arange(fit.shape[1]), suits.sum(axis=0)))
        packed = np.packbits(suits[:, self.order], axis=1, bitorder="little")
        self.wanted = [int.from_bytes(row.tobytes(), "little") for row in packed]
        self.left: list[int] = supply[self.order].tolist()
        self.free = sum(1 << place for place, count in enumerate(self.left) if count)
        self.held: list[dict[int, int]] = [{} for _ in self.left]
        self.shut = 0
        self.failed: set[int] = set()

    def serve(self, asking: int, *, look_only: bool = False) -> bool:
        """Give one more device to a class, by exchanges if needed; or only say whether it can be done."""
        if asking in self.failed:
            return False
        came: dict[int, int] = {}  # a class of requests, and the class of devices that it would give back
        asked = [(asking, self.wanted[asking] & ~self.shut)]
        for one, fresh in self._spread(asked, came):
            found = fresh & self.free
            if found:
                if not look_only:
                    self._move(one, found & -found, asked, came)
                return True
        self.failed.add(asking)
        for _one, fresh in asked:
            self.shut |= fresh
        return False

    def _spread(self, asked: list[tuple[int, int]], came: dict[int, int]) -> Iterator[tuple[int, int]]:
        """Each class that may take part, from the one asking outwards, with the devices that it adds."""
        asking, reached = asked[0]
        for one, fresh in asked:
            yield one, fresh
            for place in _bits(fresh):
                for holder in self.held[place]:
                    if holder != asking and holder not in came:
                        came[holder] = place
                        more = self.wanted[holder] & ~reached & ~self.shut
                        reached |= more
                        asked.append((holder, more))

    def _move(self, one: int, bit: int, asked: list[tuple[int, int]], came: dict[int, int]) -> None:
        """Take the free device, and give back along the path that was followed."""
        place = bit.bit_length() - 1
        self.left[place] -= 1
        if not self.left[place]:
            self.free ^= bit
        self._hold(one, place, 1)
        while one != asked[0][0]:
            place = came[one]
            self._hold(one, place, -1)
            one = next(by for by, fresh in asked if fresh >> place & 1)
            self._hold(one, place, 1)

    def _hold(self, one: int, place: int, change: int) -> None:
        held = self.held[place]
        held[one] = held.get(one, 0) + change
        if not held[one]:
            del held[one]

    def flow(self) -> dict[tuple[int, int], int]:
        """How many devices of each class go to each class of requests."""
        return {
            (one, int(self.order[place])): count
            for place, held in enumerate(self.held)
            for one, count in held.items()
        }

    def last_rivals(self, last_of: list[int]) -> list[int]:
        """For each class of requests, the last served among those who could give it a device by exchanges.

        Asked once all are served: what a class that failed could reach has not moved since. The class served
        last marks all those that reach it, then the one before among the others: each is seen once.
        """
        found, wanted_by, holds = (
            [NONE] * len(last_of),
            _turned(self.wanted, len(self.held)),
            defaultdict(list),
        )
        for place, held in enumerate(self.held):
            for one in held:
                holds[one].append(place)
        unseen = (1 << len(last_of)) - 1
        for source in sorted(range(len(last_of)), key=lambda one: -last_of[one]):
            near = [source] if last_of[source] != NONE else []
            for one in near:
                for place in holds.pop(one, ()):
                    fresh = wanted_by[place] & unseen
                    unseen ^= fresh
                    for other in _bits(fresh):
                        found[other] = last_of[source]
                        near.append(other)
        return found


def _turned(sets: list[int], size: int) -> list[int]:
    """The rows of a table of bits made its columns."""
    width = size // 8 + 1
    raw = np.frombuffer(b"".join(one.to_bytes(width, "little") for one in sets), np.uint8)
    table = np.unpackbits(raw.reshape(len(sets), width), axis=1, bitorder="little", count=size)
    return [
        int.from_bytes(row.tobytes(), "little") for row in np.packbits(table.T, axis=1, bitorder="little")
    ]


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


class _Counts:
    """How many were served in each group of each limit, and the last of them."""

    def __init__(self, problem: Problem) -> None:
        self.groups = [limit.group.tolist() for limit in problem.limits]
        self.most = [limit.most.tolist() for limit in problem.limits]
        self.served = [[0] * len(limit.most) for limit in problem.limits]
        self.last = [[NONE] * len(limit.most) for limit in problem.limits]

    def full(self, request: int) -> list[tuple[int, int]]:
        """The limits that a request meets, each with the last who was served within it."""
        found = []
        for number, groups in enumerate(self.groups):
            group = groups[request]
            if group != NONE and self.served[number][group] >= self.most[number][group]:
                found.append((number, self.last[number][group]))
        return found

    def add(self, request: int) -> None:
        """One more is served."""
        for number, groups in enumerate(self.groups):
            group = groups[request]
            if group != NONE:
                self.served[number][group] += 1
                self.last[number][group] = request


def serve(problem: Problem) -> Served:
    """The set that the order asks for exactly, and the reason of each one left out."""
    supply = np.bincount(problem.devices, minlength=problem.fit.shape[1])
    exchange, counts = _Exchange(problem.fit, supply), _Counts(problem)
    last_of = [NONE] * problem.fit.shape[0]
    size = len(problem.requests)
    outcome = np.full(size, Outcome.SERVED, np.int64)
    limit, needed = np.full(size, NONE, np.int64), np.full(size, NONE, np.int64)
    short: list[int] = []
    for request, asking in enumerate(problem.requests.tolist()):
        if not exchange.wanted[asking]:
            outcome[request] = Outcome.NOTHING_FITS
            continue
        full = counts.full(request)
        found = exchange.serve(asking, look_only=bool(full))
        if full:
            outcome[request], limit[request] = Outcome.LIMIT_REACHED, full[0][0]
            needed[request] = min(last for _, last in full)  # NONE: the limit is nought, no place would do
        elif found:
            counts.add(request)
            last_of[asking] = request
        else:
            outcome[request], needed[request] = Outcome.TAKEN_ABOVE, request
        if not found:
            short.append(request)
    rivals = exchange.last_rivals(last_of)
    for request in short:
        needed[request] = min(int(needed[request]), rivals[int(problem.requests[request])])
    return Served(outcome, limit, needed, exchange.flow())
