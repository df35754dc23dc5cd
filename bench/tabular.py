"""Reading and writing 100,000 rows, beside ``csv.DictReader`` and ``csv.DictWriter`` in the same run.

    python bench/tabular.py [ROWS]

Prints seconds, rows a second and, for each step run alone in a child process, the peak of memory.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from fabrique.core.tabular import SheetOut, read_table, write_csv, write_json, write_xlsx

COLUMNS = [f"champ_{i}" for i in range(20)]


def rows(count: int) -> Iterator[list[str]]:
    for i in range(count):
        yield [
            str(i), f"Médiathèque n° {i}", "+33261910001", f"{i % 99} rue de l’Écluse", "Sainte-Anne",
            f"{i % 95 + 1:02}000", f"{46 + i % 100 / 100:.6f}", f"{-i % 100 / 100:.6f}", f"l{i}@a.example",
            "Mo-Fr 09:00-12:00,14:00-17:00", "Aide aux démarches|Imprimer, numériser", "", "", "Gratuit",
            "2024-01-02", "- Ateliers ; - Permanences", "Fixe", "", "Seniors|Jeunes", "fin",
        ]  # fmt: skip


def read(path: Path) -> int:
    return sum(1 for _ in read_table(path))


def read_with_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def write_with_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(dict(zip(COLUMNS, row, strict=True)) for row in rows(count))


def write_lines(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows(count):
            file.write(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n")


def alone(step: Callable[[], object], queue: multiprocessing.Queue[tuple[float, int]]) -> None:
    start = time.perf_counter()
    step()
    queue.put((time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def measure(name: str, count: int, step: Callable[[], object]) -> float:
    queue: multiprocessing.Queue[tuple[float, int]] = multiprocessing.Queue()
    child = multiprocessing.get_context("fork").Process(target=alone, args=(step, queue))
    child.start()
    seconds, peak = queue.get()
    child.join()
    print(f"{name:<28} {seconds:7.2f} s {count / seconds:10,.0f} rows/s {peak:6} MB")
    return seconds


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        text, lines, array, book = base / "a.csv", base / "a.ndjson", base / "a.json", base / "a.xlsx"
        old = measure("csv.DictWriter", count, lambda: write_with_csv(text, count))
        new = measure("write_csv", count, lambda: write_csv(text, COLUMNS, rows(count)))
        print(f"  write_csv / csv.DictWriter = {new / old:.2f}")
        measure("write_json", count, lambda: write_json(array, COLUMNS, rows(count)))
        measure("write_xlsx", count, lambda: write_xlsx(book, [SheetOut("A", COLUMNS, rows(count))]))
        write_lines(lines, count)
        old = measure("csv.DictReader", count, lambda: read_with_csv(text))
        new = measure("read_table CSV", count, lambda: read(text))
        print(f"  read_table / csv.DictReader = {new / old:.2f}   ({text.stat().st_size / 1e6:.0f} MB)")
        measure("read_table JSON lines", count, lambda: read(lines))
        measure("read_table JSON array", count, lambda: read(array))
        measure("read_table XLSX", count, lambda: read(book))


if __name__ == "__main__":
    main()
