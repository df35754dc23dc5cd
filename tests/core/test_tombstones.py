"""What was erased stays so: only added to, names nobody, shows a change."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest
from django.conf import LazySettings

from fabrique.core import tombstones
from fabrique.core.crypto import actions, keyring
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.refusals import DomainRefusal


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.FABRIQUE_HOME = tmp_path / "home"
    shutil.copy(settings.KEYS_FILE, tmp_path / "keys.json")  # the journal began under these keys
    settings.KEYS_FILE = str(tmp_path / "keys.json")
    settings.FABRIQUE_HOME.mkdir()
    return tmp_path / "home"


def lines() -> list[str]:
    return tombstones.path().read_text().splitlines()


def test_what_was_added_is_known_and_nothing_else(home: Path):
    assert not tombstones.contains("resident:1")
    tombstones.add("resident:1")
    assert tombstones.contains("resident:1")
    assert not tombstones.contains("resident:11")


def test_the_file_does_not_tell_who(home: Path):
    tombstones.add("resident:4711")
    tombstones.add("resident:4711")
    (line,) = lines()
    assert "4711" not in line
    assert tombstones.path().stat().st_mode & 0o077 == 0


def test_a_new_key_still_knows_the_older_lines(home: Path):
    tombstones.add("resident:1")
    keyring.add(Purpose.INDEX)
    tombstones.add("resident:2")
    tombstones.add("resident:1")
    assert len(lines()) == 2
    assert tombstones.contains("resident:1")
    assert tombstones.contains("resident:2")


@pytest.mark.parametrize("change", ["alter", "remove", "swap", "garbage"])
def test_a_change_is_an_error(home: Path, change: str):
    for number in range(4):
        tombstones.add(f"resident:{number}")
    held = lines()
    if change == "alter":
        held[1] = json.dumps(json.loads(held[1]) | {"at": "2020-01-01T00:00:00+00:00"})
    elif change == "remove":
        del held[1]
    elif change == "swap":
        held[1], held[2] = held[2], held[1]
    else:
        held[1] = "[]"
    tombstones.path().write_text("\n".join(held) + "\n")
    with pytest.raises(DomainRefusal, match="ligne 2"):
        tombstones.contains("resident:0")


def test_half_a_line_left_by_a_kill_is_taken_off(home: Path):
    tombstones.add("resident:1")
    with tombstones.path().open("a") as file:
        file.write('{"key":"ab')
    tombstones.add("resident:2")
    assert len(lines()) == 2
    assert tombstones.contains("resident:2")


def test_two_files_become_one(home: Path, tmp_path: Path):
    tombstones.add("resident:1")
    older = tmp_path / "older.jsonl"
    older.write_bytes(tombstones.raw())
    tombstones.path().unlink()
    tombstones.add("resident:2")
    assert (tombstones.merge(older), tombstones.merge(older)) == (1, 0)
    assert tombstones.contains("resident:1")
    assert tombstones.contains("resident:2")


def test_writers_at_once_lose_nothing(home: Path):
    def write(writer: int) -> None:
        for number in range(20):
            tombstones.add(f"resident:{writer}-{number}")

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines()) == 80
    assert all(tombstones.contains(f"resident:{w}-{n}") for w in range(4) for n in (0, 19))


def test_only_what_came_back_is_erased_again(home: Path):
    erased: list[str] = []

    class Eraser:
        order = 0

        def subjects(self) -> list[str]:
            return ["resident:1", "resident:2", "resident:3"]

        def erase(self, subject: str) -> None:
            erased.append(subject)

    tombstones.add("resident:2")
    tombstones.add("resident:9")
    assert tombstones.replay(Eraser()) == 1
    assert erased == ["resident:2"]


@pytest.mark.django_db
def test_the_keys_of_erasures_are_not_retired(home: Path):
    tombstones.add("resident:1")
    old = keyring.current(Purpose.INDEX).id
    done = actions.rotate_keys(purpose=Purpose.INDEX)
    assert (done.left, done.settled) == ({old: 1}, True)
    with pytest.raises(DomainRefusal, match=old):
        actions.retire_keys(purpose=Purpose.INDEX)
    assert tombstones.contains("resident:1")
