"""Encrypted fields: the value or an error, bound to one row and one column, never shown."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Upper
from django.forms.models import model_to_dict
from django.test.utils import isolate_apps

from fabrique.core import bulk
from fabrique.core.crypto import keyring, sealing
from fabrique.core.crypto.fields import EncryptedJSONField, EncryptedTextField, Sealed
from fabrique.core.crypto.keyring import LostKey, Purpose
from fabrique.core.crypto.sealing import TamperedValue
from tests.vault.models import Sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
CANARY = "Zéphyrine Canari"


def sheet(**values: Any) -> Sheet:
    row = Sheet(**{"name": CANARY, "born": 1950, "note": "Une note", "story": {"a": [1, "é"]}, **values})
    row.save()
    return row


def stored(row: Sheet, column: str = "name") -> Any:
    key = Sheet._meta.pk.get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_sheet WHERE id = %s", [key])
        return cursor.fetchone()[0]


def plant(row: Sheet, value: object, column: str = "name") -> None:
    key = Sheet._meta.pk.get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE vault_sheet SET {column} = %s WHERE id = %s", [value, key])


def again(row: Sheet) -> Sheet:
    return Sheet.objects.get(pk=row.pk)


@pytest.mark.parametrize("text", ["", " ", "Élodie ’ 🙂\n", "0" * 50_000, "\x00" * 3])
def test_text_comes_back_as_it_was(text: str):
    row = sheet(note=text)
    assert (row.note, again(row).note) == (text, text)
    assert (text or "∅") not in stored(row, "note")


@pytest.mark.parametrize("value", [{"a": [1, None, "é"]}, [], {}, "texte", 5, False, None])
def test_json_comes_back_as_it_was(value: object):
    assert again(sheet(story=value)).story == value


def test_nothing_is_sealed_of_nothing():
    row = sheet(note=None, story=None)
    assert (stored(row, "note"), again(row).note, again(row).story) == (None, None, None)
    assert list(Sheet.objects.filter(note__isnull=True)) == [row]


def test_equal_values_do_not_look_equal():
    assert stored(sheet()) != stored(sheet())


def test_a_list_that_is_changed_in_place_is_saved():
    row = again(sheet(story={"visits": [1]}))
    row.story["visits"].append(2)
    row.save()
    assert again(row).story == {"visits": [1, 2]}


def test_what_was_not_touched_is_not_written_anew():
    row = sheet()
    before = stored(row)
    again(row).save()
    assert stored(row) == before


def test_a_save_moves_what_an_older_key_wrote_to_the_current_one():
    row = sheet()
    new = keyring.add(Purpose.FIELDS)
    again(row).save()
    assert stored(row).startswith(sealing.prefix(new.id))
    assert again(row).name == CANARY


def test_each_way_of_writing_rows_binds_them():
    rows = [Sheet(name=f"{CANARY} {number}", note="n") for number in range(3)]
    Sheet.objects.bulk_create(rows[:1])
    bulk.insert_rows(Sheet, rows[1:2])
    bulk.upsert_rows(Sheet, rows[1:])
    rows[2].note = "autre"
    bulk.upsert_rows(Sheet, rows[2:])
    Sheet.objects.update_or_create(pk=rows[0].pk, defaults={"note": "mieux"})
    assert {(row.name, row.note) for row in Sheet.objects.all()} == {
        (f"{CANARY} 0", "mieux"), (f"{CANARY} 1", "n"), (f"{CANARY} 2", "autre"),
    }  # fmt: skip
    assert CANARY not in stored(rows[1])


def test_deferred_and_refreshed_rows_open():
    row = sheet()
    assert Sheet.objects.defer("name").get(pk=row.pk).name == CANARY
    assert Sheet.objects.only("born").get(pk=row.pk).story == {"a": [1, "é"]}
    row.name = "autre"
    row.refresh_from_db()
    assert row.name == CANARY


@pytest.mark.parametrize("position", range(0, 90, 7))
def test_one_letter_changed_is_an_error(position: int):
    row = sheet()
    text = stored(row)
    spot = position % len(text)
    plant(row, text[:spot] + ("B" if text[spot] == "A" else "A") + text[spot + 1 :])
    with pytest.raises((TamperedValue, LostKey)):
        _ = again(row).name


def test_every_bit_of_the_end_counts():
    """The last letter of base64 may have spare bits: another letter decodes to the same bytes."""
    row = sheet(name="ab")  # 12 + 2 + 16 bytes: no padding; with three letters there is some
    other = sheet(name="abc")
    for each in (row, other):
        text = stored(each).rstrip("=")
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
            if letter != text[-1]:
                plant(each, text[:-1] + letter + "=" * (-len(text.split(".")[2]) % 4))
                with pytest.raises(TamperedValue):
                    _ = again(each).name


@pytest.mark.parametrize("planted", ["", CANARY, "1.", "1.00000000.", "2.0123abcd.AAAA", "1.0123abcd.AAAA"])
def test_what_was_planted_by_sql_is_an_error(planted: str):
    row = sheet()
    plant(row, planted)
    with pytest.raises((TamperedValue, LostKey)):
        _ = again(row).name


def test_two_rows_or_two_columns_swapped_are_an_error():
    one, two = sheet(), sheet(name="Autre")
    plant(one, stored(two))
    with pytest.raises(TamperedValue, match="altérée ou déplacée"):
        _ = again(one).name
    plant(two, stored(two, "note"), "name")
    with pytest.raises(TamperedValue):
        _ = again(two).name


def test_what_is_damaged_is_not_saved_again():
    row = sheet()
    plant(row, CANARY)
    with pytest.raises(TamperedValue), transaction.atomic():
        again(row).save()
    with pytest.raises(TamperedValue):
        row.refresh_from_db()


def test_without_its_key_nothing_opens(keys: Path):
    row = sheet()
    content = json.loads(keys.read_text())
    content["fields"][0]["id"] = "00000000"
    keys.write_text(json.dumps(content))
    keyring.forget()
    with pytest.raises(LostKey):
        _ = again(row).name


def test_a_value_of_another_row_cannot_be_given():
    one, two = sheet(), sheet(name="Autre")
    one.name = Sheet.objects.values_list("name", flat=True).get(pk=two.pk)
    with pytest.raises(TamperedValue), transaction.atomic():
        one.save()
    copy_of = again(one)
    copy_of.pk = Sheet._meta.pk.get_default()
    copy_of._state.adding = True
    with pytest.raises(TamperedValue), transaction.atomic():
        copy_of.save()


def test_lists_of_values_give_something_closed():
    sheet()
    found = Sheet.objects.values("name", "story").get()
    for closed in (*found.values(), Sheet.objects.values_list("name", flat=True)[0]):
        assert isinstance(closed, Sealed)
        assert repr(closed) == "<valeur chiffrée>"
        for use in (str, bool, len, list, hash, "{}".format, pickle.dumps, copy.copy(closed).__eq__,
                    json.dumps, lambda c: c + "", lambda c: "a" in c, lambda c: c == CANARY):  # fmt: skip
            with pytest.raises(TypeError):
                use(closed)
    assert isinstance(Sheet.objects.annotate(x=F("name")).get().x, Sealed)


def test_an_instance_shows_nothing_of_it():
    for row in (sheet(), again(sheet())):
        _ = row.story, row.name
        shown = repr(row.__dict__) + repr(model_to_dict(row)) + repr(vars(row))
        assert CANARY not in shown
        assert "é" not in shown.replace("chiffrée", "")
        with pytest.raises(TypeError):
            pickle.dumps(row)
        with pytest.raises(TypeError, match="not dumped"):
            serializers.serialize("json", [row])
    assert copy.deepcopy(row).story == row.story


def test_loading_clear_rows_is_refused():
    text = json.dumps([{"model": "vault.sheet", "pk": str(sheet().pk), "fields": {"name": CANARY}}])
    with pytest.raises(TypeError):
        [each.save() for each in serializers.deserialize("json", text)]


@pytest.mark.parametrize(
    "search",
    [{"name": CANARY}, {"name": None}, {"name__icontains": "z"}, {"name__in": ["a"]}, {"story__a": 1}],
)
def test_a_search_in_it_is_refused(search: dict[str, Any]):
    for ask in (Sheet.objects.filter, Sheet.objects.exclude, Sheet.objects.get_or_create):
        with pytest.raises(TypeError):
            ask(**search)


def test_whatever_writes_without_the_row_is_refused():
    row, other = sheet(), sheet(state="actif")
    before = stored(row), stored(other)
    for value in (
        "clair",
        F("state"),
        Value("clair"),
        Upper("state"),
        Sheet.objects.values_list("name")[0][0],
    ):
        with pytest.raises(TypeError), transaction.atomic():
            Sheet.objects.update(name=value)
    with pytest.raises(TypeError), transaction.atomic():
        Sheet.objects.bulk_update([row], ["name"])
    assert before == (stored(row), stored(other))
    Sheet.objects.update(note=None)
    assert again(row).note is None


def test_an_upsert_on_another_key_is_refused():
    rows = [Sheet(name="a")]
    options: dict[str, Any] = {"update_conflicts": True, "update_fields": ["name"]}
    with pytest.raises(TypeError, match="primary key"), transaction.atomic():
        Sheet.objects.bulk_create(rows, unique_fields=["state"], **options)
    Sheet.objects.bulk_create(rows, unique_fields=["id"], **options)
    assert again(rows[0]).name == "a"


@pytest.mark.parametrize("value", [3, b"x", ["a"], F("state")])
def test_text_takes_text_only(value: object):
    with pytest.raises(TypeError):
        Sheet(name=value)


def test_what_json_cannot_say_is_refused():
    with pytest.raises(TypeError):
        sheet(story={"a": object()})


@isolate_apps("tests.vault")
def test_a_table_that_cannot_bind_is_found_by_the_checks():
    class Counted(models.Model):
        note = EncryptedTextField(unique=True)

        class Meta:
            app_label = "vault"

    class Child(Sheet):
        more = EncryptedJSONField()

        class Meta:
            app_label = "vault"

    class Beside(models.Model):
        sheet = models.OneToOneField(Sheet, models.CASCADE, primary_key=True)
        secret = EncryptedTextField()

        class Meta:
            app_label = "vault"

    tables = (Counted, Child, Beside)
    found = [e.id for model in tables for e in model.check() if str(e.id).startswith("fabrique.")]
    assert sorted(found) == ["fabrique.E001", "fabrique.E001", "fabrique.E002"]
    assert not [error for error in Sheet.check() if error.is_serious()]


@isolate_apps("tests.vault")
def test_a_renamed_column_still_opens():
    row = sheet()

    class Renamed(models.Model):
        id = models.UUIDField(primary_key=True, default=Sheet._meta.pk.default)
        title = EncryptedTextField(db_column="name", bound_as="vault_sheet.name")

        class Meta:
            app_label, db_table = "vault", "vault_sheet"

    assert Renamed.objects.get(pk=row.pk).title == CANARY
    assert Renamed._meta.get_field("title").clone().bound_as == "vault_sheet.name"
