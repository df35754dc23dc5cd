"""``fabrique observe index`` as tests call it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from click.testing import CliRunner, Result

from fabrique.config.cli import main

REAL = Path(__file__).parents[3] / "shared/data/observatory/territoires_communes.csv"
DEFINITION = """
name = "deux"
title = "Deux indicateurs"
version = "3"
normalisation = "percentile"
[[indicators]]
code = "share_65_plus"
direction = 1
[[indicators]]
code = "poverty_rate"
direction = 1
[groups.index]
parts = ["share_65_plus", "poverty_rate"]
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["observe", "index", *map(str, arguments)])


def asked(*arguments: object) -> dict[str, object]:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert isinstance(report, dict)
    return report


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}
