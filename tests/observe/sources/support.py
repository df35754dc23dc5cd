"""Small invented files with the producers' headers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fabrique.kernels.indicators.model import Status
from fabrique.observe.reading import open_table
from fabrique.observe.sources import ReadPanel, Spec, parse_spec, read_panel, recognise

O, I, S, M = Status.OBSERVED, Status.IMPUTED, Status.SECRET, Status.MISSING  # noqa: E741

SPEC = """
[source]
name = "essai"
level = "commune"
vintage = 2021
{head}
[key]
columns = "code"
{key}
[status]
secret = ["s", "ns"]
missing = ["so"]
{status}
[[measure]]
code = "population"
column = "pop"
{first}
[[measure]]
code = "poverty_rate"
column = "taux"
"""


def spec(head: str = "", key: str = "", status: str = "", first: str = "") -> Spec:
    return parse_spec(SPEC.format(head=head, key=key, status=status, first=first), "essai.toml")


def table(folder: Path, text: str, name: str = "donnees.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return open_table(path)


def read(folder: Path, text: str, name: str = "", **options) -> ReadPanel:
    """Read a sample; without ``name`` of specification it must be recognised."""
    opened = table(folder, text)
    found = recognise(opened.columns)
    assert found is not None, f"not recognised: {opened.columns}"
    if name:
        assert found.name == name
    return read_panel(opened, found, **options)


def values(found: ReadPanel, code: str) -> list[float | None]:
    """The values of a measure, None where there is none."""
    return [None if np.isnan(v) else float(v) for v in found.panel.series[code].values]


def statuses(found: ReadPanel, code: str) -> list[int]:
    return found.panel.series[code].status.tolist()
