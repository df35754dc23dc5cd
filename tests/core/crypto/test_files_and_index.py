"""Encrypted files, and the index by which a row is found without being read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core import bulk
from fabrique.core.crypto import actions, blind, files, keyring, sealing
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.models import SealedFile, StoredFile
from fabrique.core.refusals import DomainRefusal
from tests.vault.models import Sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
CONTENT = b"%PDF-1.7 avis d'imposition de Zephyrine Canari"
FIELD: Any = Sheet._meta.get_field("name_year")


def test_a_file_comes_back_and_lies_unreadable(at_noon: object):
    one, two = (files.keep(CONTENT, name="avis.pdf", media_type="application/pdf") for _ in range(2))
    assert files.read(SealedFile.objects.get(pk=one.pk)) == CONTENT
    assert SealedFile.objects.get(pk=one.pk).name == "avis.pdf"
    lying = [files.path_of(each).read_bytes() for each in (one, two)]
    assert lying[0] != lying[1]
    assert all(b"Canari" not in each for each in lying)
    assert files.path_of(one).stat().st_mode & 0o077 == 0


def test_an_empty_file_is_a_file(at_noon: object):
    assert files.read(files.keep(b"", name="vide", media_type="text/plain")) == b""


def test_a_file_that_was_touched_moved_or_lost_is_an_error(at_noon: object):
    one, two = (files.keep(CONTENT, name="a", media_type="text/plain") for _ in range(2))
    path, whole = files.path_of(one), files.path_of(one).read_bytes()
    for position in (0, 20, len(whole) - 1):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(TamperedValue):
            files.read(one)
    for planted in (b"", CONTENT, whole[:-1], whole[:10], files.path_of(two).read_bytes()):
        path.write_bytes(planted)
        with pytest.raises((TamperedValue, keyring.LostKey)):
            files.read(one)
    path.unlink()
    with pytest.raises(TamperedValue):
        files.read(one)


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sealing, "MOST", 10)
    with pytest.raises(DomainRefusal, match="réduisez"):
        files.keep(b"x" * 11, name="a", media_type="text/plain")
    assert not SealedFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_discarded_file_leaves_the_disk_with_its_row(at_noon: object, keys: Path):
    stored = files.keep(CONTENT, name="a", media_type="text/plain")
    path = files.path_of(stored)

    def regret() -> None:
        with transaction.atomic():
            files.discard(SealedFile.objects.get(pk=stored.pk))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        regret()
    assert files.read(stored) == CONTENT
    files.discard(SealedFile.objects.get(pk=stored.pk))
    assert not path.exists()
    assert not StoredFile.objects.exists()


def test_a_reader_follows_a_file_that_a_rotation_moved(at_noon: object):
    stored = files.keep(CONTENT, name="a", media_type="text/plain")
    read_before = SealedFile.objects.select_related("stored").get()
    actions.rotate_keys(purpose=Purpose.FIELDS)
    files.path_of(read_before).unlink()
    assert files.read(read_before) == CONTENT
    assert read_before.stored_id != stored.stored_id
    assert StoredFile.objects.get() == read_before.stored


def test_a_row_is_found_by_what_cannot_be_read():
    row = Sheet.objects.create(name="Zéphyrine Le Goff-Évin", born=1950)
    Sheet.objects.create(name="Zéphyrine Le Goff-Évin", born=1951)
    assert list(Sheet.objects.filter(FIELD.matching("ZEPHYRINE  le goff evin", 1950))) == [row]
    assert not Sheet.objects.filter(FIELD.matching("Zéphyrine Le Goff", 1950)).exists()
    assert "goff" not in row.name_year


def test_an_index_follows_its_row():
    row = Sheet.objects.create(name="Un", born=1950)
    row.name = "Deux"
    row.save()
    assert Sheet.objects.filter(FIELD.matching("deux", 1950)).exists()
    with pytest.raises(TypeError, match="must be saved with"):
        row.save(update_fields=["name"])
    row.born = None
    row.save(update_fields=["born", "name_year"])
    assert Sheet.objects.get().name_year == ""
    row.born = 1960
    bulk.upsert_rows(Sheet, [row])
    assert Sheet.objects.filter(FIELD.matching("deux", 1960)).exists()


def test_nobody_is_found_by_an_empty_value():
    Sheet.objects.create(name="", born=None)
    Sheet.objects.create(name="…", born=1950)
    for values in (("", None), ("", 1950), ("…", 1950)):
        assert not Sheet.objects.filter(FIELD.matching(*values)).exists()


def test_an_index_is_searched_under_every_key():
    old = Sheet.objects.create(name="Un", born=1950)
    keyring.add(Purpose.INDEX)
    new = Sheet.objects.create(name="Un", born=1950)
    assert blind.key_of(old.name_year) != blind.key_of(new.name_year)
    assert set(Sheet.objects.filter(FIELD.matching("un", 1950)).values_list("pk")) == {(old.pk,), (new.pk,)}


def test_two_indexes_have_nothing_in_common():
    assert blind.digest("a", "x") != blind.digest("b", "x")
    assert blind.digest("a", "x", "y") != blind.digest("a", "x y")
    assert len(blind.digest("a", "x")) == blind.LENGTH


@given(st.text())
def test_normalising_twice_changes_nothing(text: str):
    assert blind.normalise(blind.normalise(text)) == blind.normalise(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("L’Hôte", "l hote"), ("ŒUVRARD", "Oeuvrard"), (" Anne-Marie ", "ANNE MARIE"), ("Нина", "нина")],
)
def test_ways_of_writing_a_name_are_one(one: str, other: str):
    assert blind.normalise(one) == blind.normalise(other) != ""
