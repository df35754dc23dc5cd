"""A data set as files: its values with what each is, and the dictionary of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from fabrique.core.policies import requires
from fabrique.core.tabular import Cell, csv_lines
from fabrique.kernels.indicators import Panel, Status
from fabrique.observe import words
from fabrique.observe.models import DataSet
from fabrique.observe.queries.data_sets import SEE, panel_of
from fabrique.observe.views.common import data_set_of

DICTIONARY = ("colonne", "sens", "unite", "sorte", "sens_de_fragilite", "numerateur", "denominateur")


@requires(SEE)
@require_safe
def values(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The values, one row for each area."""
    found = data_set_of(request, pk)
    panel = panel_of(found)
    columns = ["id", "nom", *(name for code in panel.series for name in (code, f"{code}_statut"))]
    return csv_response(csv_lines(columns, _rows(panel)), _name(found, "valeurs"))


def _rows(panel: Panel) -> Iterator[list[Cell]]:
    for rank, area in enumerate(panel.areas):
        cells: list[Cell] = [area, panel.names.get(area, "")]
        for one in panel.series.values():
            value = float(one.values[rank])
            cells += [value if one.known[rank] else "", Status(int(one.status[rank])).name.lower()]
        yield cells


@requires(SEE)
@require_safe
def dictionary(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What each column of the values is."""
    found = data_set_of(request, pk)
    rows: list[list[Cell]] = [["id", "Code de la zone"], ["nom", "Nom de la zone"]]
    for one in panel_of(found).series.values():
        each = one.measure
        kind, sense = str(words.KINDS[each.kind]), str(words.DIRECTIONS[each.direction])
        rows.append([each.code, each.label, each.unit, kind, sense, each.numerator, each.denominator])
        rows.append([f"{each.code}_statut", "observed, imputed, secret ou missing"])
    padded = ([*row, *[""] * (len(DICTIONARY) - len(row))] for row in rows)
    return csv_response(csv_lines(DICTIONARY, padded), _name(found, "dictionnaire"))


def _name(data_set: DataSet, what: str) -> str:
    return f"{data_set.slug}-{data_set.vintage.replace('/', '_')}-{what}.csv"


def csv_response(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """A file to download, streamed."""
    body = (line.encode() for line in lines)
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
