"""A content as files: for readers (PDF, slides, picture, workbook) and for machines (CSV, GeoJSON, JSON)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fabrique.core.tabular import write_csv
from fabrique.core.tabular.model import Cell as Written
from fabrique.observe.content import Absent, Cell, Content, Table
from fabrique.observe.rendering import dictionary, pdf
from fabrique.observe.rendering.cells import ABSENT, numeric
from fabrique.observe.rendering.png import map_png
from fabrique.observe.rendering.workbook import workbook

NAMES = {
    "portrait": "portrait",
    "ranking": "classement",
    "indicator": "indicateur",
    "comparison": "comparaison",
    "scenario": "scenario",
    "study": "etude",
    "access": "acces",
}
PDF, PNG, SVG = "application/pdf", "image/png", "image/svg+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, GEOJSON, JSON = "text/csv; charset=utf-8", "application/geo+json", "application/json"
Shapes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to write, to send or to keep."""

    name: str
    media_type: str
    content: bytes


def files_of(content: Content, *, shapes: Shapes, at: datetime) -> list[RenderedFile]:
    """Every form. ``shapes``: the GeoJSON geometry of areas by code; ``at``: the aware instant that the
    documents bear. The same content, shapes and instant give the same names and the same bytes, the workbook
    apart, which bears its own date. Raises ``DocumentError``.
    """
    name = NAMES.get(content.kind, "document")
    found = [
        RenderedFile(f"{name}.pdf", PDF, pdf.sheet_pdf(content, at=at)),
        RenderedFile("diaporama.pdf", PDF, pdf.slides_pdf(content, at=at)),
        RenderedFile("tableau.xlsx", XLSX, workbook(content)),
    ]
    for rank, one in enumerate(content.maps):
        stem = "carte" if rank == 0 else f"carte-{one.key}"
        found.append(RenderedFile(f"{stem}.png", PNG, map_png(one)))
        found.append(RenderedFile(f"{stem}.svg", SVG, one.sheet.encode()))
    return [*found, *data_files(content, shapes=shapes)]


def data_files(content: Content, *, shapes: Shapes) -> list[RenderedFile]:
    """Those for machines: CSV and its dictionary, GeoJSON, JSON."""
    found = [RenderedFile(f"{table.key}.csv", CSV, csv_of(table)) for table in content.tables]
    found.append(RenderedFile("dictionnaire.csv", CSV, dictionary_csv(content)))
    drawn = [table for table in content.tables if _placed(table, shapes)]
    # The widest table of areas is « zones », whichever comes first on the page.
    drawn.sort(key=lambda table: (table.key != "zones", -len(table.columns)))
    for rank, table in enumerate(drawn):
        name = ("points" if _is_points(table) else "zones") if rank == 0 else f"zones-{table.key}"
        found.append(RenderedFile(f"{name}.geojson", GEOJSON, geojson_of(table, shapes)))
    text = json.dumps({**content.as_json(), "digest": content.digest}, ensure_ascii=False, indent=1)
    return [*found, RenderedFile("contenu.json", JSON, text.encode())]


def csv_of(table: Table) -> bytes:
    """UTF-8 with its mark, for spreadsheets. Beside a column of numbers that lacks some, ``…_absent`` says
    why: the column itself has numbers only.
    """
    lacking = _lacking(table)
    columns: list[str] = []
    for at, column in enumerate(table.columns):
        columns += [column.code, *([f"{column.code}_absent"] if at in lacking else [])]
    rows = [_line(row, lacking) for row in table.rows]
    out = io.BytesIO()
    write_csv(out, columns, rows, bom=True)
    return out.getvalue()


def dictionary_csv(content: Content) -> bytes:
    """What each column means."""
    out = io.BytesIO()
    write_csv(out, dictionary.COLUMNS, dictionary.lines(content), bom=True)
    return out.getvalue()


def geojson_of(table: Table, shapes: Shapes) -> bytes:
    """A feature for each row: the contour of its area, or the point of its ``lat`` and ``lon``; an area whose
    contour nobody has keeps its figures and has no geometry.
    """
    ranks = {column.code: at for at, column in enumerate(table.columns)}
    lacking, features = _lacking(table), []
    for row in table.rows:
        properties: dict[str, Written] = {}
        for at, column in enumerate(table.columns):
            cell = row[at]
            properties[column.code] = None if isinstance(cell, Absent) else cell
            if at in lacking:
                properties[f"{column.code}_absent"] = cell.value if isinstance(cell, Absent) else None
        geometry = _point(row, ranks) if _is_points(table) else shapes.get(str(row[ranks["id"]]))
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _lacking(table: Table) -> set[int]:
    """The columns of numbers in which a value is absent; words say it themselves."""
    return {
        at
        for at, column in enumerate(table.columns)
        if numeric(column) and any(isinstance(row[at], Absent) for row in table.rows)
    }


def _line(row: Sequence[Cell], lacking: set[int]) -> list[Written]:
    found: list[Written] = []
    for at, cell in enumerate(row):
        if at in lacking:
            found += [None, cell.value] if isinstance(cell, Absent) else [cell, None]
        else:
            found.append(str(ABSENT[cell]) if isinstance(cell, Absent) else cell)
    return found


def _is_points(table: Table) -> bool:
    return {"lat", "lon"} <= {column.code for column in table.columns}


def _placed(table: Table, shapes: Shapes) -> bool:
    """Whether its rows are somewhere."""
    codes = [column.code for column in table.columns]
    if _is_points(table):
        return True
    return (
        bool(table.level)
        and "id" in codes
        and any(str(row[codes.index("id")]) in shapes for row in table.rows)
    )


def _point(row: Sequence[Cell], ranks: Mapping[str, int]) -> dict[str, Any] | None:
    lon, lat = row[ranks["lon"]], row[ranks["lat"]]
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    return {"type": "Point", "coordinates": [lon, lat]}
