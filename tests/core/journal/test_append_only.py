"""The database refuses to change the journal, whoever asks and by whichever way."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from fabrique.core import journal
from fabrique.core.journal import triggers
from fabrique.core.journal.damage import Part
from fabrique.core.journal.verifying import verify
from fabrique.core.models import (
    JournalEntry,
    JournalHead,
    JournalPersonal,
    JournalRead,
    JournalSegment,
)
from tests.conftest import lift_triggers

ON_POSTGRES = connection.vendor == "postgresql"
COPY = (
    "(seq, at, action, actor, organisation, subject, summary, commitments, key, previous, hash) "
    "SELECT seq, at, 'x.y', actor, organisation, subject, summary, commitments, key, previous, hash "
    "FROM core_journalentry WHERE seq = 1"
)
RAW = [
    "UPDATE core_journalentry SET action = 'x.y' WHERE seq = 1",
    "UPDATE core_journalentry SET seq = 99 WHERE seq = 1",
    "DELETE FROM core_journalentry WHERE seq = 1",
    "DELETE FROM core_journalentry",
    "UPDATE core_journalhead SET seq = 0",
    "UPDATE core_journalhead SET seq = seq + 2",
    "DELETE FROM core_journalhead",
    "UPDATE core_journalread SET actor = 'x'",
    "DELETE FROM core_journalread",
    "UPDATE core_journalsegment SET count = 0",
    "DELETE FROM core_journalsegment",
    "UPDATE core_journalpersonal SET salt = 'x'",
    "UPDATE core_journalpersonal SET key = 'x'",
    "DELETE FROM core_journalpersonal",
]
OF_SQLITE = [
    f"INSERT OR REPLACE INTO core_journalentry {COPY}",
    f"REPLACE INTO core_journalentry {COPY}",
    "UPDATE OR REPLACE core_journalentry SET seq = 0 WHERE seq = 1",
    "INSERT OR REPLACE INTO core_journalhead SELECT * FROM core_journalhead",
    "INSERT OR REPLACE INTO core_journalread SELECT * FROM core_journalread",
    "INSERT OR REPLACE INTO core_journalsegment SELECT * FROM core_journalsegment",
    "INSERT OR REPLACE INTO core_journalpersonal SELECT * FROM core_journalpersonal",
    f"INSERT INTO core_journalentry {COPY} ON CONFLICT (seq) DO UPDATE SET action = 'x.y'",
]
OF_POSTGRES = [
    *(f"TRUNCATE {table} CASCADE" for table in ("core_journalentry", "core_journalhead")),
    *(f"TRUNCATE core_journal{name}" for name in ("personal", "read", "segment")),
    f"INSERT INTO core_journalentry {COPY} ON CONFLICT (seq) DO UPDATE SET action = 'x.y'",
    "SET LOCAL session_replication_role = replica; DELETE FROM core_journalentry",
    "WITH gone AS (DELETE FROM core_journalentry RETURNING seq) SELECT * FROM gone",
]


@pytest.fixture
def filled(at_noon: Any, db: None) -> None:
    """A row in each table."""
    journal.record("a.b", subject="person:1", personal={"name": "Odette"})
    read = journal.record_read("someone", "", "file:1")
    JournalSegment.objects.create(month="2026-10", count=0, digest="", sealed_at=read.at, head={})
    connection.check_constraints()  # PostgreSQL truncates nothing on which a check is pending


def rows() -> list[list[Any]]:
    found = []
    with connection.cursor() as cursor:
        for name in ("entry", "head", "read", "segment", "personal"):
            cursor.execute(f"SELECT * FROM core_journal{name} ORDER BY 1, 2")
            found.append(cursor.fetchall())
    return found


@pytest.mark.parametrize("statement", RAW + (OF_POSTGRES if ON_POSTGRES else OF_SQLITE))
def test_raw_sql_is_refused(filled: None, statement: str):
    before = rows()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert rows() == before


@pytest.mark.parametrize("model", [JournalEntry, JournalSegment, JournalRead, JournalHead, JournalPersonal])
def test_the_orm_is_refused_too(filled: None, model: type[models.Model]):
    everything = models.QuerySet(model).all()  # without the manager's own guard
    for attempt in (everything.delete, lambda: everything._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    name = {JournalSegment: "digest", JournalEntry: "action", JournalRead: "actor"}.get(model, "id")
    value: Any = uuid4() if model is JournalPersonal else 7 if model is JournalHead else "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        everything.update(**{name: value})


def test_a_value_may_be_encrypted_anew(filled: None):
    row = JournalPersonal.objects.get()
    row.value = "Odette"
    row.save(update_fields=["value"])
    assert Part.PERSONAL not in {damage.part for damage in verify().damages}


@pytest.mark.parametrize("place", range(len(triggers.expected())))
def test_a_lifted_trigger_is_told_and_put_back_by_a_migration(db: None, place: int):
    trigger = triggers.expected()[place]
    assert triggers.faults() == []
    triggers.drop(trigger)
    assert triggers.faults() == [trigger.name]
    call_command("migrate", verbosity=0)
    assert triggers.faults() == []


def test_all_lifted_are_told(db: None):
    lift_triggers()
    assert set(triggers.faults()) >= {trigger.name for trigger in triggers.expected()}
    triggers.install()
    assert triggers.faults() == []


NEUTERED = (
    "CREATE OR REPLACE FUNCTION core_journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RETURN NULL; END$$"
)
BENT = {
    "sqlite": {
        "core_journalentry_no_delete": [
            "DROP TRIGGER core_journalentry_no_delete",
            "CREATE TRIGGER core_journalentry_no_delete BEFORE DELETE ON core_journalentry WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        ],
    },
    "postgresql": {
        "core_journalentry_no_delete": ["ALTER TABLE core_journalentry DISABLE TRIGGER USER"],
        "core_journal_refuse": [NEUTERED],
    },
}[connection.vendor]


@pytest.mark.parametrize("name", BENT)
def test_a_bent_trigger_is_told(db: None, name: str):
    with connection.cursor() as cursor:
        for statement in BENT[name]:
            cursor.execute(statement)
    assert triggers.faults() == [name]
