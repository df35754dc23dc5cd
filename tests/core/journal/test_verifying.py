"""A verification names the first bad entry and what was done to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from fabrique.core import journal
from fabrique.core.crypto import keyring
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.journal import appending, rows, signing
from fabrique.core.journal import chain as chains
from fabrique.core.journal.damage import Kind, Part, Report
from fabrique.core.journal.verifying import verify
from fabrique.core.models import JournalEntry, JournalHead
from fabrique.core.refusals import DomainRefusal
from tests.core.journal.conftest import Sql

FIELDS = "at, action, actor, organisation, subject, summary, commitments, key, previous, hash"
FORGED = (
    f"INSERT INTO core_journalentry (seq, {FIELDS}) "
    "SELECT {seq}, at, 'test.forged', actor, organisation, subject, summary, commitments, key, "
    "{previous}, {hash} FROM core_journalentry WHERE seq = {like}"
)
ZEROS = "'" + "0" * 64 + "'"


def found(report: Report) -> list[tuple[Part, Kind, int | None]]:
    return [(damage.part, damage.kind, damage.seq) for damage in report.damages]


def in_chain(kind: Kind, seq: int) -> list[tuple[Part, Kind, int | None]]:
    return [(Part.CHAIN, kind, seq)]


def signed_head() -> dict[str, Any]:
    head = JournalHead.objects.get()
    return signing.sign_head(head.seq, head.hash)


def renumber(sql: Sql, *, above: int, by: int) -> None:
    """Shift the numbers above one, by way of numbers that nobody uses."""
    sql("UPDATE core_journalentry SET seq = seq + 1000 WHERE seq > %s", above)
    sql("UPDATE core_journalentry SET seq = seq - 1000 + %s WHERE seq > 1000", by)


def test_a_good_chain(chain: list[str]):
    report = verify([signed_head()])
    assert report.ok
    assert (report.entries, report.seq, report.hash, report.heads) == (21, 20, chain[20], 1)


@pytest.mark.parametrize("size", [1, 2, 7, 21])
def test_chunks_change_nothing(chain: list[str], sql: Sql, monkeypatch: pytest.MonkeyPatch, size: int):
    monkeypatch.setattr(rows, "CHUNK", size)
    assert verify().seq == 20
    sql("UPDATE core_journalentry SET actor = 'b' WHERE seq = 14")
    assert found(verify()) == in_chain(Kind.ALTERED, 14)


@pytest.mark.parametrize("seq", [0, 1, 12, 20])
@pytest.mark.parametrize(
    "change",
    [
        *(f"{name} = 'x'" for name in ("action", "actor", "organisation", "subject", "key")),
        "summary = '{\"n\":1}'",
        "summary = '{ }'",
        'commitments = \'{"name":"0"}\'',
        "at = '2020-01-01 00:00:00+00:00'",
        "previous = " + ZEROS,
        "hash = " + ZEROS,
        f"previous = {ZEROS}, hash = {ZEROS}, action = 'x'",
    ],
)
def test_altered(chain: list[str], sql: Sql, change: str, seq: int):
    if connection.vendor == "sqlite":
        change = change.replace("+00:00", "")
    sql(f"UPDATE core_journalentry SET {change} WHERE seq = %s", seq)
    report = verify()
    assert found(report) == in_chain(Kind.ALTERED, seq)
    assert f"l’entrée {seq} a été modifiée" in report.damages[0].message


def test_two_contents_exchanged_are_altered(chain: list[str], sql: Sql):
    sql(
        "UPDATE core_journalentry SET subject = CASE seq WHEN 5 THEN 'thing:9' ELSE 'thing:5' END "
        "WHERE seq IN (5, 9)"
    )
    assert found(verify()) == in_chain(Kind.ALTERED, 5)


def test_overwritten_by_a_copy_of_another_entry(chain: list[str], sql: Sql):
    source = "(SELECT {} FROM (SELECT * FROM core_journalentry WHERE seq = 3) e)"
    changes = ", ".join(f"{name.strip()} = {source.format(name.strip())}" for name in FIELDS.split(","))
    sql(f"UPDATE core_journalentry SET {changes} WHERE seq = 11")
    assert found(verify()) == in_chain(Kind.ALTERED, 11)


@pytest.mark.parametrize("seq", [0, 1, 12, 19])
def test_deleted(chain: list[str], sql: Sql, seq: int):
    sql("DELETE FROM core_journalentry WHERE seq = %s", seq)
    assert found(verify()) == in_chain(Kind.DELETED, seq)


@pytest.mark.parametrize("seq", [1, 12, 19])
def test_deleted_and_renumbered(chain: list[str], sql: Sql, seq: int):
    sql("DELETE FROM core_journalentry WHERE seq = %s", seq)
    renumber(sql, above=seq, by=-1)
    assert found(verify()) == in_chain(Kind.DELETED, seq)


@pytest.mark.parametrize(("previous", "hash"), [(ZEROS, ZEROS), ("hash", ZEROS), ("previous", "hash")])
def test_inserted_at_the_end(chain: list[str], sql: Sql, previous: str, hash: str):
    sql(FORGED.format(seq=21, previous=previous, hash=hash, like=20))
    assert found(verify()) == in_chain(Kind.INSERTED, 21)
    sql("UPDATE core_journalhead SET seq = 21, hash = (SELECT hash FROM core_journalentry WHERE seq = 21)")
    assert found(verify()) == in_chain(Kind.INSERTED, 21)


@pytest.mark.parametrize("seq", [1, 10])
@pytest.mark.parametrize("copied", [False, True])
def test_inserted_in_between_with_all_the_others_renumbered(
    chain: list[str], sql: Sql, seq: int, copied: bool
):
    renumber(sql, above=seq - 1, by=1)
    forged = FORGED if not copied else FORGED.replace("'test.forged'", "action")
    previous, hash = ("previous", "hash") if copied else (f"'{chain[seq - 1]}'", ZEROS)
    sql(forged.format(seq=seq, previous=previous, hash=hash, like=seq + 4))
    if seq == 1 and not copied:
        sql("UPDATE core_journalentry SET previous = (SELECT hash FROM core_journalentry WHERE seq = 0) "
            "WHERE seq = 1")  # fmt: skip
    assert found(verify()) == in_chain(Kind.INSERTED, seq)


def test_reordered(chain: list[str], sql: Sql):
    sql("UPDATE core_journalentry SET seq = 1000 WHERE seq = 5")
    sql("UPDATE core_journalentry SET seq = 5 WHERE seq = 9")
    sql("UPDATE core_journalentry SET seq = 9 WHERE seq = 1000")
    assert found(verify()) == in_chain(Kind.REORDERED, 5)


def test_moved_to_the_end(chain: list[str], sql: Sql):
    sql("UPDATE core_journalentry SET seq = 21 WHERE seq = 5")
    assert found(verify()) == in_chain(Kind.REORDERED, 5)
    renumber(sql, above=5, by=-1)
    assert found(verify()) == in_chain(Kind.REORDERED, 5)


@pytest.mark.parametrize("with_head", [False, True])
def test_truncated(chain: list[str], sql: Sql, with_head: bool):
    heads = [signed_head()] if with_head else []
    sql("DELETE FROM core_journalentry WHERE seq > 15")
    assert found(verify(heads)) == in_chain(Kind.TRUNCATED, 16)


@pytest.mark.parametrize("with_head", [False, True])
def test_truncated_with_the_head_made_to_match(chain: list[str], sql: Sql, with_head: bool):
    heads = [signed_head()] if with_head else []
    sql("DELETE FROM core_journalentry WHERE seq > 15")
    sql("UPDATE core_journalhead SET seq = 15, hash = %s", chain[15])
    assert found(verify(heads)) == in_chain(Kind.TRUNCATED, 16)


def test_writing_goes_on_after_a_cut_and_leaves_the_gap(chain: list[str], sql: Sql):
    sql("DELETE FROM core_journalentry WHERE seq > 15")
    assert journal.record("test.after").seq == 21
    assert found(verify()) == in_chain(Kind.DELETED, 16)


def go_back(sql: Sql, *, to: int, hash: str) -> None:
    """What a copy of the database, made when the chain was that long, holds: head and tag included."""
    key = keyring.current(Purpose.JOURNAL)
    sql("DELETE FROM core_journalentry WHERE seq > %s", to)
    tag = appending.head_tag(key.secret, to, hash, key.id)
    sql("UPDATE core_journalhead SET seq = %s, hash = %s, tag = %s", to, hash, tag)


def test_an_older_copy_is_found_against_a_head_only(chain: list[str], sql: Sql):
    head = signed_head()
    go_back(sql, to=15, hash=chain[15])
    assert verify().ok
    assert found(verify([head])) == in_chain(Kind.RESTORED, 16)


def test_an_older_copy_that_was_written_to(chain: list[str], sql: Sql):
    head = signed_head()
    go_back(sql, to=15, hash=chain[15])
    for _n in range(10):
        journal.record("test.after")
    assert verify().ok
    assert found(verify([head])) == in_chain(Kind.RESTORED, 20)


def test_two_copies_mixed(chain: list[str], sql: Sql):
    kept = JournalEntry.objects.filter(seq__gt=17).values_list()
    columns = [field.column for field in JournalEntry._meta.concrete_fields]
    tail = [dict(zip(columns, row, strict=True)) for row in kept]
    go_back(sql, to=15, hash=chain[15])
    for _n in range(2):
        journal.record("test.after")
    for row in tail:
        JournalEntry.objects.bulk_create([JournalEntry(**row)])
    head = tail[-1]
    go_back(sql, to=20, hash=head["hash"])
    assert found(verify()) == in_chain(Kind.RESTORED, 18)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE core_journalhead SET tag = 'x'", Kind.TRUNCATED),
        ("UPDATE core_journalhead SET seq = 30", Kind.ALTERED),
        ("UPDATE core_journalhead SET hash = 'x'", Kind.ALTERED),
        ("UPDATE core_journalhead SET key = 'x'", Kind.TRUNCATED),
        ("DELETE FROM core_journalhead", Kind.DELETED),
    ],
)
def test_nothing_is_added_to_a_head_that_is_not_ours(chain: list[str], sql: Sql, change: str, kind: Kind):
    sql(change)
    assert [damage.kind for damage in verify().damages] == [kind]
    with pytest.raises(DomainRefusal):
        journal.record("test.after")


def test_another_file_of_keys(chain: list[str], other_keys: Callable[[], None]):
    other_keys()
    assert found(verify()) == in_chain(Kind.KEY, 0)
    with pytest.raises(keyring.LostKey):
        journal.record("test.after")


def test_other_secrets_under_the_same_names(chain: list[str], monkeypatch: pytest.MonkeyPatch):
    known = dict.fromkeys(chains.keys(), b"another secret of 32 bytes......")
    monkeypatch.setattr(chains, "keys", lambda: known)
    assert found(verify()) == in_chain(Kind.KEY, 0)


def test_a_new_key_goes_on_with_the_chain(chain: list[str], settings: Any, tmp_path: Any):
    keyring.forget()
    settings.KEYS_FILE = str(_copy_of(settings.KEYS_FILE, tmp_path))
    first = keyring.current(Purpose.JOURNAL).id
    second = keyring.add(Purpose.JOURNAL).id
    entry = journal.record("test.after")
    assert (entry.key, JournalHead.objects.get().key) == (second, second)
    assert JournalEntry.objects.get(seq=20).key == first
    assert verify().ok


def _copy_of(path: str, directory: Any) -> Any:
    copy = directory / "keys.json"
    copy.write_bytes(Path(path).read_bytes())
    return copy


def test_heads_that_prove_nothing_are_refused(chain: list[str]):
    head = signed_head()
    wrong: list[dict[str, Any]] = [{"seq": 19}, {"hash": "0"}, {"instance": "x"}, {"signature": "zz"}]
    for change in (*wrong, {"key": "x"}, {"public_key": ""}):
        with pytest.raises(DomainRefusal, match="pas une tête de journal signée"):
            verify([{**head, **change}])
    with pytest.raises(DomainRefusal):
        verify([{}])
