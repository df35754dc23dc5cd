"""Somebody who knows all that is shown, that totals are sums and that nothing is below zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

from fabrique.observe.content import TOTAL, Absent, Column, Content, Table

TOWNS = ("00101", "00102", "00103", "00104", "00105", "00106")
COUNTED = "équipés"


def column(code: str = "equipped", **more: str) -> Column:
    """Persons counted by a partner, unless told otherwise."""
    return Column(code, COUNTED, "personnes", 0, **{"counts": "persons", "origin": "partner", **more})


def table(
    rows: Mapping[str, Sequence[object]], columns: Sequence[Column], *, level: str = "commune", key: str = ""
) -> Table:
    """A row for each area; ``total`` is the whole."""
    told = tuple((code, f"Zone {code}", *values) for code, values in rows.items())
    head = (Column("id", "Code"), Column("nom", "Nom"), *columns)
    return Table(key or f"par-{level}", "Par zone", head, told, level)  # type: ignore[arg-type]


def content(*tables: Table, reading: Sequence[str] = (), **more: object) -> Content:
    """What would be published of these tables."""
    return Content(
        "indicator", "equipped", "Personnes équipées", "Val-d’Estuaire", "2026-11-30",
        reading=tuple(reading), tables=tables, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def counted(values: Sequence[int], *, total: bool = True, **more: str) -> Content:
    """One count by commune, with its total."""
    rows = {code: (value,) for code, value in zip(TOWNS, values, strict=False)}
    if total:
        rows[TOTAL] = (sum(values),)
    return content(table(rows, [column(**more)]))


def bounds(shown: Sequence[Content], towns: Sequence[str], *, at: int = 2) -> dict[str, tuple[float, float]]:
    """Between what and what each town may be, after reading these contents."""
    rows, totals = [], []
    for each in shown:
        for one in each.tables:
            known = [str(line[0]) for line in one.rows]
            for line in one.rows:
                if isinstance(line[at], Absent):
                    continue
                among = [code for code in known if code != TOTAL] if line[0] == TOTAL else [str(line[0])]
                rows.append([float(code in among) for code in towns])
                totals.append(float(line[at]))  # type: ignore[arg-type]
    found = {}
    for rank, code in enumerate(towns):
        cost = np.zeros(len(towns))
        cost[rank] = 1
        low, high = (
            linprog(sign * cost, A_eq=np.array(rows), b_eq=np.array(totals), bounds=(0, 10_000))
            for sign in (1, -1)
        )
        assert low.success
        assert high.success
        found[code] = (low.fun, -high.fun)
    return found


def hidden(found: Content, at: int = 2, rank: int = 0) -> list[str]:
    """The areas whose count is hidden."""
    return [str(row[0]) for row in found.tables[rank].rows if row[at] is Absent.HIDDEN]
