"""A producer’s file to a panel in a few seconds: .venv/bin/python bench/sources.py [--pandas-python PATH]

Three invented files of real sizes: 36,000 communes × 100 columns, 49,000 IRIS × 75, 100,000 cells of 200 m.
Two baselines in the same run: ``csv.DictReader`` that keeps the same columns as floats, and pandas (in an
interpreter that has it) that reads only these columns and coerces what is no number to NaN. Neither keeps
why a value is not there. One cell in a hundred is secret, one in a thousand is a slip.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from fabrique.observe.reading import open_table  # noqa: E402
from fabrique.observe.sources import read_panel, recognise  # noqa: E402

PROMISE = 5.0
PANDAS = """
import json, sys, time
start = time.process_time()
import pandas as pd
loaded = time.process_time()
path, delimiter, key, columns = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
frame = pd.read_csv(path, sep=delimiter, usecols=[key, *columns], dtype=str)
found = frame[columns].apply(pd.to_numeric, errors="coerce")
print(json.dumps({"import": loaded - start, "read": time.process_time() - loaded,
                  "lost": int(found.isna().sum().sum())}))
"""


def communes(path: Path, draw: random.Random) -> tuple[str, str, list[str]]:
    used = ["P19_POP", "P19_H65P", "P19_F65P", "P19_POP7589", "P19_POP90P", "P19_NSCOL15P"]
    used += ["P19_NSCOL15P_DIPLMIN", "C19_MEN", "C19_MENPSEUL", "C19_FAM", "C19_FAMMONO"]
    others = [f"P19_X{rank}" for rank in range(88)]
    write(path, ";", "CODGEO", [*others, *used], 36_000, lambda n: f"{1 + n // 900:02d}{n % 900:03d}", draw)
    return ";", "CODGEO", used


def iris(path: Path, draw: random.Random) -> tuple[str, str, list[str]]:
    used = ["P19_POP", "P19_POP65P", "P19_POP75P", "P19_POP80P", "P19_POP_ETR"]
    others = [f"P19_X{rank}" for rank in range(69)]
    write(path, ";", "IRIS", [*others, *used], 49_000, lambda n: f"{n + 10_000_000:09d}", draw)
    return ";", "IRIS", used


def cells(path: Path, draw: random.Random) -> tuple[str, str, list[str]]:
    used = ["ind", "men", "men_pauv", "men_1ind", "men_fmp", "ind_65_79", "ind_80p"]
    others = [f"autre_{rank}" for rank in range(24)]
    name = "CRS3035RES200mN{}E{}"
    write(
        path, ",", "idcar_200m", ["i_est_200", *others, *used], 100_000,
        lambda n: name.format(2_000_000 + 200 * (n // 400), 3_700_000 + 200 * (n % 400)), draw,
    )  # fmt: skip
    return ",", "idcar_200m", used


def write(
    path: Path, delimiter: str, key: str, columns: list[str], rows: int,
    code: Callable[[int], str], draw: random.Random,
) -> None:  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=delimiter)
        writer.writerow([key, *columns])
        for rank in range(rows):
            writer.writerow([code(rank), *(_cell(draw, column) for column in columns)])


def _cell(draw: random.Random, column: str) -> str:
    if column == "i_est_200":
        return draw.choice("01")
    chance = draw.random()
    if chance < 0.01:
        return "s"
    return "n.c." if chance < 0.011 else f"{chance * 1000:.6f}"


def plain(path: Path, delimiter: str, key: str, columns: list[str]) -> int:
    """The same columns as floats; the number of cells that are lost."""
    lost = 0
    kept: list[tuple[str, list[float | None]]] = []
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter=delimiter):
            values: list[float | None] = []
            for column in columns:
                try:
                    values.append(float(row[column]))
                except ValueError:
                    values.append(None)
                    lost += 1
            kept.append((row[key], values))
    return lost


def timed(action: Callable[[], object]) -> tuple[object, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = action()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pandas-python", default="", help="an interpreter that has pandas")
    pandas_python = parser.parse_args().pandas_python
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        for make in (communes, iris, cells):
            path = Path(folder) / f"{make.__name__}.csv"
            delimiter, key, columns = make(path, random.Random(1))

            def ours(path: Path = path) -> object:
                table = open_table(path)
                spec = recognise(table.columns)
                assert spec is not None
                return read_panel(table, spec, vintage=2019)

            found, wall, cpu = timed(ours)
            secret = sum(int((one.status == 2).sum()) for one in found.panel.series.values())  # type: ignore[attr-defined]
            print(f"{make.__name__} ({path.stat().st_size / 1e6:.0f} Mo)")
            print(
                f"  read_panel      {wall:6.2f} s, {cpu:6.2f} s CPU : {found.counts.rows} rows, "  # type: ignore[attr-defined]
                f"{len(found.faults)} faults named, {secret} values known to be secret"  # type: ignore[attr-defined]
            )
            slow |= cpu > PROMISE
            lost, wall, cpu = timed(lambda p=path, d=delimiter, k=key, c=columns: plain(p, d, k, c))
            print(f"  csv.DictReader  {wall:6.2f} s, {cpu:6.2f} s CPU : {lost} cells lost without a reason")
            if pandas_python:
                arguments = [pandas_python, "-c", PANDAS, str(path), delimiter, key, json.dumps(columns)]
                told = json.loads(
                    subprocess.run(arguments, capture_output=True, check=True, text=True).stdout
                )
                print(
                    f"  pandas           {told['read']:6.2f} s CPU (and {told['import']:.2f} to load) : "
                    f"{told['lost']} cells lost without a reason"
                )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:.0f} Mo ; promise: {PROMISE:g} s of CPU each: {'NOT kept' if slow else 'kept'}")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
