"""What the platform itself observes, kept as data sets: things as they are, persons by periods that are over.

A period of persons is kept once: what comes later does not change it, nor does an erasure (ADR 0030).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.kernels.disclosure.periods import Period
from fabrique.kernels.indicators import Kind, Measure, Panel, Status, series
from fabrique.observe.actions.data_sets import About, Reading, import_data_set
from fabrique.observe.enums import DataSetState, Origin
from fabrique.observe.models import DataSet
from fabrique.observe.queries.data_sets import panel_of
from fabrique.territory.cog import VINTAGE
from fabrique.territory.facts import AreaFact, facts
from fabrique.territory.queries import communes_in_perimeter

LICENCE = "Licence Ouverte 2.0"


def collect_facts() -> list[DataSet]:
    """Keep what the platform knows by commune: returns the data sets that are new or changed."""
    communes = {each.code: each.name for each in sorted(communes_in_perimeter(), key=lambda one: one.code)}
    if not communes:
        return []
    found = list[DataSet]()
    for key, fact in facts.pairs():
        found += _things(key, fact, communes) if fact.things else _persons(key, fact, communes)
    return found


@transaction.atomic
def _things(key: str, fact: AreaFact, communes: Mapping[str, str]) -> list[DataSet]:
    """As of now; the edition of this month, if it says something else, is replaced."""
    assert fact.things is not None
    panel = _panel(key, fact, communes, fact.things())
    month = f"{clock.today():%Y-%m}"
    last = _kept(key).filter(vintage=month, state=DataSetState.USED).first()
    return [] if last and _same(panel_of(last), panel) else [_keep(key, fact, month, panel)]


@transaction.atomic
def _persons(key: str, fact: AreaFact, communes: Mapping[str, str]) -> list[DataSet]:
    """The periods that ended since the last that was kept."""
    assert fact.persons is not None
    since = max((_end(vintage) for vintage in _kept(key).values_list("vintage", flat=True)), default=date.min)
    told = fact.persons(since)
    return [_keep(key, fact, _name(period), _panel(key, fact, communes, counts)) for period, counts in told]


def _panel(key: str, fact: AreaFact, communes: Mapping[str, str], counts: Mapping[str, int | None]) -> Panel:
    """A commune that is not counted has none; one whose count is None is secret."""
    measure = Measure(key.replace("-", "_"), _(fact.label), _(fact.unit), Kind.COUNT)
    held = [counts.get(code, 0) for code in communes]
    values = np.array([np.nan if one is None else one for one in held], dtype=np.float64)
    status = [Status.SECRET if one is None else Status.OBSERVED for one in held]
    one = series(measure, values, status)
    return Panel("commune", VINTAGE, tuple(communes), {measure.code: one}, dict(communes))


def _keep(key: str, fact: AreaFact, vintage: str, panel: Panel) -> DataSet:
    about = About(
        slug=_slug(key),
        title=_(fact.label),
        producer=_("Cette instance de la Fabrique"),
        vintage=vintage,
        licence=LICENCE,
        origin=Origin.PLATFORM,
        geography=VINTAGE,
        shared=True,
    )
    return import_data_set(organisation=None, about=about, panel=panel, reading=Reading(len(panel.areas)))


def _slug(key: str) -> str:
    return f"fabrique-{key}"


def _kept(key: str) -> QuerySet[DataSet]:
    rows = DataSet.objects.everywhere("what the platform kept")
    return rows.filter(organisation__isnull=True, slug=_slug(key))


def _same(one: Panel, other: Panel) -> bool:
    if one.areas != other.areas or one.series.keys() != other.series.keys():
        return False
    return all(
        np.array_equal(one.series[code].values, other.series[code].values, equal_nan=True)
        for code in one.series
    )


def _name(period: Period) -> str:
    """« 2026-03/2026-05 »: its first and last months."""
    year, month = divmod(period.until.year * 12 + period.until.month - 2, 12)
    return f"{period.since:%Y-%m}/{year}-{month + 1:02}"


def _end(vintage: str) -> date:
    """The first day after the period of that name."""
    year, month = map(int, vintage.partition("/")[2].split("-"))
    return date(year + month // 12, month % 12 + 1, 1)
