"""Tau-Argus on the tables of `bench.disclosure`: run by the Python where `pytauargus` is installed.

Reads one JSON object on standard input (rows of persons, hierarchy, method), writes one on standard output.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from pytauargus import protect  # type: ignore[import-not-found]


def main() -> None:
    asked = json.load(sys.stdin)
    out = os.dup(1)
    os.dup2(2, 1)  # the engine prints on standard output
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        os.chdir(folder)  # the engine leaves its logs where it runs
        hierarchy = Path(folder) / "area.hrc"
        hierarchy.write_text("".join(f"{'@' * depth}{code}\n" for depth, code in asked["hierarchy"]))
        started, cpu = time.perf_counter(), time.process_time()
        result = protect(
            {name: [row[at] for row in asked["persons"]] for at, name in enumerate(("area", "category"))}
            | {"one": [1.0] * len(asked["persons"])},
            ["area", "category"],
            response="one",
            safety_rules=asked["rule"],
            suppress=asked["method"],
            hrc={"area": str(hierarchy)},
            hierleadstring="@",
            totcode="Total",
            decimals=0,
            workdir=folder,
        )
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        cells = [[row["area"], row["category"], row["one"], row["status"]] for row in result.tables[0].rows]
    os.write(out, json.dumps({"seconds": seconds, "cpu": cpu, "cells": cells}).encode())


if __name__ == "__main__":
    main()
