"""New keys while people work: nothing is lost, nothing stays behind, and a lost file is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from fabrique.config import checking, running
from fabrique.config.cli import main
from fabrique.core import clock
from fabrique.core.crypto import actions, blind, files, holders, keyring, sealing, surveying, uses
from fabrique.core.crypto.keyring import LostKey, Purpose
from fabrique.core.crypto.models import KeyUse
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from tests.vault.models import Sheet, Trace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
FIELD: Any = Sheet._meta.get_field("name_year")


def fill(count: int = 5) -> list[Sheet]:
    rows = [Sheet(name=f"Personne {n}", born=1950 + n, note="n" if n else None) for n in range(count)]
    Sheet.objects.bulk_create(rows)
    return rows


def plant(row: Sheet, value: str) -> None:
    with connection.cursor() as cursor:
        key = Sheet._meta.pk.get_db_prep_value(row.pk, connection)
        cursor.execute("UPDATE vault_sheet SET name = %s WHERE id = %s", [value, key])


def names() -> set[str]:
    return {row.name for row in Sheet.objects.all()}


def test_everything_is_written_again_under_a_new_key(at_noon: object):
    fill(450)
    stored = files.keep(b"avis", name="avis.pdf", media_type="application/pdf")
    before, old = names(), keyring.current(Purpose.FIELDS).id
    done = actions.rotate_keys(purpose=Purpose.FIELDS)
    assert {table.where: table.rewritten for table in done.tables if table.rewritten} == {
        "core_sealedfile.name": 1, "fichiers": 1, "vault_sheet.name": 450, "vault_sheet.note": 449,
    }  # fmt: skip
    assert (done.settled, done.resumed, done.left) == (True, False, {})
    assert set(surveying.by_key(Purpose.FIELDS)) == {done.key}
    assert done.key == keyring.current(Purpose.FIELDS).id != old
    assert names() == before
    assert files.read(stored) == b"avis"
    assert JournalEntry.objects.get(action="core.rotate_keys").subject == f"key:{done.key}"


def test_indexes_are_worked_out_again_and_traces_keep_their_key(at_noon: object):
    rows = fill()
    Sheet.objects.create(name="", born=1900)
    Trace.objects.create(digest=blind.digest("trace.person", "erased"))
    old = keyring.current(Purpose.INDEX).id
    done = actions.rotate_keys(purpose=Purpose.INDEX)
    assert {t.where: (t.rewritten, t.kept) for t in done.tables if t.rewritten or t.kept} == {
        "vault_sheet.name_year": (5, 0), "vault_trace.digest": (0, 1),
    }  # fmt: skip
    assert (done.settled, done.left) == (True, {old: 1})
    assert Sheet.objects.get(FIELD.matching("personne 3", 1953)).pk == rows[3].pk
    with pytest.raises(DomainRefusal, match=rf"{old} \(1\)"):
        actions.retire_keys(purpose=Purpose.INDEX)
    assert old in keyring.ids(Purpose.INDEX)


def test_a_rotation_that_was_cut_goes_on_with_its_key(at_noon: object, monkeypatch: pytest.MonkeyPatch):
    fill(450)
    tables: list[str] = []

    def cut(text: str) -> None:
        tables.append(text)
        if len(tables) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        actions.rotate_keys(purpose=Purpose.FIELDS, tell=cut)
    ids = keyring.ids(Purpose.FIELDS)
    assert len(ids) == 2
    assert set(surveying.by_key(Purpose.FIELDS)) == set(ids)
    assert len(names()) == 450
    done = actions.rotate_keys(purpose=Purpose.FIELDS)
    assert (done.resumed, done.settled, done.key) == (True, True, ids[1])
    assert keyring.ids(Purpose.FIELDS) == ids
    assert not actions.rotate_keys(purpose=Purpose.FIELDS).resumed


def test_a_row_that_somebody_changes_meanwhile_keeps_the_change(
    at_noon: object, monkeypatch: pytest.MonkeyPatch
):
    """The change comes between the reading and the writing; without the comparison, it is lost."""
    rows = fill(3)
    replace = actions._replace

    def slow(field: Any, pk: Any, before: str, after: str) -> bool:
        row = Sheet.objects.get(pk=rows[1].pk)
        if row.name != "Corrigée":
            row.name = "Corrigée"
            row.save()
        return replace(field, pk, before, after)

    monkeypatch.setattr(actions, "_replace", slow)
    done = actions.rotate_keys(purpose=Purpose.FIELDS)
    assert done.settled
    assert names() == {"Personne 0", "Corrigée", "Personne 2"}


def test_a_comparison_less_write_would_lose_the_change():
    """That the race above can be lost: the same write without its condition."""
    row = fill(1)[0]
    place = Sheet._meta.get_field("name").place(row.pk)  # type: ignore[attr-defined,union-attr]
    read = sealing.seal_text(row.name, place)
    row.name = "Corrigée"
    row.save()
    plant(row, read)
    assert names() == {"Personne 0"}


def test_a_damaged_value_is_named_and_its_key_stays(at_noon: object):
    rows = fill(3)
    plant(rows[1], "planté")
    plant(rows[2], "1.00000000.AAAA")
    done = actions.rotate_keys(purpose=Purpose.FIELDS)
    [damaged] = [table.damaged for table in done.tables if table.damaged]
    assert sorted(damaged) == sorted(str(row.pk) for row in rows[1:])
    assert not done.settled
    with pytest.raises(DomainRefusal, match="encore sous"):
        actions.retire_keys(purpose=Purpose.FIELDS)
    Sheet.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    assert actions.rotate_keys(purpose=Purpose.FIELDS).resumed


def test_an_old_key_goes_only_when_nothing_needs_it(at_noon: Any):
    fill()
    assert actions.retire_keys(purpose=Purpose.FIELDS) == []
    old = keyring.current(Purpose.FIELDS).id
    actions.rotate_keys(purpose=Purpose.FIELDS)
    with pytest.raises(DomainRefusal, match="moins d’une heure"):
        actions.retire_keys(purpose=Purpose.FIELDS)
    with clock.frozen(at_noon + actions.LONGEST_WRITE * 2):
        assert actions.retire_keys(purpose=Purpose.FIELDS) == [old]
    assert len(keyring.ids(Purpose.FIELDS)) == 1
    assert uses.fault() is None
    assert len(names()) == 5


def test_the_commands_say_what_they_did(at_noon: object):
    fill()
    found = CliRunner().invoke(main, ["keys", "rotate", "--json"])
    said = json.loads(found.stdout)
    assert (found.exit_code, said["settled"], said["purpose"]) == (0, True, "fields")
    assert {"where": "vault_sheet.name", "rewritten": 5, "kept": 0, "damaged": []} in said["tables"]
    told = CliRunner().invoke(main, ["keys", "rotate", "--purpose", "index"])
    assert "vault_sheet.name_year : 5 écrites à nouveau" in told.stdout
    refused = CliRunner().invoke(main, ["keys", "retire", "--json"])
    assert (refused.exit_code, "moins d’une heure" in json.loads(refused.stdout)["error"]) == (1, True)
    plant(Sheet.objects.all()[0], "planté")
    assert CliRunner().invoke(main, ["keys", "rotate"]).exit_code == 1
    assert CliRunner().invoke(main, ["keys", "rotate", "--purpose", "journal"]).exit_code == 2


def finding() -> checking.Finding:
    return next(each for each in checking.examine() if each.subject == "clés")


def test_a_lost_key_file_is_told_and_not_replaced(keys: Path):
    assert finding().ok
    fill()
    assert finding().ok
    kept = keys.read_text()
    keys.unlink()
    keyring.forget()
    assert (finding().ok, "a disparu" in finding().message) == (False, True)
    for attempt in (fill, names, lambda: actions.rotate_keys(purpose=Purpose.FIELDS)):
        with pytest.raises(LostKey), transaction.atomic():
            attempt()
    assert not keys.exists()
    keys.write_text(kept)
    assert len(names()) == 5


def test_another_instances_file_is_told_and_nothing_is_written_under_it(keys: Path):
    fill()
    keys.unlink()
    keyring.make()
    assert not finding().ok
    with pytest.raises(LostKey, match="n’est pas le fichier"), transaction.atomic():
        fill()
    with pytest.raises(LostKey, match="remettez d’abord"):
        actions.rotate_keys(purpose=Purpose.FIELDS)
    assert len(keyring.ids(Purpose.FIELDS)) == 1


class Elsewhere:
    """Values that an app seals in its own way."""

    purpose = Purpose.FIELDS
    place = ("elsewhere", "1")

    def __init__(self) -> None:
        self.value = sealing.seal_text("ailleurs", self.place)

    def by_key(self) -> dict[str, int]:
        return {str(sealing.key_of_text(self.value)): 1}

    def rewrite(self, key_id: str, tell: holders.Tell) -> holders.Rewritten:
        self.value = sealing.seal_text(sealing.open_text(self.value, self.place), self.place)
        return holders.Rewritten("ailleurs", rewritten=1)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    holder = Elsewhere()
    holders.enlist("elsewhere", holder)
    yield holder
    holders.withdraw("elsewhere")


def test_what_an_app_seals_in_its_own_way_goes_along(at_noon: Any, elsewhere: Elsewhere):
    done = actions.rotate_keys(purpose=Purpose.FIELDS)
    assert sealing.key_of_text(elsewhere.value) == done.key
    assert sealing.open_text(elsewhere.value, elsewhere.place) == "ailleurs"
    left_behind = elsewhere.value
    actions.rotate_keys(purpose=Purpose.FIELDS)
    elsewhere.value = left_behind
    with clock.frozen(at_noon + actions.LONGEST_WRITE * 2), pytest.raises(DomainRefusal, match=done.key):
        actions.retire_keys(purpose=Purpose.FIELDS)


def test_an_instance_that_starts_registers_its_keys(keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any):
    monkeypatch.setattr(running, "call_command", lambda *_args, **_options: None)
    running.prepare()
    assert KeyUse.objects.count() == len(Purpose)
    keys.unlink()
    uses.forget()
    running.prepare()
    assert "a disparu" in capsys.readouterr().err
    assert not keys.exists()


def test_a_key_is_registered_once(at_noon: object):
    fill()
    fill()
    registered = KeyUse.objects.filter(purpose=Purpose.FIELDS).values_list("key_id", flat=True)
    assert list(registered) == list(keyring.ids(Purpose.FIELDS))
