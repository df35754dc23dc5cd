"""What the platform itself observes becomes data sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from fabrique.core import clock
from fabrique.kernels.disclosure.periods import told_by_period
from fabrique.kernels.indicators import Status
from fabrique.observe.actions.facts import collect_facts
from fabrique.observe.models import DataSet
from fabrique.observe.queries.data_sets import panel_of
from fabrique.territory.facts import AreaFact, facts
from tests.factories.towns import two_communes

COUNTS: dict[tuple[date, str], int] = {}
THINGS: dict[str, int] = {}


@pytest.fixture(autouse=True)
def counted(db: None) -> Iterator[None]:
    """Places are counted as they are, people by month; the clock stands in July 2026."""
    two_communes()
    COUNTS.clear()
    THINGS.clear()

    def told(since: date):
        return told_by_period(COUNTS, ["00101", "00102"], since=since, before=clock.today().replace(day=1))

    with facts.holding(
        lieux=AreaFact("Lieux", "lieux", things=lambda: THINGS, order=1),
        gens=AreaFact("Gens", "personnes", persons=told, order=2),
    ):
        yield


def used(slug: str) -> list[DataSet]:
    return list(DataSet.objects.everywhere("test").filter(slug=slug, state="used").order_by("vintage"))


def test_things_are_counted_as_they_are_and_written_when_they_change():
    THINGS["00101"] = 4
    collect_facts()
    collect_facts()
    (found,) = used("fabrique-lieux")
    held = panel_of(found)
    assert held.series["lieux"].values[held.rank_of()["00101"]] == 4
    assert held.series["lieux"].values[held.rank_of()["00102"]] == 0
    assert (found.edition, found.shared, found.organisation) == (1, True, None)
    THINGS["00102"] = 1
    collect_facts()
    (found,) = used("fabrique-lieux")
    assert found.edition == 2


def test_persons_are_told_by_periods_that_are_over_and_never_again():
    COUNTS[date(2026, 3, 1), "00101"] = 40
    COUNTS[date(2026, 3, 1), "00102"] = 3
    COUNTS[date(2026, 4, 1), "00102"] = 30
    with clock.frozen(clock.midnight(date(2026, 7, 15))):
        collect_facts()
        (first,) = used("fabrique-gens")
        held = panel_of(first)
        assert first.vintage == "2026-03/2026-04"
        assert held.series["gens"].values[held.rank_of()["00101"]] == 40
        assert held.series["gens"].values[held.rank_of()["00102"]] == 33
        COUNTS.pop((date(2026, 3, 1), "00101"))  # erased since
        COUNTS[date(2026, 5, 1), "00101"] = 60
        COUNTS[date(2026, 6, 1), "00102"] = 4
        collect_facts()
    early, late = used("fabrique-gens")
    assert early.pk == first.pk
    assert late.vintage == "2026-05/2026-05"


def test_a_small_number_is_secret_and_cannot_be_deduced():
    COUNTS[date(2026, 3, 1), "00101"] = 60
    COUNTS[date(2026, 3, 1), "00102"] = 3
    with clock.frozen(clock.midnight(date(2026, 7, 15))):
        collect_facts()
    held = panel_of(used("fabrique-gens")[0])
    one = held.series["gens"]
    assert one.status[held.rank_of()["00102"]] == Status.SECRET
    assert np.isnan(one.values[held.rank_of()["00102"]])
