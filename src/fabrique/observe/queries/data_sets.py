"""Data sets as pages and calculations read them: their lists without their columns, their panels whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, QuerySet

from fabrique.core.policies import Actor, scope
from fabrique.kernels.indicators import Kind, Measure, Panel, Series
from fabrique.observe.enums import DataSetState
from fabrique.observe.models import DataColumn, DataSet
from fabrique.observe.packing import unpack_status, unpack_values

SEE = "observe.see_data"
HEAVY = ("areas", "names", "faults", "mapping")  # what lists do not show


def data_sets_seen(actor: Actor, *, state: str = DataSetState.USED) -> QuerySet[DataSet]:
    """The data sets in a state that the actor sees, by title then the latest vintage first."""
    rows = scope(actor, SEE, DataSet.objects.all()).select_related("organisation").defer(*HEAVY)
    rows = rows.filter(state=state)
    rows = rows.annotate(measures=Count("columns", distinct=True), answered=Count("answers", distinct=True))
    return rows.order_by("title", "-vintage", "-edition")


def editions_of(actor: Actor, data_set: DataSet) -> QuerySet[DataSet]:
    """The other editions and vintages of the same data set that the actor sees, the latest first."""
    rows = scope(actor, SEE, DataSet.objects.all()).defer(*HEAVY)
    rows = rows.filter(organisation=data_set.organisation_id, slug=data_set.slug).exclude(pk=data_set.pk)
    return rows.order_by("-vintage", "-edition")


def columns_of(data_set: DataSet) -> QuerySet[DataColumn]:
    """What a data set measures, without the values."""
    return data_set.columns.defer("values", "status").order_by("position")


def panel_of(data_set: DataSet, codes: Collection[str] | None = None) -> Panel:
    """The areas and the measures (all, or those of ``codes``) of a data set. One query."""
    rows = data_set.columns.order_by("position")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    found = {row.code: series_of(row) for row in rows}
    return Panel(data_set.level, data_set.geography, tuple(data_set.areas), found, dict(data_set.names))


def series_of(column: DataColumn) -> Series:
    """A measure with its values."""
    return Series(measure_of(column), unpack_values(column.values), unpack_status(column.status))


def measure_of(column: DataColumn) -> Measure:
    """What a column measures."""
    return Measure(
        code=column.code,
        label=column.label,
        unit=column.unit,
        kind=Kind(column.kind),
        direction=column.direction,
        numerator=column.numerator,
        denominator=column.denominator,
        scale=column.scale,
        least=column.least,
        most=column.most,
        approximate=column.approximate,
    )


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding of the check as shown; ``answer`` is what a person replied, or None."""

    finding: dict[str, Any]
    answer: Any


def findings_of(data_set: DataSet) -> list[FindingLine]:
    """What the check found, the unanswered and the gravest first. One query."""
    answers = {each.finding: each for each in data_set.answers.select_related("answered_by")}
    lines = [FindingLine(each, answers.get(each["key"])) for each in data_set.findings]
    grave = {"error": 0, "warning": 1}
    return sorted(lines, key=lambda one: (one.answer is not None, grave.get(one.finding["severity"], 2)))


def shares_of(column: DataColumn) -> list[tuple[str, int, float]]:
    """(status, count, share in %) of the values of a column, without those that nobody has."""
    counts = {name: getattr(column, name) for name in ("observed", "imputed", "secret", "missing")}
    total = max(sum(counts.values()), 1)
    return [(name, count, float(np.round(100 * count / total, 1))) for name, count in counts.items() if count]


def doubts_of(keys: Collection[Any]) -> dict[tuple[str, str], list[str]]:
    """What the check found to be wrong, and nobody answered, by data set and measure ("" for the whole file).

    For what is shown from these data sets, by whoever may read it. Two queries.
    """
    found: dict[tuple[str, str], list[str]] = {}
    rows = DataSet.objects.everywhere("what is shown is qualified").filter(pk__in=keys)
    for row in rows.only("findings").prefetch_related("answers"):
        answered = {each.finding for each in row.answers.all()}
        for each in row.findings:
            if each["severity"] == "error" and each["key"] not in answered:
                measure = each["key"].split(":")[1]
                found.setdefault((str(row.pk), measure), []).append(each["message"])
    return found
