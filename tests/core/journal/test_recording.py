"""One entry for each act, in the act's own transaction; what the chain holds of a person; the genesis."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from fabrique.core import journal
from fabrique.core.journal import canonical, genesis
from fabrique.core.journal.damage import Kind, Part
from fabrique.core.journal.verifying import verify
from fabrique.core.models import JournalEntry, JournalHead, JournalPersonal
from tests.core.journal.conftest import Sql

pytestmark = pytest.mark.django_db


def test_every_field_is_kept_and_sealed():
    actor, organisation = uuid4(), uuid4()
    entry = journal.record(
        "test.act", actor=actor, organisation=organisation, subject="thing:1", summary={"n": 1, "é": ["ü"]}
    )
    kept = JournalEntry.objects.get(pk=entry.pk)
    assert (kept.actor, kept.organisation, kept.subject) == (str(actor), str(organisation), "thing:1")
    assert kept.summary == {"n": 1, "é": ["ü"]}
    assert (kept.hash, kept.previous, kept.at) == (entry.hash, entry.previous, entry.at)
    head = JournalHead.objects.get()
    assert (head.seq, head.hash) == (entry.seq, entry.hash)


def test_entries_follow_one_another():
    first, second = journal.record("test.one"), journal.record("test.two")
    assert (first.seq, second.seq) == (1, 2)
    assert second.previous == first.hash
    assert first.previous == JournalEntry.objects.get(seq=0).hash


def test_what_is_undone_leaves_neither_entry_nor_gap():
    def undone() -> None:
        with transaction.atomic():
            journal.record("test.undone", personal={"name": "Odette"})
            raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        undone()
    assert not JournalPersonal.objects.exists()
    assert journal.record("test.done").seq == 1
    assert verify().ok


def test_an_act_without_its_entry_is_undone():
    with pytest.raises(TypeError):
        journal.record("test.act", summary={"when": datetime.now(UTC)})
    assert verify().seq == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        (["a", ""], ["", "a"]),
        (["1:a,", "b"], ["1:a,1:b,", ""]),
        (["é"], ["e\u0301"]),
        ([""], []),
    ],
)
def test_no_two_contents_look_alike(one: list[str], other: list[str]):
    assert canonical.pack_texts(b"k", *one) != canonical.pack_texts(b"k", *other)


def test_json_has_one_writing():
    assert canonical.json_text({"b": 1, "a": [True, None, 1.5]}) == '{"a":[true,null,1.5],"b":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical.json_text({"n": float("nan")})


@pytest.mark.parametrize("number", [1.0, 1e16, 1e-7, 10**30, 0.1 + 0.2, -0.0])
def test_numbers_come_back_as_they_were_sealed(number: float):
    entry = journal.record("test.act", summary={"n": number})
    assert JournalEntry.objects.get(pk=entry.pk).summary == {"n": number}
    assert verify().ok


# --- what is said of a person


def test_a_personal_value_is_beside_the_chain_and_encrypted():
    entry = journal.record("test.act", subject="resident:1", personal={"name": "Odette", "town": "Brest"})
    assert "Odette" not in str(JournalEntry.objects.values_list().get(pk=entry.pk))
    rows = JournalPersonal.objects.filter(entry=entry).order_by("key")
    assert [(row.key, row.person, row.value) for row in rows] == [
        ("name", "resident:1", "Odette"),
        ("town", "resident:1", "Brest"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM core_journalpersonal")
        assert not any("Odette" in value or "Brest" in value for (value,) in cursor.fetchall())
    assert (verify().ok, verify().values) == (True, 2)


def test_the_same_value_is_never_committed_to_twice_alike():
    made = [journal.record("test.act", personal={"name": "Odette"}).commitments["name"] for _n in range(2)]
    assert made[0] != made[1]


def test_forgetting_a_person_leaves_the_chain_good():
    journal.record("test.act", subject="mandate:1", person="resident:1", personal={"name": "Odette"})
    journal.record("test.act", subject="mandate:2", person="resident:2", personal={"name": "Marius"})
    before = list(JournalEntry.objects.order_by("seq").values_list("seq", "hash"))
    assert journal.forget(person="resident:1", actor="someone") == 1
    assert journal.forget(person="resident:1") == 0
    told = JournalEntry.objects.get(action="core.forget_personal")
    assert (told.actor, told.subject, told.summary) == ("someone", "resident:1", {"entries": [1]})
    assert (
        list(JournalEntry.objects.filter(seq__lt=told.seq).order_by("seq").values_list("seq", "hash"))
        == before
    )
    assert [row.person for row in JournalPersonal.objects.all()] == ["resident:2"]
    assert verify().ok


OTHER = "(SELECT value FROM (SELECT * FROM core_journalpersonal WHERE entry_id = 2) v)"


@pytest.mark.parametrize(
    ("change", "kind", "seq"),
    [
        ("UPDATE core_journalpersonal SET value = 'x' WHERE entry_id = 1", Kind.ALTERED, 1),
        (f"UPDATE core_journalpersonal SET value = {OTHER} WHERE entry_id = 1", Kind.ALTERED, 1),
        ("UPDATE core_journalpersonal SET salt = 'zz' WHERE entry_id = 2", Kind.ALTERED, 2),
        ("UPDATE core_journalpersonal SET key = 'age' WHERE entry_id = 2", Kind.INSERTED, 2),
        ("DELETE FROM core_journalpersonal WHERE entry_id = 2", Kind.DELETED, 2),
    ],
)
def test_a_value_that_is_not_what_was_committed_to(sql: Sql, change: str, kind: Kind, seq: int):
    for name in ("Odette", "Marius"):
        journal.record("test.act", subject=f"resident:{name}", personal={"name": name})
    sql(change)
    assert [(d.part, d.kind, d.seq) for d in verify().damages] == [(Part.PERSONAL, kind, seq)]


# --- the genesis


def test_a_new_instance_has_a_genesis():
    first = JournalEntry.objects.get(seq=0)
    assert (first.action, first.previous) == ("core.begin_journal", "")
    assert first.summary["entries"] == 0
    assert len(first.summary["instance"]) == 36


def test_the_genesis_is_written_once():
    before = JournalEntry.objects.get(seq=0).hash
    genesis.begin()
    assert JournalEntry.objects.get().hash == before


@pytest.mark.parametrize("missing", ["core_journalhead", "core_journalentry"])
def test_a_damaged_chain_is_not_begun_again(sql: Sql, missing: str):
    sql(f"DELETE FROM {missing}")
    genesis.begin()
    assert not verify().ok
