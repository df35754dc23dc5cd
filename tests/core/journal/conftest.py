"""Helpers of the journal's tests: a chain to damage, and the hand of whoever owns the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from fabrique.core import journal
from fabrique.core.crypto import keyring
from tests.conftest import lift_triggers

Sql = Callable[..., None]


@pytest.fixture
def sql(db: None) -> Sql:
    """Run SQL as the owner of the database would, after taking the triggers away."""

    def run(statement: str, *given: Any) -> None:
        lift_triggers()
        with connection.cursor() as cursor:
            cursor.execute(statement, given or None)

    return run


@pytest.fixture
def chain(db: None) -> list[str]:
    """Twenty acts after the genesis; their hashes by number."""
    made = [journal.record("test.act", actor=f"a{n}", subject=f"thing:{n}") for n in range(1, 21)]
    assert [entry.seq for entry in made] == list(range(1, 21))
    return ["", *(entry.hash for entry in made)]


@pytest.fixture
def other_keys(settings: Any, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """A function that puts another file of keys in the place of this instance's."""

    def replace() -> None:
        settings.KEYS_FILE = str(tmp_path / "other-keys.json")
        keyring.forget()
        keyring.make()

    yield replace
    keyring.forget()
