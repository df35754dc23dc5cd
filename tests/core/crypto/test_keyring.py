"""The keys: made once, kept to their owner, never quietly replaced."""

import json
import stat
from pathlib import Path

import pytest
from django.conf import LazySettings

from fabrique.core.crypto import keyring
from fabrique.core.crypto.keyring import LostKey, Purpose
from fabrique.core.crypto.models import KeyUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: LazySettings) -> Path:
    KeyUse.objects.all().delete()  # as before the beginning of the journal
    settings.KEYS_FILE = str(tmp_path / "keys.json")
    return tmp_path / "keys.json"


def test_keys_are_made_at_the_first_use_for_their_owner_only(file: Path):
    first = keyring.current(Purpose.FIELDS)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(first.secret) == 32
    assert keyring.current(Purpose.FIELDS) == first
    assert len({keyring.current(purpose).secret for purpose in Purpose}) == len(Purpose)
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


def test_an_older_key_still_reads_after_a_new_one(file: Path):
    old = keyring.current(Purpose.FIELDS)
    new = keyring.add(Purpose.FIELDS)
    assert keyring.current(Purpose.FIELDS) == new
    assert keyring.get(Purpose.FIELDS, old.id) == old
    assert keyring.ids(Purpose.FIELDS) == (old.id, new.id)


def test_a_key_that_is_not_there_is_an_error(file: Path):
    keyring.current(Purpose.FIELDS)
    with pytest.raises(LostKey, match="remettez le fichier"):
        keyring.get(Purpose.FIELDS, "absente")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"fields": []}', "nonsense"])
def test_a_file_that_does_not_read_is_an_error_and_is_left_as_it_is(file: Path, content: str):
    file.write_text(content)
    with pytest.raises(LostKey, match="ne se lit pas"):
        keyring.current(Purpose.JOURNAL)
    assert file.read_text() == content


def test_a_short_secret_is_refused(file: Path):
    keyring.current(Purpose.FIELDS)
    content = json.loads(file.read_text())
    content["index"][0]["secret"] = "AAAA"
    file.write_text(json.dumps(content))
    with pytest.raises(LostKey):
        keyring.current(Purpose.FIELDS)


def test_a_key_does_not_show_its_secret(file: Path):
    key = keyring.current(Purpose.HEADS)
    assert repr(key) == f"Key({key.id})"
