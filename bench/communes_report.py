"""How many communes are found from the name and the postal code alone, on published files that give the code.

    .venv/bin/python bench/communes_report.py [--misses]

A publisher's own code may be an arrondissement's or a former commune's: it is compared through the commune of
today. The rows on which we and the publisher differ are printed with what each says, for a person to judge.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fabrique.territory.cog import cog
from fabrique.territory.matching import find_commune
from fabrique.territory.naming import clean_commune_code

RAW = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "directory" / "raw"
LAYOUTS = {
    "bus-france-services-charente.json": ("commune", "code_postal", "code_insee"),
    "etapes-numerique.json": ("Commune", "Code postal", "Code INSEE"),
    "france-services-20240801.csv": ("lib_com", "code_postal", "insee_com"),
    "le-havre.json": ("commune", "code_postal", "code_insee"),
    "paca.json": ("adresse_commune", "adresse_code_postal", "adresse_code_insee"),
}


def rows(folder: Path, file: str) -> Iterator[tuple[int, str, object, str]]:
    """Row number, name, postal code and commune code of every row whose code leads to a commune."""
    path = folder / file
    with path.open(encoding="utf-8-sig", newline="") as handle:
        table = list(csv.DictReader(handle)) if path.suffix == ".csv" else json.load(handle)
    name, postal, code = LAYOUTS[file]
    for number, row in enumerate(table):
        if clean_commune_code(row.get(code)):
            yield number, str(row.get(name) or ""), row.get(postal), clean_commune_code(row.get(code))


def compare(folder: Path, file: str) -> tuple[int, list[tuple[int, str, object, str, str, float]]]:
    """The number of rows that give a code, and those for which another commune, or none, is found."""
    count, misses = 0, []
    for number, name, postal, code in rows(folder, file):
        count += 1
        found = find_commune(name=name, postal_code=postal)  # type: ignore[arg-type]
        expected = cog().commune(code)
        if found is None or expected is None or found.commune.code != expected.code:
            answer = found.commune.code if found else ""
            misses.append((number, name, postal, code, answer, found.confidence if found else 0.0))
    return count, misses


def main() -> None:
    if not RAW.exists():
        raise SystemExit("Données publiées absentes : ../shared/data/directory/raw")
    start = time.perf_counter()
    cog()
    print(f"COG lu en {1000 * (time.perf_counter() - start):.0f} ms")
    total = wrong = 0
    start = time.perf_counter()
    for file in LAYOUTS:
        count, misses = compare(RAW, file)
        total, wrong = total + count, wrong + len(misses)
        print(f"{file:40} {count:5} lignes  {100 * (1 - len(misses) / count):6.2f} %")
        for number, name, postal, code, answer, confidence in misses:
            theirs, ours = cog().commune(code), cog().commune(answer)
            print(
                f"    ligne {number} : {name!r} {postal} — publié {code} ({theirs.name if theirs else '?'}), "
                f"trouvé {answer} ({ours.name if ours else '?'}, {confidence})"
            )
    seconds = time.perf_counter() - start
    print(f"Ensemble : {total} lignes, {100 * (1 - wrong / total):.2f} %")
    print(f"{1e6 * seconds / total:.0f} µs par ligne, index des noms compris")


if __name__ == "__main__":
    sys.exit(main())
