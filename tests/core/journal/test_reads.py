"""Reads live apart: one insertion each, sealed by month, removed whole when their first day is a year old."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from fabrique.core import clock, journal
from fabrique.core.journal import reads, signing
from fabrique.core.journal.damage import Kind, Part
from fabrique.core.journal.verifying import verify
from fabrique.core.models import JournalEntry, JournalHead, JournalRead, JournalSegment
from fabrique.core.tasks import seal_reads
from tests.core.journal.conftest import Sql

pytestmark = pytest.mark.django_db


def on(year: int, month: int, day: int, hour: int = 10) -> Any:
    return clock.frozen(datetime(year, month, day, hour, tzinfo=UTC))


def damages() -> list[tuple[Part, Kind]]:
    return [(damage.part, damage.kind) for damage in verify().damages]


@pytest.fixture
def october() -> None:
    """Three reads in October, sealed on the second of November; one in November."""
    with on(2026, 10, 5):
        for number in range(3):
            journal.record_read("a1", "o1", f"file:{number}", reason="rendez-vous")
    with on(2026, 11, 2):
        journal.record_read("a2", "o1", "file:1")
        seal_reads()


def test_a_read_costs_one_insertion_and_leaves_the_chain_alone(
    at_noon: datetime, django_assert_num_queries: Any
):
    before = JournalHead.objects.get().seq
    journal.record_read("a1", "o1", "file:1")
    with django_assert_num_queries(1):
        journal.record_read("a1", "o1", "file:1", "rendez-vous")
    assert JournalHead.objects.get().seq == before
    row = JournalRead.objects.order_by("-pk")[0]
    assert (row.at, row.month, row.actor, row.organisation, row.subject, row.reason) == (
        *(at_noon, "2026-11", "a1", "o1", "file:1", "rendez-vous"),
    )


def test_a_read_of_the_last_night_of_a_month_in_paris_is_of_the_next_month():
    with on(2026, 10, 31, hour=23):
        assert journal.record_read("a1", "", "file:1").month == "2026-11"


def test_a_month_is_sealed_once_when_it_is_over(october: None):
    (segment,) = JournalSegment.objects.all()
    assert (segment.month, segment.count) == ("2026-10", 3)
    assert (segment.count, segment.digest) == reads.digest("2026-10")
    assert signing.valid_segment(segment.head)
    told = JournalEntry.objects.get(action="core.seal_reads")
    assert (told.subject, told.summary) == ("reads:2026-10", {"count": 3, "digest": segment.digest})
    with on(2026, 11, 20):
        seal_reads()
    assert JournalSegment.objects.count() == 1
    report = verify()
    assert (report.ok, report.reads) == (True, 4)


def test_a_month_is_not_sealed_on_its_morrow():
    with on(2026, 10, 31, hour=12):
        journal.record_read("a1", "", "file:1")
    with on(2026, 11, 1, hour=12):
        assert reads.seal_months() == []
    with on(2026, 11, 2, hour=12):
        assert reads.seal_months() == ["2026-10"]


@pytest.mark.parametrize(
    ("month", "day"), [("2026-10", "2027-10-01"), ("2026-12", "2027-12-01"), ("2027-01", "2028-01-01")]
)
def test_a_month_leaves_when_its_first_day_is_a_year_old(month: str, day: str):
    assert reads.expiry(month).isoformat() == day


def test_an_expired_month_leaves_whole_and_its_seal_stays(october: None):
    with on(2027, 9, 30):
        assert reads.remove_expired() == []
    with on(2027, 10, 1):
        seal_reads()
    assert set(JournalRead.objects.values_list("month", flat=True)) == {"2026-11"}
    assert JournalSegment.objects.filter(month="2026-10").exists()
    told = JournalEntry.objects.get(action="core.remove_reads")
    assert (told.subject, told.summary["count"]) == ("reads:2026-10", 3)
    with on(2027, 10, 2):
        assert reads.remove_expired() == []
    assert verify().ok


def test_no_other_read_can_be_removed(october: None):
    with on(2027, 10, 1):
        reads.seal_months()
        reads.remove_expired()
    for month in ("2026-11", "2026-12"):
        with on(2026, int(month[-2:]), 5):
            journal.record_read("a1", "", "file:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalRead.objects.all().delete()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE core_journalread SET actor = 'x' WHERE month = '2026-10'", Kind.ALTERED),
        ("UPDATE core_journalread SET subject = 'x' WHERE month = '2026-11'", Kind.ALTERED),
        ("UPDATE core_journalread SET tag = 'x' WHERE month = '2026-11'", Kind.ALTERED),
        ("UPDATE core_journalread SET key = 'x' WHERE month = '2026-11'", Kind.KEY),
        ("DELETE FROM core_journalread WHERE month = '2026-10' AND subject = 'file:1'", Kind.DELETED),
        ("DELETE FROM core_journalread WHERE month = '2026-10'", Kind.DELETED),
        ("UPDATE core_journalsegment SET count = 2", Kind.ALTERED),
        ("UPDATE core_journalsegment SET digest = 'x'", Kind.ALTERED),
        ("UPDATE core_journalsegment SET head = '{}'", Kind.ALTERED),
        ("UPDATE core_journalsegment SET head = '[]'", Kind.ALTERED),
        ("DELETE FROM core_journalsegment", Kind.DELETED),
        ("UPDATE core_journalsegment SET month = '2026-09'", Kind.DELETED),
        (
            "INSERT INTO core_journalread (month, at, actor, organisation, subject, reason, key, tag) SELECT "
            "month, at, actor, organisation, subject, reason, key, tag FROM core_journalread "
            "WHERE subject = 'file:0'",
            Kind.INSERTED,
        ),
        (
            "INSERT INTO core_journalsegment (month, count, digest, sealed_at, head) SELECT "
            "'2026-09', count, digest, sealed_at, head FROM core_journalsegment",
            Kind.INSERTED,
        ),
    ],
)
def test_what_was_done_to_the_reads_is_named(october: None, sql: Sql, change: str, kind: Kind):
    sql(change)
    assert damages() == [(Part.READS, kind)]


def test_two_reads_exchanged(october: None, sql: Sql):
    first, second = (
        JournalRead.objects.filter(month="2026-10").order_by("pk").values_list("pk", flat=True)[:2]
    )
    for old, new in ((first, -1), (second, first), (-1, second)):
        sql("UPDATE core_journalread SET id = %s WHERE id = %s", new, old)
    assert damages() == [(Part.READS, Kind.ALTERED)]


def test_a_date_that_is_none_is_told_and_breaks_nothing(october: None, sql: Sql):
    wrong = {"sqlite": "'nonsense'", "postgresql": "'1990-01-01'"}[connection.vendor]
    sql(f"UPDATE core_journalread SET at = {wrong} WHERE month = '2026-11'")
    assert damages() == [(Part.READS, Kind.ALTERED)]


def test_a_removal_before_its_time_is_told(october: None):
    with on(2027, 3, 1):
        reads._remove("2026-10")
    assert damages() == [(Part.READS, Kind.DELETED)]


def test_reads_that_come_back_are_told(october: None, sql: Sql):
    columns = "month, at, actor, organisation, subject, reason, key, tag"
    sql(f"CREATE TEMPORARY TABLE kept AS SELECT {columns} FROM core_journalread WHERE month = '2026-10'")
    with on(2027, 10, 1):
        reads.remove_expired()
    sql(f"INSERT INTO core_journalread ({columns}) SELECT {columns} FROM kept")
    sql("DROP TABLE kept")
    assert damages() == [(Part.READS, Kind.INSERTED)]
