"""Linear programmes with 0-1 columns, solved by HiGHS, with bounds that do not rest on its tolerances.

The bound of a relaxation is recomputed from its dual values: any dual values give a valid bound once every
column has its own bounds (Neumaier & Shcherbina 2004, doi:10.1007/s10107-003-0433-3), so an interior point
without crossover, which is quick and only nearly optimal, proves as much as an exact vertex.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import csr_matrix, vstack

from fabrique.kernels.siting.model import Effort, Floats, Unfinished

_TOLERANCE = 1e-6
IPM_TOLERANCE = 1e-4
"""Where the interior point stops: a bound looser by about as much, for two thirds of the time."""


@dataclass(frozen=True)
class Programme:
    """Maximise ``worth`` · v with ``lower`` ≤ ``matrix`` v ≤ ``upper``, ``least`` ≤ v ≤ ``most``.

    The first ``whole`` columns are whole numbers; all columns have finite bounds.
    """

    worth: Floats
    matrix: csr_matrix
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats
    whole: int

    def and_rows(self, matrix: csr_matrix, lower: Floats, upper: Floats) -> Programme:
        """The same with more rows."""
        return replace(
            self,
            matrix=vstack([self.matrix, matrix], format="csr"),
            lower=np.concatenate([self.lower, lower]),
            upper=np.concatenate([self.upper, upper]),
        )

    def holds(self, values: Floats) -> bool:
        """Whether values obey every row and bound, to one part in a million."""
        rows = self.matrix @ values
        slack = _TOLERANCE * (1 + np.maximum(np.abs(rows), 1))
        inside = (values >= self.least - _TOLERANCE) & (values <= self.most + _TOLERANCE)
        return bool(
            inside.all() and (rows >= self.lower - slack).all() and (rows <= self.upper + slack).all()
        )


@dataclass(frozen=True)
class Relaxed:
    """A relaxation: its ``values``, a proven ``bound``, and by how much at least the bound falls for each
    unit that a column leaves its preferred bound (``reduced``: > 0 prefers its most, < 0 its least)."""

    values: Floats
    bound: float
    reduced: Floats


@dataclass(frozen=True)
class Answer:
    """``values`` None: none was found; ``bound`` proven by branching; ``done``: nothing is left to search.

    ``infeasible`` is proven when ``done`` and there are no values.
    """

    values: Floats | None
    bound: float
    done: bool

    def or_unfinished(self) -> Answer:
        """Raises ``Unfinished`` when there may be a plan and none was found."""
        if self.values is None and not self.done:
            raise Unfinished
        return self


def relax(programme: Programme, effort: Effort) -> Relaxed:
    """The relaxation by interior point, and its bound recomputed."""
    solver = _solver(replace(programme, whole=0))
    solver.setOptionValue("solver", "ipm")
    solver.setOptionValue("run_crossover", "off")
    solver.setOptionValue("ipm_optimality_tolerance", IPM_TOLERANCE)
    _limit(solver, effort.left())
    solver.run()
    found = solver.getSolution()
    values = np.clip(np.nan_to_num(np.asarray(found.col_value, float)), programme.least, programme.most)
    # The sign of the dual values of an interior point depends on where it stopped: the better bound is kept.
    duals = np.asarray(found.row_dual, float)
    bound, reduced = min((dual_bound(programme, side) for side in (duals, -duals)), key=lambda pair: pair[0])
    return Relaxed(values, bound, reduced)


def dual_bound(programme: Programme, duals: Floats) -> tuple[float, Floats]:
    """The bound that dual values prove, whatever they are, and the reduced worth of each column."""
    duals = np.where(np.isfinite(duals), duals, 0.0)
    duals = np.where((duals > 0) & np.isinf(programme.upper), 0.0, duals)
    duals = np.where((duals < 0) & np.isinf(programme.lower), 0.0, duals)
    sides = np.where(duals > 0, programme.upper, np.where(duals < 0, programme.lower, 0.0))
    reduced = programme.worth - programme.matrix.T @ duals
    best = np.where(reduced > 0, programme.most, programme.least)
    return float(duals @ sides + reduced @ best), reduced


def narrowed(programme: Programme, relaxed: Relaxed, known: float) -> Programme:
    """Fix the whole columns that no plan better than ``known`` can move (reduced-cost fixing)."""
    room = relaxed.bound - known + _TOLERANCE * max(1.0, abs(known))
    head = slice(0, programme.whole)
    least, most = programme.least.copy(), programme.most.copy()
    up, down = relaxed.reduced[head] > room, relaxed.reduced[head] < -room
    least[head] = np.where(up, programme.most[head], least[head])
    most[head] = np.where(down, programme.least[head], most[head])
    return replace(programme, least=least, most=most)


def branch(programme: Programme, effort: Effort, start: Floats | None = None) -> Answer:
    """Branch and bound, from a plan that is known if any."""
    solver = _solver(programme)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.setOptionValue("mip_max_nodes", effort.nodes)
    solver.setOptionValue("random_seed", effort.seed)
    _limit(solver, effort.left() if effort.seconds is None else min(effort.seconds, effort.left()))
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = [float(value) for value in start]
        solver.setSolution(given)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(None, -np.inf, True)
    values = np.asarray(solver.getSolution().col_value, float)
    info = solver.getInfo()
    known = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    values = np.clip(values, programme.least, programme.most)
    values[: programme.whole] = np.round(values[: programme.whole])
    optimal = status == highspy.HighsModelStatus.kOptimal
    bound = info.objective_function_value if optimal and not programme.whole else info.mip_dual_bound
    return Answer(values if known else None, float(bound), optimal)


def _limit(solver: highspy.Highs, seconds: float) -> None:
    if math.isfinite(seconds):
        solver.setOptionValue("time_limit", max(seconds, 0.0))


def _solver(programme: Programme) -> highspy.Highs:
    rows, columns = programme.matrix.shape
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_, model.col_lower_, model.col_upper_ = programme.worth, programme.least, programme.most
    model.row_lower_, model.row_upper_ = programme.lower, programme.upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = programme.matrix.indptr
    model.a_matrix_.index_ = programme.matrix.indices
    model.a_matrix_.value_ = programme.matrix.data
    model.sense_ = highspy.ObjSense.kMaximize
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("parallel", "off")
    if programme.whole:
        rest = columns - programme.whole
        model.integrality_ = [highspy.HighsVarType.kInteger] * programme.whole + [
            highspy.HighsVarType.kContinuous
        ] * rest
    solver.passModel(model)
    return solver
