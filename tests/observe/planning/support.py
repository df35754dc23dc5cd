"""A small invented territory: three towns in a row, and sites around them."""

from __future__ import annotations

from typing import Any

import numpy as np

from fabrique.observe.planning import Candidates, Inputs, People

LATITUDE = 47.0
KM = 1 / 111.2 / np.cos(np.radians(LATITUDE))  # degrees of longitude in a kilometre
COMMUNES = {"00101": "Grandmesnil", "00102": "Port-Sablier", "00103": "Vaurenne"}


def east(kilometres: float) -> float:
    return float(-3.0 + KM * kilometres)


def people(counts: tuple[float, ...] = (1000, 500, 300), **changes: Any) -> People:
    """A point in each town, ten kilometres apart; half of the first lives in a priority neighbourhood."""
    size = len(counts)
    held: dict[str, Any] = {
        "latitude": np.full(size, LATITUDE),
        "longitude": np.array([east(10 * at) for at in range(size)]),
        "people": np.array(counts, float),
        "commune": tuple(COMMUNES)[:size],
        "priority": np.array([0.5, 0.0, 0.0][:size]),
    }
    return People(**{**held, **changes})


def sites(*rows: dict[str, Any]) -> Candidates:
    """Sites told by what is not usual of each; ``at``: kilometres from the first town."""
    usual = {
        "at": 0.0, "commune": "00101", "qpv": "", "cost_cents": 0, "capacity": None, "existing": False,
        "kept": False, "veto": "", "minutes": None, "opens": "",
    }  # fmt: skip
    held = [{**usual, "id": f"s{rank}", "name": f"Site {rank}", **row} for rank, row in enumerate(rows)]
    names = ("commune", "qpv", "cost_cents", "capacity", "existing", "kept", "veto", "minutes", "opens")
    return Candidates(
        ids=tuple(row["id"] for row in held),
        names=tuple(row["name"] for row in held),
        latitude=np.full(len(held), LATITUDE),
        longitude=np.array([east(row["at"]) for row in held]),
        **{name: tuple(row[name] for row in held) for name in names},
    )


def inputs(*rows: dict[str, Any], of: People | None = None) -> Inputs:
    """One site in the middle of each town unless others are told."""
    usual = ({"at": 0, "qpv": "QN1"}, {"at": 10, "commune": "00102"}, {"at": 20, "commune": "00103"})
    return Inputs(of or people(), sites(*(rows or usual)), COMMUNES)
