"""Import and clean the published files into a fresh database, duplicates included.

    .venv/bin/python bench/imports.py [--runs 3]

Promise: the 14 raw files (about 10,000 rows) in under 12 s on 2 cores, peak memory under 400 MB, both
processes of a long file together. In the same run, a floor that cleans nothing: the standard library reads
the same files and inserts their rows as they are. The national map's importer cleans these rows at about
700 a second, its search for duplicates not counted, and stores nothing; that figure was measured apart, on
the same kind of machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT.parent / "shared" / "data" / "directory" / "raw"
PEER_ROWS_A_SECOND = 700

OURS = """
import os, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "fabrique.config.settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import time
from fabrique.directory.actions.duplicates import search_duplicates
from fabrique.directory.imports import import_places
rows, started = 0, time.perf_counter()
for path in sorted(Path(sys.argv[1]).iterdir()):
    rows += import_places(path=path, source=path.stem).rows
cleaned = time.perf_counter()
groups = len(search_duplicates(merge_certain=True))
print(rows, groups, cleaned - started, time.perf_counter() - started)
"""
FLOOR = """
import csv, json, os, sqlite3, sys, time
from pathlib import Path
rows, started = 0, time.perf_counter()
base = sqlite3.connect(os.path.join(os.environ["FABRIQUE_HOME"], "floor.sqlite3"))
base.execute("create table raw (source text, row integer, content text)")
for path in sorted(Path(sys.argv[1]).iterdir()):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            records = list(csv.DictReader(file))
    else:
        records = json.loads(path.read_text(encoding="utf-8-sig"))
    content = ((path.stem, row, json.dumps(record)) for row, record in enumerate(records))
    base.executemany("insert into raw values (?, ?, ?)", content)
    rows += len(records)
base.commit()
print(rows, 0, time.perf_counter() - started, time.perf_counter() - started)
"""


def memory(pid: int) -> int:
    """What a process and its copies hold together, in kB: a page that they share counts once."""
    try:
        shares = Path(f"/proc/{pid}/smaps_rollup").read_text().split("Pss:")[1]
        copies = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0  # it has just ended
    return int(shares.split()[0]) + sum(memory(int(copy)) for copy in copies)


def measure(script: str) -> dict[str, float]:
    """One run in a process of its own: rows, groups, seconds, peak memory in MB (10⁶ bytes)."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "FABRIQUE_HOME": home, "DATABASE_URL": ""}
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(RAW)], env=environment, stdout=subprocess.PIPE, text=True
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.02)
        output = process.stdout.read() if process.stdout else ""
        if process.returncode:
            raise SystemExit(f"the measured process failed: {process.returncode}")
        rows, groups, cleaning, total = map(float, output.split())
        processor = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        return {
            "rows": rows,
            "groups": groups,
            "cleaning_s": cleaning,
            "total_s": total,
            "process_s": time.perf_counter() - started,
            "processor_s": processor,
            "peak_mb": peak / 1000,
        }


def main() -> None:
    """Print medians as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    if not RAW.is_dir():
        raise SystemExit("the published files (../shared/data) are not here")
    result: dict[str, object] = {"peer_rows_per_s": PEER_ROWS_A_SECOND}
    for name, script in (("fabrique", OURS), ("floor", FLOOR)):
        measures = [measure(script) for _run in range(runs)]
        medians = {key: round(statistics.median(m[key] for m in measures), 2) for key in measures[0]}
        medians["rows_per_s_cleaned"] = round(medians["rows"] / medians["cleaning_s"])
        result[name] = medians
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
