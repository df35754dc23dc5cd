"""What to hide of a publication so that nothing protected is shown or can be deduced.

Cells that the rule protects are hidden, then the cheapest others, one protected cell after another, until
each may be what the rule asks for all that an attacker can tell. Every protected cell ends with a proof: two
other tables of whole numbers, equal in all that is shown, where it is as great and as small as the rule
wants. The choice of what is hidden beside is a heuristic; it is then thinned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np

from fabrique.kernels.disclosure.model import Key, Need, Protected, Publication, Reason, Rule
from fabrique.kernels.disclosure.rounding import Rounding
from fabrique.kernels.disclosure.system import Floats, Move, System

_STILL = Move(np.array([], dtype=np.int64), np.array([]))
EFFORT = 20_000  # programmes solved to show again what turned out to be of no use


def protect(
    publication: Publication,
    rule: Rule | None = None,
    *,
    rounding: Rounding | None = None,
    effort: int = EFFORT,
) -> Protected:
    """What may leave. With ``rounding``, what is shown is rounded and less need be hidden.

    ``effort``: how many programmes may be solved to show again what need not be hidden. Same publication,
    same answer.
    """
    work = _Work(publication, rule or Rule(), rounding)
    cells = sorted(work.needs, key=lambda rank: (work.system.values[rank], rank))
    work.sweep(cells)
    for cell in cells:
        if cell not in work.proofs:
            work.secure(cell)
    work.thin(effort)
    work.proved()
    return work.result()


def exposed(publication: Publication, shown: Collection[Key], rule: Rule | None = None) -> Mapping[Key, int]:
    """What these cells, shown exactly, give away: protected cells with the greatest value that is left.

    A cell that is both protected and shown is given away. Nothing is hidden: it judges a choice made
    elsewhere.
    """
    rule, told = rule or Rule(), set(shown)
    bare = {key: cell.value for key, cell in publication.cells.items() if key in told}
    small = {key: bare[key] for key in bare if rule.need(publication.cells[key], publication)}
    cells = {
        key: replace(cell, public=cell.public or key in told, offered=False)
        for key, cell in publication.cells.items()
    }
    return small | dict(protect(replace(publication, cells=cells), rule).known_anyway)


class _Work:
    def __init__(self, publication: Publication, rule: Rule, rounding: Rounding | None) -> None:
        self.publication, self.rule, self.rounding = publication, rule, rounding
        self.system = System(publication)
        self.needs = dict[int, Need]()
        self.beside = set[int]()
        self.proofs = dict[int, tuple[Move, ...]]()
        self.known = dict[int, int]()
        self.told = dict[int, int]()
        for rank, (key, cell) in enumerate(publication.cells.items()):
            need = rule.need(cell, publication)
            if need is not None:
                self.needs[rank] = need
            if need is not None or not (cell.offered or cell.public):
                self.system.hide(rank)
            elif not cell.public:
                self.told[rank] = rounding.told(key, cell.value) if rounding else cell.value
                self._doubt(rank)
        self.prices = self.system.prices.copy()
        self.sealed = np.full(len(self.prices), np.inf)

    def _doubt(self, cell: int) -> None:
        """What is shown rounded may be believed to be a little less or more, and never small."""
        value, doubt = self.system.values[cell], self.rounding.doubt if self.rounding else 0
        least = min(value, self.rule.threshold)
        self.system.falls[cell] = max(0.0, value - max(least, self.told[cell] - doubt)) if doubt else 0.0
        self.system.rises[cell] = max(0.0, self.told[cell] + doubt - value) if doubt and value else 0.0

    def sweep(self, cells: list[int]) -> None:
        """Prove many at once what is safe already: most are, when there are many."""
        values = self.system.values
        up = {cell: self.needs[cell].upper - values[cell] for cell in cells}
        down = {cell: -max(0.0, self.needs[cell].width - up[cell]) for cell in cells}
        raised, lowered = self._together(cells, up), self._together(cells, down)
        for cell in cells:
            if cell in raised and cell in lowered:
                self.proofs[cell] = (raised[cell], lowered[cell])

    def _together(self, cells: list[int], changes: dict[int, float]) -> dict[int, Move]:
        found = {cell: _STILL for cell in cells if not changes[cell]}
        left = {cell: change for cell, change in changes.items() if change}
        for cell in cells:
            while cell in left:
                move = self.system.together(cell, left)
                moved = dict(zip(move.cells.tolist(), move.change.tolist(), strict=True)) if move else {}
                done = [one for one, change in moved.items() if one in left and change / left[one] >= 1]
                if not move or not done:
                    break
                for one in done:
                    found[one] = move
                    del left[one]
        return found

    def secure(self, cell: int) -> None:
        """Hide beside a cell what its need takes."""
        need, value = self.needs[cell], self.system.values[cell]
        proof = self._proof(cell)
        if proof is None:
            up = self._shift(cell, need.upper - value)
            down = self._shift(cell, -min(max(0.0, need.width - up.of(cell)), value))
            proof = (up, down)
            self.known[cell] = int(value + up.of(cell))
        self.proofs[cell] = proof

    def _proof(self, cell: int, prices: Floats | None = None) -> tuple[Move, ...] | None:
        """The cheapest proof of what a cell needs: as great as that, then in an interval as wide."""
        need, value = self.needs[cell], self.system.values[cell]
        rise = need.upper - value
        up = self.system.cheapest(cell, rise, prices=prices) if rise else _STILL
        if up is None:
            return None
        self._hide(up)
        short = need.width - up.of(cell)
        if short <= 0 or not value:
            return (up,)
        down = self._lower(cell, min(short, value), up)
        short += down.of(cell)
        if short > 0:
            up = self.system.cheapest(cell, up.of(cell) + short, prices=prices)
            if up is None:
                return None
            self._hide(up)
        return (up, down)

    def _lower(self, cell: int, change: float, up: Move) -> Move:
        """How far down a cell may be believed to be, up to ``change``: what raised it often does it too."""
        if up.of(cell) and self.system.allows(back := up.times(-change / up.of(cell))):
            return back
        found = self.system.cheapest(cell, -change, prices=self.sealed)
        return found or self.system.farthest(cell, -change, prices=self.sealed)

    def _shift(self, cell: int, change: float) -> Move:
        """The cheapest way to change a cell by so much, or as far as public figures let it."""
        if not change:
            return _STILL
        found = self.system.cheapest(cell, change)
        if found is None:
            free = np.where(np.isinf(self.prices), np.inf, 1e-3)
            found = self.system.farthest(cell, change, prices=free)
        self._hide(found)
        return found

    def _hide(self, move: Move) -> None:
        for rank, change in zip(move.cells, move.change, strict=True):
            cell = int(rank)
            if not -self.system.falls[cell] <= change <= self.system.rises[cell]:
                self.system.hide(cell)
                self.beside.add(cell)

    def thin(self, effort: int) -> None:
        """Show again what no proof needs or what proofs can do without, the dearest first."""
        used = dict[int, set[int]]()
        for cell, moves in self.proofs.items():
            for rank in _support(moves):
                used.setdefault(rank, set()).add(cell)
        for rank in sorted(self.beside, key=lambda one: (-self.prices[one], one)):
            users = sorted(used.get(rank, ()))
            effort -= 2 * len(users)
            if effort < 0:
                return
            self._show(rank)
            again = self._again(users)
            if again is None:
                self.system.hide(rank)
                continue
            self.beside.discard(rank)
            for cell, moves in again.items():
                for other in _support(self.proofs[cell]):
                    used[other].discard(cell)
                for other in _support(moves):
                    used.setdefault(other, set()).add(cell)
            self.proofs |= again

    def _show(self, cell: int) -> None:
        self.system.prices[cell], self.system.falls[cell], self.system.rises[cell] = self.prices[cell], 0, 0
        self._doubt(cell)

    def _again(self, cells: list[int]) -> dict[int, tuple[Move, ...]] | None:
        """Other proofs for these cells, without hiding more; what public figures tell is left as it is."""
        found = dict[int, tuple[Move, ...]]()
        for cell in cells:
            proof = None if cell in self.known else self._proof(cell, self.sealed)
            if proof is None:
                return None
            found[cell] = proof
        return found

    def proved(self) -> None:
        """Check every proof by itself, in whole numbers for persons. Raises ``ArithmeticError``."""
        system = self.system
        for cell, moves in self.proofs.items():
            for move in moves:
                slack = 0.0 if system.whole else 1e-6 * float(np.abs(move.change).max(initial=1.0))
                sums = system.sums(move)
                low, high = -system.falls[move.cells], system.rises[move.cells]
                if (
                    np.abs(sums).max(initial=0.0) > slack
                    or (move.change < low - slack).any()
                    or (move.change > high + slack).any()
                ):
                    raise ArithmeticError(f"{system.keys[cell]}: the protection is not proved")

    def result(self) -> Protected:
        keys = self.system.keys
        hidden, shown = {}, {}
        for rank, (key, cell) in enumerate(self.publication.cells.items()):
            if rank in self.needs and cell.offered:
                hidden[key] = self.needs[rank].reason
            elif rank in self.beside and cell.offered:
                hidden[key] = Reason.BESIDE
            elif cell.public:
                shown[key] = cell.value
            elif cell.offered:
                shown[key] = self.told[rank]
        return Protected(self.rule, shown, hidden, {keys[rank]: most for rank, most in self.known.items()})


def _support(moves: tuple[Move, ...]) -> Iterator[int]:
    for move in moves:
        yield from move.cells.tolist()
