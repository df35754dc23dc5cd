"""Publishing the directory: one function writes any format, with the list of what it leaves out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core.tabular import SheetOut, write_csv, write_geojson, write_json, write_xlsx
from fabrique.directory.exports.inclusion import inclusion_tables
from fabrique.directory.exports.model import Exported, Omission, Row
from fabrique.directory.exports.national import COLUMNS, full_row, national_table
from fabrique.directory.exports.published import published
from fabrique.directory.fields import FIELDS, Kind
from fabrique.directory.models import Place
from fabrique.directory.queries import outside_the_territory

FORMATS = ("mediation-numerique-csv", "mediation-numerique-json", "data-inclusion", "geojson", "xlsx")
EXTRA = tuple(field for field in FIELDS if not field.column and field.name != "contact_name")
_OMISSION_COLUMNS = ("place", "name", "column", "reason", "whole_place")


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, and what was left out."""

    format: str
    places: int
    services: int
    omissions: tuple[Omission, ...]
    beside: Path | None

    def as_dict(self) -> dict[str, object]:
        left_out = len({omission.place for omission in self.omissions if omission.whole_place})
        counts = {"format": self.format, "places": self.places, "services": self.services}
        return {**counts, "left_out": left_out, "beside": str(self.beside) if self.beside else None}


def export_places(*, format: str, path: Path, source: str) -> ExportReport:
    """Write the territory's places to ``path``; what is left out, and why, goes to ``<path>.absents.csv``.

    ``source`` names the producer in data.inclusion ids. The file appears whole or not at all.
    """
    outside = outside_the_territory()
    places = published().filter(~outside)
    services = Exported()
    if format == "data-inclusion":
        structures, services = inclusion_tables(places, source=source)
        _write_inclusion(path, structures.rows, services.rows)
        table = structures
    elif format in ("mediation-numerique-csv", "mediation-numerique-json"):
        table = national_table(places)
        (write_csv if format.endswith("csv") else write_json)(path, COLUMNS, table.rows)
    else:
        table = _wide_table(places, located_only=format == "geojson")
        _write_wide(format, path, table.rows)
    omissions = (*table.omissions, *services.omissions, *_strangers(published().filter(outside)))
    beside = _list_omissions(path, omissions)
    return ExportReport(format, len(table.rows), len(services.rows), omissions, beside)


def _strangers(places: QuerySet[Place]) -> list[Omission]:
    """The places of other territories, which the guide knows for those who live at the border."""
    reason = _("la commune est hors du territoire")
    rows = places.values_list("code", "name")
    return [Omission(code, name, "code_insee", reason, whole_place=True) for code, name in rows]


def _write_inclusion(path: Path, structures: Sequence[Row], services: Sequence[Row]) -> None:
    content = {"structures": structures, "services": services}
    temporary = path.with_name(path.name + ".partial")
    temporary.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8"
    )
    temporary.replace(path)


def _wide_table(places: QuerySet[Place], *, located_only: bool) -> Exported:
    """The national columns and ours, for people who work with the file: nothing is required."""
    table = Exported()
    for place in places:
        if located_only and place.latitude is None:
            reason = "la position du lieu n’est pas connue"
            table.omissions.append(Omission(place.code, place.name, "latitude", reason, whole_place=True))
            continue
        extra = {field.name: _flat(getattr(place, field.name), field.kind) for field in EXTRA}
        table.rows.append({**full_row(place), **extra})
    return table


def _flat(value: object, kind: Kind) -> object:
    if kind is Kind.LIST and isinstance(value, list):
        return "|".join(value)
    if kind is Kind.FLAG:
        return {True: "oui", False: "non"}.get(bool(value)) if value is not None else ""
    return value


def _write_wide(format: str, path: Path, rows: Sequence[Row]) -> None:
    columns = (*COLUMNS, *(field.name for field in EXTRA))
    if format == "geojson":
        write_geojson(path, columns, rows)
    elif format == "xlsx":
        write_xlsx(path, [SheetOut("Lieux", columns, rows)])
    else:
        raise ValueError(f"unknown export format: {format}")


def _list_omissions(path: Path, omissions: Sequence[Omission]) -> Path | None:
    beside = path.with_name(path.name + ".absents.csv")
    if not omissions:
        beside.unlink(missing_ok=True)
        return None
    write_csv(beside, _OMISSION_COLUMNS, [asdict(omission) for omission in omissions])
    return beside
