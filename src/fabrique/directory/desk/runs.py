"""Imports as people read them: their counts, their report by pages, what is under way or was refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from fabrique.core import clock, files
from fabrique.core.models import JournalEntry
from fabrique.core.ui.pages import SIZE
from fabrique.directory import scrubbing
from fabrique.directory.fields import BY_NAME
from fabrique.directory.models import ImportRun
from fabrique.directory.uploading import Line, line_of


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of a report; ``tally`` counts the lines by severity."""

    lines: tuple[Line, ...]
    tally: dict[str, int]
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A background import: asked for, or refused with its reason."""

    at: datetime
    source: str
    reason: str


def report_page(run: ImportRun, severity: str, number: str | None) -> ReportPage:
    """Read the report once, keeping one page of the lines of a severity ("" for all)."""
    tally = {"error": 0, "warning": 0, "info": 0}
    wanted: list[Line] = []
    matching, page = 0, max(1, int(number)) if number and number.isdecimal() and len(number) < 10 else 1
    for line in report_lines(run):
        tally[line.severity] = tally.get(line.severity, 0) + 1
        if severity in ("", line.severity):
            if (page - 1) * SIZE <= matching < page * SIZE:
                wanted.append(line)
            matching += 1
    total = max(1, -(-matching // SIZE))
    if page > total:
        return report_page(run, severity, str(total))
    return ReportPage(tuple(wanted), tally, page, total)


def report_lines(run: ImportRun) -> Iterator[Line]:
    """The report's lines."""
    return (line_of(json.loads(text)) for text in report_text(run))


def report_text(run: ImportRun) -> Iterator[str]:
    """The report as JSON Lines, without the people who asked since then not to be named."""
    if run.report is None or not files.path_of(run.report).exists():
        return
    scrubber = scrubbing.current()
    with files.path_of(run.report).open(encoding="utf-8") as report:
        for text in report:
            said = json.dumps(scrubber.value(json.loads(text)), ensure_ascii=False) + "\n" if scrubber else ""
            yield said or text


def notices() -> list[Notice]:
    """Background imports of the last day that were refused, or that have not ended. Two queries."""
    since = clock.now() - timedelta(days=1)
    asked: dict[str, Notice] = {}
    wanted = ("directory.request_import", "directory.refuse_import")
    for entry in JournalEntry.objects.filter(action__in=wanted, at__gte=since).order_by("at", "pk"):
        source = entry.subject.partition(":")[2]
        asked[source] = Notice(entry.at, source, str(entry.summary.get("reason", "")))
    ended = ImportRun.objects.filter(finished_at__gte=since).values_list("source", "finished_at")
    done = {(source, at) for source, at in ended}
    left = [n for n in asked.values() if not any(s == n.source and at >= n.at for s, at in done)]
    return list(islice(reversed(left), 5))


def field_label(name: str) -> str:
    """A field's French name."""
    return BY_NAME[name].label if name in BY_NAME else name
