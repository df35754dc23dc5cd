"""A data set as files: its values with what each is, and the dictionary of its columns."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from fabrique.core import journal
from fabrique.core.policies import acts_for, requires
from fabrique.core.tabular import csv_lines
from fabrique.observe.models import DataSet
from fabrique.observe.queries.data_sets import SEE, panel_of
from fabrique.observe.sources.exchange import DICTIONARY, dictionary_rows, value_columns, value_rows
from fabrique.observe.views.common import data_set_of
from fabrique.people.views.common import actor

TAKEN = "valeurs prises en fichier"  # why a read is noted


def note_taken(request: HttpRequest, subject: str, *, shared: bool) -> None:
    """Note who takes as a file what is not shared: it leaves the platform."""
    if not shared:
        journal.record_read(actor(request).pk, acts_for(request.user) or "", subject, TAKEN)


@requires(SEE)
@require_safe
def values(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The values, one row for each area."""
    found = data_set_of(request, pk)
    note_taken(request, f"data_set:{found.pk}", shared=found.shared)
    panel = panel_of(found)
    return csv_response(csv_lines(value_columns(panel), value_rows(panel)), f"{_name(found)}.csv")


@requires(SEE)
@require_safe
def dictionary(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What each column of the values is."""
    found = data_set_of(request, pk)
    of_file = (found.title, found.producer, found.licence, found.url)
    rows = dictionary_rows(panel_of(found), found.vintage, of_file)
    return csv_response(csv_lines(DICTIONARY, rows), f"{_name(found)}.dictionnaire.csv")


def _name(data_set: DataSet) -> str:
    return f"{data_set.slug}-{slugify(data_set.vintage.replace('/', '_'))}"


def csv_response(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """A file to download, streamed."""
    body = (line.encode() for line in lines)
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
