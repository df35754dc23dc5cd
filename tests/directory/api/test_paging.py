"""Pages put end to end are the whole answer: nothing twice, nothing missing, in order."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.directory.api.paging import Cursor, Page, page_of, read_cursor
from fabrique.directory.guide.locating import Origin
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.search import Question, Sort
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import fold
from fabrique.territory.distances import distance_m
from tests.conftest import NOON
from tests.directory.guide.conftest import record, snapshot_of

HERE = (47.2, -1.5)


@st.composite
def directories(draw: st.DrawFn) -> list[PlaceRecord]:
    """Places with few names, few positions and few days, so that ties are common."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["Médiathèque", "mediatheque", "La Bobine", "Éclat", "日本"]),
                st.sampled_from([None, (47.2, -1.5), (47.2, -1.5000001), (47.21, -1.5), (47.9, -1.1)]),
                st.sampled_from([None, 1, 2]),
            ),
            max_size=40,
        )
    )
    return [
        record(
            f"code{rank:02d}",
            name=name,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            updated_on=date(2026, 1, 1) + timedelta(days=day) if day else None,
        )
        for rank, (name, point, day) in enumerate(rows)
    ]


def question(sort: Sort, radius: float | None = None) -> Question:
    return Question(origin=Origin("", *HERE, exact=True), radius_m=radius, sort=sort)


def pages(snapshot: Snapshot, asked: Question, limit: int) -> list[Page]:
    found: list[Page] = []
    after: Cursor | None = None
    while not found or after:
        page = page_of(snapshot, asked, NOON, digest="d", limit=limit, after=after)
        assert len(found) <= snapshot.size
        found.append(page)
        after = read_cursor(page.following.written(), "d") if page.following else None
    return found


SORTS = [Sort.DISTANCE, Sort.NAME, Sort.FRESHNESS]


@given(directories(), st.sampled_from(SORTS), st.integers(1, 9), st.sampled_from([None, 500.0, 2000.0]))
def test_pages_are_the_whole_answer(rows: list[PlaceRecord], sort: Sort, limit: int, radius: float | None):
    snapshot, asked = snapshot_of(*rows), question(sort, radius)
    (whole,) = pages(snapshot, asked, 500)
    parts = pages(snapshot, asked, limit)
    assert [rank for page in parts for rank in page.ranks] == whole.ranks
    assert len(set(whole.ranks)) == len(whole.ranks) == whole.total
    assert {page.total for page in parts} == {whole.total}
    assert all(len(page.ranks) == limit for page in parts[:-1])


@given(directories())
def test_distances_grow_and_strangers_to_the_map_come_last(rows: list[PlaceRecord]):
    snapshot = snapshot_of(*rows)
    (whole,) = pages(snapshot, question(Sort.DISTANCE), 500)
    known = [far for far in whole.metres if not math.isnan(far)]
    assert all(after - before > -0.11 for before, after in pairwise(known))
    assert all(math.isnan(far) for far in whole.metres[len(known) :])
    for rank, far in zip(whole.ranks, known, strict=False):
        place = snapshot.places[rank]
        assert far == pytest.approx(distance_m(HERE, (place.latitude or 0, place.longitude or 0)), abs=0.1)


@given(directories(), st.data())
@settings(max_examples=60)
def test_a_place_that_goes_between_two_pages_hides_no_other(rows: list[PlaceRecord], data: st.DataObject):
    """Whatever leaves the directory, what stays is told once, in the same order."""
    sort, limit = data.draw(st.sampled_from(SORTS)), data.draw(st.integers(1, 5))
    asked, before = question(sort), snapshot_of(*rows)
    first = page_of(before, asked, NOON, digest="d", limit=limit, after=None)
    (whole,) = pages(before, asked, 500)
    gone = set(data.draw(st.lists(st.sampled_from(sorted(before.rank_of) or [""]))))
    after = snapshot_of(*(one for one in rows if one.code not in gone))
    told = [before.places[rank].code for rank in first.ranks]
    cursor = first.following
    while cursor:
        page = page_of(after, asked, NOON, digest="d", limit=limit, after=cursor)
        told += [after.places[rank].code for rank in page.ranks]
        cursor = page.following
    expected = [before.places[rank].code for rank in whole.ranks]
    shown = set(told[: len(first.ranks)])
    assert told == [code for code in expected if code in shown or code not in gone]


@given(st.integers(0, 400), st.integers(1, 30), st.integers(0, 3))
@settings(max_examples=40)
def test_many_places_are_paged_by_the_quick_way_too(count: int, limit: int, step: int):
    """Enough places for the partial sort, on a line whose distances nearly tie."""
    rows = [
        record(f"code{n:03d}", name=f"Lieu {n % 7}", latitude=47.2 + n * 10.0 ** -(step + 4))
        for n in range(count)
    ]
    snapshot, asked = snapshot_of(*rows), question(Sort.DISTANCE)
    ranks = [rank for page in pages(snapshot, asked, limit) for rank in page.ranks]
    exact = sorted(
        range(count),
        key=lambda rank: (round(distance_m(HERE, snapshot.places[rank].points[0]) * 10), rank),
    )
    assert sorted(ranks) == list(range(count))
    if step == 0:  # eleven metres apart: no rounding can swap two of them
        assert ranks == exact


@given(st.text(max_size=60), st.text(max_size=300), st.integers(-(2**62), 2**62))
def test_a_cursor_is_read_as_it_was_written(code: str, name: str, key: int):
    cursor = Cursor("d", key, code, fold(name).encode("utf-8", "replace").decode())
    assert read_cursor(Cursor("d", key, code, cursor.name).written(), "d") == Cursor(
        "d", key, code.encode("utf-8", "replace").decode(), cursor.name
    )
