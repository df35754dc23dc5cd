"""From the rows of a file to one value for each area: repetitions settled, parts put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.indicators.model import Floats, Statuses
from fabrique.observe.sources.cells import IMPUTED, MISSING, OBSERVED, SECRET
from fabrique.observe.sources.model import Rows

NO_PART = 255  # the row says nothing of this measure
Column = tuple[Floats, Statuses]


@dataclass(frozen=True, slots=True)
class RawRows:
    """Rows as they were read, an area as often as the file has it: ``keys`` (m), ``lines`` (m) and, by code
    of measure, values and statuses (m)."""

    keys: tuple[str, ...]
    lines: npt.NDArray[np.int64]
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Repeated:
    """An area on several lines. ``outcome``: ``same`` (all alike), ``completed`` (they do not contradict
    each other, one is emptier) or ``contradictory`` (no figure is kept)."""

    area: str
    lines: tuple[int, ...]
    outcome: str

    def __str__(self) -> str:
        lines = ", ".join(map(str, self.lines))
        said = {
            "same": "lignes identiques, une seule est gardée",
            "completed": "une ligne est vide ou incomplète, l’autre est gardée",
            "contradictory": "elles se contredisent, aucun chiffre n’est gardé",
        }[self.outcome]
        return f"« {self.area} » est aux lignes {lines} : {said}."


def settle(raw: RawRows, rows: Rows) -> tuple[tuple[str, ...], dict[str, Column], list[Repeated]]:
    """The areas (n, in the order of the file), values and statuses (n) by measure, and the repetitions."""
    rank: dict[str, int] = {}
    owner = np.array([rank.setdefault(key, len(rank)) for key in raw.keys], dtype=np.int64)
    areas = tuple(rank)
    if rows is not Rows.ONE:
        return areas, {c: _together(col, owner, len(areas), rows) for c, col in raw.columns.items()}, []
    columns = {code: _first(column, owner, len(areas)) for code, column in raw.columns.items()}
    if len(areas) == len(raw.keys):
        return areas, columns, []
    return areas, columns, _unrepeat(raw, owner, areas, columns)


def _first(column: Column, owner: npt.NDArray[np.int64], count: int) -> Column:
    values, status = np.full(count, np.nan), np.full(count, MISSING, dtype=np.uint8)
    values[owner[::-1]], status[owner[::-1]] = column[0][::-1], column[1][::-1]
    return values, _unknown(status)


def _unknown(status: Statuses) -> Statuses:
    return np.where(status == NO_PART, MISSING, status).astype(np.uint8)


def _unrepeat(
    raw: RawRows, owner: npt.NDArray[np.int64], areas: Sequence[str], columns: dict[str, Column]
) -> list[Repeated]:
    """Settle each repeated area in ``columns``, in place."""
    many = np.flatnonzero(np.bincount(owner) > 1)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], many)
    ends = np.searchsorted(owner[order], many, side="right")
    found = []
    for area, start, end in zip(many.tolist(), starts.tolist(), ends.tolist(), strict=True):
        members = order[start:end]
        outcome = "same"
        for code, (values, status) in raw.columns.items():
            said = {
                (float(values[row]) if status[row] <= IMPUTED else 0.0, int(status[row])) for row in members
            }
            told = said - {(0.0, MISSING), (0.0, NO_PART)}
            if len(told) > 1:
                outcome = "contradictory"
                break
            if len(said) > 1:
                outcome = "completed"
            kept, state = next(iter(told), (np.nan, MISSING))
            columns[code][0][area] = kept if state <= IMPUTED else np.nan
            columns[code][1][area] = state
        if outcome == "contradictory":
            for values, status in columns.values():
                values[area], status[area] = np.nan, MISSING
        found.append(Repeated(areas[area], tuple(int(raw.lines[row]) for row in members), outcome))
    return found


def _together(column: Column, owner: npt.NDArray[np.int64], count: int, rows: Rows) -> Column:
    """Sum, smallest or largest of the rows of each area. One unknown part makes the whole unknown."""
    values, status = column
    part = status != NO_PART
    owned, figures, states = owner[part], values[part], status[part]
    parts = np.bincount(owned, minlength=count)
    if rows is Rows.SUM:
        result = np.bincount(owned, weights=np.nan_to_num(figures), minlength=count)
    else:
        result = np.full(count, np.nan)
        (np.fmin if rows is Rows.LEAST else np.fmax).at(result, owned, figures)
    found = np.full(count, OBSERVED, dtype=np.uint8)
    for state in (IMPUTED, MISSING, SECRET):
        found[np.bincount(owned[states == state], minlength=count) > 0] = state
    if rows is not Rows.SUM:
        found[parts == 0] = MISSING
    return np.where(found <= IMPUTED, result, np.nan), found


def ratio(numerator: Column, denominator: Column, scale: float) -> Column:
    """Numerator ÷ denominator × scale; missing where the denominator is 0, unknown where either is."""
    (above, top), (below, bottom) = numerator, denominator
    status = np.maximum(top, bottom)
    status[(top == SECRET) | (bottom == SECRET)] = SECRET
    status[(status <= IMPUTED) & (below == 0)] = MISSING
    known = status <= IMPUTED
    values = np.full(len(above), np.nan)
    values[known] = above[known] / below[known] * scale
    return values, status.astype(np.uint8)
