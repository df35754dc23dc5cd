"""The two files of the command, and draws of the demand if any, as the kernels take them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fabrique.core.tabular import TableRefusal
from fabrique.kernels.siting import Demand, Sites
from fabrique.observe.reading import Column, choose, number_of, open_table, read_numbers
from fabrique.observe.standalone.coordinates import Floats
from fabrique.observe.standalone.places import Places, on_one_plane, read_places

_NO, _YES = {"", "0", "non", "no", "false", "faux"}, {"1", "oui", "yes", "true", "vrai", "x"}
_KEPT, _MAY_CLOSE = {*_YES, "keep", "garder", "gardé"}, {"close", "fermer", "fermable"}


@dataclass(frozen=True)
class Files:
    """What was read: good rows only. ``communes``: the names of the areas of the demand, by number."""

    demand: Demand
    sites: Sites
    points: Floats
    places: Floats
    point_ids: list[str]
    site_ids: list[str]
    communes: list[str]
    reasons: list[str]
    faults: dict[str, int]
    told: list[str]


def read_files(demand: Path, sites: Path) -> Files:
    """Both files, on one plane in metres. Raises a refusal that names file, row and column."""
    people = read_places(demand, [Column("population", least=0.0)])
    candidates = read_places(
        sites, [], [Column("cost", least=0.0, blank=True), Column("capacity", least=0.0, blank=True)]
    )
    priority = _shares(people)
    states = _states(candidates)
    special = _shares(candidates)
    people.checked()
    candidates.checked()
    points, places = on_one_plane(people, candidates)
    names = _good(people, people.texts("commune"))
    communes = sorted({name for name in names if name})
    number = {name: at for at, name in enumerate(communes)}
    good = candidates.good
    reasons = _good(candidates, candidates.texts("veto"))
    return Files(
        Demand(
            people.numbers.values["population"][people.good],
            priority[people.good],
            np.array([number.get(name, -1) for name in names], np.int64),
        ),
        Sites(
            _column(candidates, "cost", 0.0)[good],
            _column(candidates, "capacity", np.inf)[good],
            np.array([state != "" for state in states])[good],
            np.array([state == "keep" for state in states])[good],
            tuple(_veto_name(reason) for reason in reasons),
            special[good] > 0.5,
        ),
        points,
        places,
        people.ids,
        candidates.ids,
        communes,
        reasons,
        {"demand": int((~people.good).sum()), "sites": int((~good).sum())},
        [*people.numbers.told(demand.name), *candidates.numbers.told(sites.name)],
    )


def _good(places: Places, texts: list[str]) -> list[str]:
    return [text for text, right in zip(texts, places.good, strict=True) if right]


def _veto_name(reason: str) -> str:
    """Who says no: what comes before a colon, in small letters."""
    return reason.split(":")[0].strip().casefold() if reason.casefold() not in _NO else ""


def _column(places: Places, name: str, blank: float) -> Floats:
    if not places.has(name):
        return np.full(len(places.good), blank)
    return np.where(np.isnan(places.numbers.values[name]), blank, places.numbers.values[name])


def _shares(places: Places) -> Floats:
    """Column ``qpv``: yes, no, a share from 0 to 1, or the code of a neighbourhood."""
    shares = np.array([_share(text) for text in places.texts("qpv")])
    places.fault(np.isnan(shares), "qpv", "écrivez oui, non, une part de 0 à 1, ou un code de quartier.")
    return shares


def _share(text: str) -> float:
    low = text.casefold()
    if low in _NO or low in _YES:
        return float(low in _YES)
    if low.startswith("q") and any(sign.isdigit() for sign in low):
        return 1.0
    value = number_of(text)
    return value if value is not None and 0 <= value <= 1 else np.nan


def _states(places: Places) -> list[str]:
    """Column ``existing``: empty, « keep » or « close »; a vetoed site cannot be one that is kept."""
    states = []
    for text in places.texts("existing"):
        low = text.casefold()
        states.append("" if low in _NO else "keep" if low in _KEPT else "close" if low in _MAY_CLOSE else "?")
    places.fault(np.array([state == "?" for state in states]), "existing", "écrivez keep, close, ou rien.")
    barred = np.array([bool(_veto_name(reason)) for reason in places.texts("veto")])
    kept = np.array([state == "keep" for state in states])
    places.fault(
        barred & kept, "veto", "un site gardé ne peut pas porter un veto : écrivez close, ou ôtez-le."
    )
    return states


def read_draws(path: Path, ids: list[str]) -> Floats:
    """A table ``id`` and one column of people for each draw: draws × points, in the order of ``ids``."""
    table = open_table(path)
    choose(table, ["id"])
    names = [name for name in table.columns if name != "id"]
    if not names:
        raise TableRefusal("il faut une colonne de population par tirage.", path=path)
    numbers = read_numbers(table, [Column(name, least=0.0) for name in names])
    if not numbers.good.all():
        raise TableRefusal(f"un tirage doit être entier ; {numbers.faults[0]}", path=path)
    rank = {name: at for at, name in enumerate(numbers.ids)}
    missing = [name for name in ids if name not in rank]
    if missing:
        raise TableRefusal(
            f"{len(missing)} points n’ont pas de tirage, dont « {missing[0]} ».",
            path=path,
            mend="Donnez une ligne par point de la demande.",
        )
    order = [rank[name] for name in ids]
    return np.array([numbers.values[name][order] for name in names])
