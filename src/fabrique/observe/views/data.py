"""The observatory's first page, a data set, an indicator."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fabrique.core.policies import can, requires
from fabrique.core.ui.pages import Pages, page_of
from fabrique.kernels.indicators import Status
from fabrique.observe import words
from fabrique.observe.enums import DATA_SET, DataSetState, Level, Origin
from fabrique.observe.forms.data import AnswerForm, ShareForm
from fabrique.observe.models import DataColumn, DataSet
from fabrique.observe.queries.data_sets import (
    SEE,
    FindingLine,
    columns_of,
    data_sets_seen,
    doubts_of,
    editions_of,
    findings_of,
    measure_of,
    shares_of,
)
from fabrique.observe.queries.indicators import Line, Shown, catalogue, indicator, ways_of
from fabrique.observe.queries.mapping import map_of_lines
from fabrique.observe.views.common import BRING, ERASE, KEEP, data_set_of, drawn, trail


@requires(SEE)
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The data sets in use, and every indicator that they give."""
    entries = catalogue(request.user)
    page: Pages[DataSet] = page_of(data_sets_seen(request.user), request.GET.get("page"))
    context = {
        "page": page,
        "telling": [each for each in entries if each.measure.direction],
        "counts": [each for each in entries if not each.measure.direction],
        "withdrawn": data_sets_seen(request.user, state=DataSetState.WITHDRAWN)[:50],
        "may_bring": can(request.user, BRING),
        "crumbs": trail(),
    }
    return render(request, "observe/home.html", context)


@requires(SEE)
@never_cache
@require_safe
def data_set(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a data set comes from, what it measures, what its check found."""
    return data_set_page(request, data_set_of(request, pk))


def data_set_page(request: HttpRequest, found: DataSet, sharing: ShareForm | None = None) -> HttpResponse:
    """The page of a data set; ``sharing``: the form that was sent, with what it lacks."""
    may_keep = can(request.user, KEEP, found)
    asks = may_keep and not found.shared and found.origin == Origin.PARTNER
    context = {
        "data_set": found,
        "measures": [(measure_of(each), _standing(shares_of(each))) for each in columns_of(found)],
        "findings": [(line, _answering(line) if may_keep else None) for line in findings_of(found)],
        "editions": editions_of(request.user, found)[:20],
        "may_erase": found.state != DataSetState.USED and can(request.user, ERASE, found),
        "verbs": DATA_SET.verbs(found.state) if may_keep else (),
        "may_keep": may_keep,
        "sharing": (sharing or ShareForm(request.user, found)) if asks else None,
        "crumbs": trail((found.title, "")),
    }
    return render(request, "observe/data_set.html", context)


def _standing(shares: list[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    return [(str(words.STANDING[Status[name.upper()]]), count, share) for name, count, share in shares]


def _answering(line: FindingLine) -> AnswerForm:
    key = line.finding["key"]
    return AnswerForm(initial={"key": key}, auto_id=f"{slugify(key)}-%s")


@requires(SEE)
@never_cache
@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """An indicator over the territory, from the highest value, with what each value is."""
    ways = ways_of(request.user, code)
    if not ways:
        raise Http404
    wanted = request.GET.get("niveau", "")
    level = wanted if wanted in ways else _usual(list(ways))
    source, sought = request.GET.get("source", ""), request.GET.get("zone", "").strip()
    column = next((each for each in ways[level] if str(each.data_set_id) == source), ways[level][0])
    shown = indicator(column, level)
    lines = [line for line in shown.lines if sought.casefold() in line.name.casefold()]
    page: Pages[Line] = page_of(lines, request.GET.get("page"), size=100)
    context = {
        "shown": shown,
        "level": Level(level),
        "levels": [(name, Level(name).label) for name in ways],
        "drawing": drawn(map_of_lines(level, shown.measure, shown.lines)),
        "page": page,
        "lines": _told(shown, page.items),
        "direction": words.DIRECTIONS[shown.measure.direction],
        "kind": words.KINDS[shown.measure.kind],
        "doubts": _doubts(column),
        "others": [each.data_set for each in ways[level] if each is not column],
        "sought": sought,
        "draft": _draft(request, code, level, column),
        "base": f"?{urlencode({'niveau': level, 'source': source, 'zone': sought})}&page=",
        "crumbs": trail((shown.measure.label, "")),
    }
    return render(request, "observe/measure.html", context)


def _draft(request: HttpRequest, code: str, level: str, column: DataColumn) -> str:
    """Where it is published from, for who may."""
    if not can(request.user, "observe.draft_publication"):
        return ""
    query = {"indicateur": code, "niveau": level, "source": str(column.data_set_id)}
    return reverse("observe:draft", args=["indicator"], query=query)


def _doubts(column: DataColumn) -> list[str]:
    found, key = doubts_of([column.data_set_id]), str(column.data_set_id)
    return [*found.get((key, column.code), ()), *found.get((key, ""), ())]


def _usual(levels: list[str]) -> str:
    return Level.COMMUNE if Level.COMMUNE in levels else levels[0]


def _told(shown: Shown, lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "value": words.said(line.value, shown.measure) if line.value is not None else "",
            "standing": str(words.STANDING[line.status]),
            "sure": line.status == Status.OBSERVED,
            "part": round(100 * line.coverage) if 0 < line.coverage < 1 else 0,
        }
        for line in lines
    ]
