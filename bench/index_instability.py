"""How unstable an index is, on the communes of 2020: `python -m bench.index_instability`.

Recomputes figures that were first measured apart, and says whether each is found again within two points.
Five indicators: low diploma, one-person households, single parents, 65 and over, premises without 30 Mbit/s.

Two things of the first measurement are not known. How equals were ordered: bands give 1,400 communes one
score at the limit of the top decile, and who is let in moves an overlap by fifteen points. Here the commune
with more premises comes first; what sharing equals out gives, as the library does, is printed too, with the
whole range. How far weights were drawn: a spread of 20 is what finds both last figures again.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fabrique.core.tabular import read_table
from fabrique.kernels.index import (
    Data,
    Definition,
    Frame,
    assess_uncertainty,
    compute,
    from_mapping,
    of_columns,
)
from fabrique.kernels.index.stats import overlap, spearman
from fabrique.observe.reading import number_of

Floats = npt.NDArray[np.float64]
SOURCE = Path(__file__).parents[2] / "shared/data/observatory/ifn_v1_mednum"
CENSUS = ("TX_NSCOL15P", "TX_MENSEUL", "TX_FAMMONO", "TX_65ETPLUS")
FAST = ("elig_thd30", "elig_thd100", "elig_thd1g")
BANDS = {"method": "bands", "cuts": [0.10, 0.25, 0.40, 0.60, 0.75, 0.90], "scores": [-3, -2, -1, 0, 1, 2, 3]}
WINSORISED = {"method": "minmax", "winsor": 0.01}
MEASURED = {  # normalisation: top-decile overlap with bands, Spearman
    "rang en centièmes": ("percentile", 0.796, 0.982),
    "écart réduit": ("z", 0.739, 0.966),
    "min-max écrêté": (WINSORISED, 0.719, 0.928),
    "min-max": ("minmax", 0.579, 0.724),
}
AREAS, WIDTH, ROBUST, POINTS = 34_934, 0.267, 0.39, 0.02
SPREAD = 20


def census(folder: Path) -> dict[str, list[float]]:
    """The census shares by commune; of two rows for one commune, the full one."""
    found: dict[str, list[float]] = {}
    for row in read_table(folder / "data_scol_menage_demandeurEmplois.csv"):
        code = str(row.values["CODE_INSEE"])
        values = [number_of(row.values[name]) for name in CENSUS]
        numbers = [float("nan") if value is None else value for value in values]
        if code not in found or np.isfinite(numbers).sum() > np.isfinite(found[code]).sum():
            found[code] = numbers
    return found


def premises(folder: Path) -> dict[str, tuple[float, float]]:
    """Premises, and the share of them without 30 Mbit/s (all, where none is known), by commune."""
    found = {}
    with (folder / "commune-debit-beta.csv").open(encoding="utf-8") as stream:
        next(stream)  # a warning of the producer
        names = next(stream).strip().split(";")
        for line in stream:
            row = dict(zip(names, line.strip().split(";"), strict=True))
            count = float(row["nbr"] or 0)
            fast = sum(float(row[name] or 0) for name in FAST)
            found[row["code_insee"]] = (count, 100 * (1 - fast / max(count, 1.0)))
    return found


def communes(folder: Path) -> tuple[Data, Floats]:
    """The communes where all five are known, those with most premises first, and their premises."""
    people, places = census(folder), premises(folder)
    known = [code for code, values in people.items() if code in places and np.isfinite(values).all()]
    known.sort(key=lambda code: -places[code][0])
    table = np.array([[*people[code], places[code][1]] for code in known])
    columns = {name: table[:, rank] for rank, name in enumerate((*CENSUS, "NON_THD"))}
    return of_columns(known, columns), np.array([places[code][0] for code in known])


def definition(normalisation: object, **alternatives: object) -> Definition:
    codes = [*CENSUS, "NON_THD"]
    return from_mapping(
        {
            "name": "instability",
            "title": "instability",
            "version": "1",
            "normalisation": normalisation,
            "indicators": [{"code": code, "direction": 1} for code in codes],
            "groups": {"index": {"parts": codes}},
            "alternatives": alternatives,
        }
    )


def top(scores: Floats, count: int) -> set[int]:
    """The ``count`` highest; equals in the order of the data."""
    return set(np.argsort(-np.round(scores, 9), kind="stable")[:count].tolist())


def limits(bands: Floats, other: set[int], count: int) -> tuple[float, float]:
    """The least and the greatest overlap that the order of equals allows."""
    rounded = np.round(bands, 9)
    limit = np.sort(rounded)[-count]
    sure = set(np.flatnonzero(rounded > limit).tolist())
    equal = set(np.flatnonzero(rounded == limit).tolist())
    room, both = count - len(sure), len(sure & other)
    shared = len(equal & other)
    return (both + max(0, room - (len(equal) - shared))) / count, (both + min(room, shared)) / count


def check(name: str, found: float, expected: float) -> bool:
    kept = abs(found - expected) <= POINTS
    print(f"  {name} : {found:.3f}, mesuré d’abord {expected:.3f} : {'retrouvé' if kept else 'ÉCART'}")
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    if not options.source.is_dir():
        sys.exit(f"Les fichiers publiés ne sont pas là : {options.source}")
    data, _premises = communes(options.source)
    count = len(data.areas) // 10
    kept = [len(data.areas) == AREAS]
    print(f"{len(data.areas)} communes, mesuré d’abord {AREAS}")
    bands = compute(definition(BANDS), data).score
    for name, (how, shared, correlation) in MEASURED.items():
        score = compute(definition(how), data).score
        mine, other = top(bands, count), top(score, count)
        low, high = limits(bands, other, count)
        kept.append(check(f"{name}, dixième commun avec les classes", len(mine & other) / count, shared))
        told = overlap(bands, score, 0.1)
        print(f"    ex æquo partagés : {told:.3f} ; selon leur ordre : {low:.3f} à {high:.3f}")
        kept.append(check(f"{name}, Spearman", spearman(bands, score), correlation))
    made = definition(
        "percentile", normalisations=["z", WINSORISED, "minmax"], means=["geometric"], spread=SPREAD
    )
    start, cpu = time.perf_counter(), time.process_time()
    doubt = assess_uncertainty(Frame(made, data), data, draws=options.draws, seed=options.seed)
    spent = f"{time.perf_counter() - start:.2f} s (processeur {time.process_time() - cpu:.2f} s)"
    print(f"{options.draws} tirages, {spent}")
    kept.append(check("largeur médiane de l’intervalle de rang à 90 %", doubt.median_width, WIDTH))
    robust = doubt.counts()["robust_top"] / doubt.top_count
    kept.append(check("part sûre du dixième le plus fragile", robust, ROBUST))
    print(
        "Tout est retrouvé à deux points près."
        if all(kept)
        else f"{kept.count(False)} figures à plus de deux points."
    )
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
