"""Personal values beside the chain: kept encrypted with their salt until the person is erased.

The chain holds a commitment to each value. Once value and salt are deleted nobody can find the value again,
and the chain is as valid as before (``erasure``).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fabrique.core.journal import canonical
from fabrique.core.journal.models import JournalEntry, JournalPersonal

_SALT = 32  # bytes


@dataclass(frozen=True, slots=True)
class Value:
    """A personal value about to be kept."""

    key: str
    text: str
    salt: bytes
    commitment: str


def sealed(personal: Mapping[str, str]) -> list[Value]:
    """Each value with a salt of its own and its commitment."""
    values = []
    for key, text in personal.items():
        salt = secrets.token_bytes(_SALT)
        values.append(Value(key, text, salt, canonical.commitment(salt, key, text)))
    return values


def keep(entry: JournalEntry, values: Iterable[Value], person: str) -> None:
    """Keep the values of an entry, apart from it."""
    for value in values:
        JournalPersonal.objects.create(
            entry=entry, key=value.key, person=person, salt=value.salt.hex(), value=value.text
        )
