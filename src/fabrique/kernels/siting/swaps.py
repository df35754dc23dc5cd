"""A search by swaps for maximal coverage: one site leaves, another comes, the best pair at each step.

The gain of every pair is kept up to date: opening j and closing k gains G_j − L_k + M_kj, with G_j the people
whom only j would newly reach, L_k those whom only k reaches, M_kj those of L_k whom j reaches too. A swap
changes only the classes near its two sites, so a step costs the same whatever the size of the territory.
A site that has just moved rests a few steps (tabu search, Glover 1989), which lets the search leave a plan
that no single swap improves.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.model import Bools, Effort, Floats, Ints
from fabrique.kernels.siting.rules import SiteRows


class Covering:
    """Open sites, what they cover, and the gain of every swap."""

    def __init__(self, reach: csr_matrix, people: Floats, chosen: list[int]) -> None:
        self.people, self.chosen = people, list(chosen)
        self._of_site = reach.tocsr()
        self._of_class = reach.T.tocsr()
        count = reach.shape[0]
        self.slot = np.full(count, -1)
        self.slot[self.chosen] = np.arange(len(self.chosen))
        self._times = np.zeros(reach.shape[1], np.int64)
        for site in self.chosen:
            self._times[self._classes(site)] += 1
        self.gain = np.asarray(reach @ np.where(self._times == 0, people, 0.0)).ravel()
        self.shared = np.zeros((len(self.chosen), count))
        self._owner = np.full(reach.shape[1], -1)
        for slot, site in enumerate(self.chosen):
            own = self._classes(site)
            own = own[self._times[own] == 1]
            self._owner[own] = slot
            self.shared[slot] = self._spread(own, people[own])
        self.covered = float(people[self._times > 0].sum())

    def _classes(self, site: int) -> Ints:
        near: Ints = self._of_site.indices[self._of_site.indptr[site] : self._of_site.indptr[site + 1]]
        return near

    def _sites(self, classes: Ints) -> tuple[Ints, Ints]:
        """The sites of each class, one after the other, and how many each has."""
        starts = self._of_class.indptr[classes].astype(np.int64)
        sizes = self._of_class.indptr[classes + 1] - starts
        ends = np.cumsum(sizes)
        at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)
        return self._of_class.indices[at], sizes

    def _spread(self, classes: Ints, people: Floats) -> Floats:
        """For each site, how many of these people it reaches."""
        sites, sizes = self._sites(classes)
        spread = np.bincount(sites, weights=np.repeat(people, sizes), minlength=len(self.slot))
        return spread.astype(np.float64, copy=False)

    def _share(self, classes: Ints, people: Floats) -> None:
        """Add people to what their owner has in common with each site."""
        sites, sizes = self._sites(classes)
        at = np.repeat(self._owner[classes], sizes) * len(self.slot) + sites
        np.add.at(self.shared.reshape(-1), at, np.repeat(people, sizes))

    def gains(self) -> Floats:
        """What each swap gains: a line for each open site, a column for each that would replace it."""
        alone = self.shared[np.arange(len(self.chosen)), self.chosen]
        table = self.gain[None, :] - alone[:, None] + self.shared
        table[:, self.chosen] = -np.inf
        return table

    def swap(self, slot: int, coming: int) -> None:
        """Close the site of a slot and open another in it."""
        leaving = self.chosen[slot]
        left = self._classes(leaving)
        self._times[left] -= 1
        self.slot[leaving] = -1
        lost, single = left[self._times[left] == 0], left[self._times[left] == 1]
        self.covered -= float(self.people[lost].sum())
        self.gain += self._spread(lost, self.people[lost])
        sites, sizes = self._sites(single)
        slots, of = self.slot[sites], np.repeat(single, sizes)
        self._owner[of[slots >= 0]] = slots[slots >= 0]
        self._share(single, self.people[single])
        self._come(slot, coming)

    def _come(self, slot: int, coming: int) -> None:
        reached = self._classes(coming)
        self._times[reached] += 1
        fresh, double = reached[self._times[reached] == 1], reached[self._times[reached] == 2]
        self.covered += float(self.people[fresh].sum())
        spread = self._spread(fresh, self.people[fresh])
        self.gain -= spread
        self._share(double, -self.people[double])
        self.chosen[slot], self.slot[coming] = coming, slot
        self._owner[fresh] = slot
        self.shared[slot] = spread


def filled(reach: csr_matrix, people: Floats, rows: SiteRows, chosen: list[int]) -> list[int]:
    """Open beside ``chosen`` the site that gains most, as long as the rows let one in that gains."""
    open_sites = np.zeros(reach.shape[0], bool)
    open_sites[chosen] = True
    left = np.where(np.asarray(reach[chosen].sum(axis=0)).ravel() > 0, 0.0, people)
    chosen = list(chosen)
    while (able := rows.adding(open_sites)).any():
        gain = np.where(able, reach @ left, -1.0)
        best = int(gain.argmax())
        if gain[best] <= 0:
            break
        chosen.append(best)
        open_sites[best] = True
        left[reach[best].indices] = 0.0
    return chosen


def improve(
    reach: csr_matrix,
    people: Floats,
    rows: SiteRows,
    chosen: list[int],
    *,
    steps: int,
    seed: int,
    enough: float = np.inf,
    effort: Effort | None = None,
) -> list[int]:
    """The best plan met in ``steps`` swaps from a plan that obeys the rows; kept sites never leave.

    It stops once ``enough`` people are covered: no plan covers more; or once no time is left.
    """
    if not chosen or len(chosen) == reach.shape[0] or steps < 1:
        return chosen
    state, chance = Covering(reach, people, chosen), np.random.default_rng(seed)
    best, kept = state.covered, list(chosen)
    rests = np.zeros(reach.shape[0], np.int64)  # until which step a site that left may not come back
    stays = np.zeros(len(chosen), np.int64)  # until which step a site that came may not leave
    plain = _only_counts(rows)
    for step in range(steps):
        if best >= enough * (1 - 1e-9) or (effort and effort.over):
            break
        table = state.gains()
        table[:, rows.most == 0] = -np.inf
        table[rows.least[state.chosen] > 0] = -np.inf
        if not plain:
            table[~rows.swaps(state.slot >= 0, state.chosen)] = -np.inf
        slot, coming = _pick(table, rests > step, stays > step, best - state.covered)
        if not np.isfinite(table[slot, coming]):
            break
        rests[state.chosen[slot]] = step + chance.integers(5, 15)
        stays[slot] = step + chance.integers(2, 8)
        state.swap(slot, coming)
        if state.covered > best * (1 + 1e-12):
            best, kept = state.covered, list(state.chosen)
    return kept


def _only_counts(rows: SiteRows) -> bool:
    """Whether no swap can break a row: a row of equal numbers counts sites."""
    return bool((rows.matrix == rows.matrix[:, :1]).all())


def _pick(table: Floats, resting: Bools, staying: Bools, better: float) -> tuple[int, int]:
    """The best swap of sites that do not rest, or any that makes the best plan yet."""
    best = int(table.argmax())
    if table.flat[best] <= better:
        table = table.copy()
        table[:, resting] = -np.inf
        table[staying] = -np.inf
        if np.isfinite(table.max()):
            best = int(table.argmax())
    return best // table.shape[1], best % table.shape[1]
