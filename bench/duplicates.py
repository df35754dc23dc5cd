"""Duplicates among invented places, next to splink on the same rows: `python -m bench.duplicates`.

Prints time, memory, precision and recall of pairs (after grouping) at several sizes, and how time grows.
The peer runs with another interpreter, `--splink-python PATH`, where splink 5 and duckdb are installed.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from bench.generate_places import Row, generate

from fabrique.kernels.linkage import Record, Result, find_duplicates

PEER = Path(__file__).with_name("splink_peer.py")


def records_of(rows: Iterable[Row]) -> list[Record]:
    """The rows without their truth."""
    names = [field.name for field in fields(Record)]
    return [Record(**{name: getattr(row, name) for name in names}) for row in rows]


def true_pairs(rows: Iterable[Row]) -> set[tuple[str, str]]:
    """The pairs of ids that tell one place."""
    by_truth: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        by_truth[row.truth].append(row.id)
    return {pair for ids in by_truth.values() for pair in itertools.combinations(sorted(ids), 2)}


def grouped_pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {pair for ids in groups for pair in itertools.combinations(sorted(ids), 2)}


def quality(found: set[tuple[str, str]], true: set[tuple[str, str]]) -> str:
    good = len(found & true)
    precision, recall = good / max(1, len(found)), good / max(1, len(true))
    return f"précision {precision:.4f}, rappel {recall:.4f} ({len(found)} paires)"


def queued(result: Result) -> set[tuple[str, str]]:
    """The pairs of the certain groups and those that wait for a person."""
    asked = {(pair.left, pair.right) for group in result.possible for pair in group.pairs}
    return grouped_pairs(group.members for group in result.certain) | asked


def peer(python: str, rows: list[Row], true: set[tuple[str, str]]) -> None:
    """Runs splink on the same rows and prints its figures at the thresholds it is asked for."""
    columns = [field.name for field in fields(Row) if field.name != "truth"]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "rows.csv"), Path(folder, "clusters.json")
        with source.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for row in rows:
                cells = (getattr(row, name) for name in columns)
                writer.writerow(
                    "|".join(c) if isinstance(c, tuple) else "" if c is None else c for c in cells
                )
        run = subprocess.run(
            [python, str(PEER), str(source), str(target)], check=False, capture_output=True, text=True
        )
        if run.returncode:
            print(f"  splink : non mesuré ({run.stderr.strip().splitlines()[-1:]})")
            return
        told = json.loads(target.read_text(encoding="utf-8"))
    spent = f"{told['seconds']:.1f} s (processeur {told['cpu']:.1f} s), {told['memory_mb']:.0f} Mo"
    print(f"  splink {told['version']} : {spent}")
    for kind, thresholds in told["found"].items():
        for threshold, groups in thresholds.items():
            print(f"    {kind}, seuil {threshold} : {quality(grouped_pairs(groups), true)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000, 100_000, 200_000])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--splink-python", help="un Python où splink 5 et duckdb sont installés")
    parser.add_argument("--splink-sizes", type=int, nargs="+", default=[100_000])
    options = parser.parse_args()
    before: tuple[int, float] | None = None
    for size in options.sizes:
        rows = generate(size, seed=options.seed)
        records, true = records_of(rows), true_pairs(rows)
        start, cpu = time.perf_counter(), time.process_time()
        result = find_duplicates(records)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        growth = f" ; {seconds / before[1]:.2f} fois le temps d’avant" if before else ""
        before = size, seconds
        told = f"{seconds:.1f} s (processeur {cpu:.1f} s), {result.compared} paires, {memory:.0f} Mo{growth}"
        print(f"{size} lieux, {len(rows)} fiches : {told}")
        certain = grouped_pairs(group.members for group in result.certain)
        print(f"  certains              : {quality(certain, true)}")
        print(f"  certains et possibles : {quality(queued(result), true)}", flush=True)
        if size in options.splink_sizes:
            if options.splink_python:
                peer(options.splink_python, rows, true)
            else:
                print("  splink : non mesuré (donnez --splink-python)")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
