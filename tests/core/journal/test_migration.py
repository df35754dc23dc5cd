"""The entries of the first version pass into the chain's table, and its genesis commits to them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from fabrique.core import journal
from fabrique.core.journal import genesis, triggers
from fabrique.core.journal.damage import Kind, Part
from fabrique.core.journal.verifying import verify
from fabrique.core.models import JournalEntry
from tests.conftest import lift_triggers

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = [("core", "0001_initial")]
FIELDS = "at, action, actor, organisation, subject, summary, commitments, key, previous, hash"
SUMMARIES: list[dict[str, Any]] = [{}, {"fields": ["name", "é"], "b": 1.0, "a": None}, {"n": 1e16}]


def upgraded() -> list[int]:
    """An instance of the first version with three entries and a gap in their numbers, brought up to date."""
    lift_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_journalentry")
    call_command("migrate", "core", "0001", verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(FIRST).apps.get_model("core", "JournalEntry")
    for number, summary in zip((3, 4, 9), SUMMARIES, strict=True):
        old.objects.create(
            pk=number, at=timezone.now(), action=f"test.old{number}", subject="thing:1", summary=summary
        )
    call_command("migrate", verbosity=0)
    return [-7, -6, -1]


def test_the_journal_of_the_first_version_is_taken_into_the_chain():
    """In one go: bringing an instance from the first version up to date takes seconds."""
    expect_content_and_order(upgraded())
    expect_triggers_back_on_a_rebuilt_table()
    expect_that_the_genesis_holds_them()


def expect_content_and_order(numbers: list[int]) -> None:
    rows = JournalEntry.objects.filter(seq__lt=0).order_by("seq")
    assert [row.seq for row in rows] == numbers
    assert [row.summary for row in rows] == SUMMARIES
    assert [row.action for row in rows] == ["test.old3", "test.old4", "test.old9"]
    first = JournalEntry.objects.get(seq=0)
    assert (first.action, first.summary["entries"]) == ("core.begin_journal", 3)
    assert triggers.faults() == []
    assert journal.record("test.new").seq == 1
    report = verify()
    assert (report.ok, report.before, report.entries) == (True, 3, 2)


DAMAGES = [
    ("UPDATE core_journalentry SET action = 'x' WHERE seq = -6", Kind.ALTERED),
    ("UPDATE core_journalentry SET seq = -5 WHERE seq = -6", Kind.ALTERED),
    ("DELETE FROM core_journalentry WHERE seq = -7", Kind.DELETED),
    (
        f"INSERT INTO core_journalentry (seq, {FIELDS}) SELECT -2, {FIELDS} FROM core_journalentry "
        "WHERE seq = -7",
        Kind.INSERTED,
    ),
]


def expect_that_the_genesis_holds_them() -> None:
    lift_triggers()
    for change, kind in DAMAGES:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
            assert [(d.part, d.kind) for d in verify().damages] == [(Part.BEFORE, kind)], change
            transaction.set_rollback(True)


def expect_triggers_back_on_a_rebuilt_table() -> None:
    """Django rebuilds a table on SQLite, which drops its triggers; PostgreSQL alters it in place."""
    field = JournalEntry._meta.get_field("organisation")
    longer = field.clone()
    longer.set_attributes_from_name("organisation")
    longer.model, longer.max_length = JournalEntry, 65
    genesis.prepare(
        plan=[(MigrationExecutor(connection).loader.get_migration("core", "0001_initial"), False)]
    )
    with connection.schema_editor() as editor:
        editor.alter_field(JournalEntry, field, longer)
    assert bool(triggers.faults()) == (connection.vendor == "sqlite")
    with connection.schema_editor() as editor:
        editor.alter_field(JournalEntry, longer, field)
    call_command("migrate", verbosity=0)
    assert triggers.faults() == []
    assert verify().ok
