"""Adding one entry: the head's row is locked, the entry takes the next number, both are written.

Whoever comes next waits for the end of this transaction, and starts from the head that it leaves: no fork,
and no gap since a transaction that is undone undoes the head too. Hence an action records last, when it can.
On PostgreSQL that lock is the row's; on SQLite a transaction is ``IMMEDIATE`` and writes alone. Statements
are written out: the ORM builds them anew each time, which costs as much as the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from fabrique.core import clock
from fabrique.core.crypto import keyring, uses
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.journal import canonical
from fabrique.core.journal import personal as apart
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal

COLUMNS = (
    *("seq", "at", "action", "actor", "organisation", "subject", "summary", "commitments"),
    *("key", "previous", "hash"),
)
_INSERT = (
    f"INSERT INTO core_journalentry ({', '.join(COLUMNS)}) "  # noqa: S608 - names of our own
    f"VALUES ({', '.join(['%s'] * len(COLUMNS))})"
)
_ADVANCE = "UPDATE core_journalhead SET seq = %s, hash = %s, key = %s, tag = %s WHERE id = 1"
_BOTH = f"WITH entered AS ({_INSERT}) {_ADVANCE}"
_READ_HEAD = "SELECT seq, hash, key, tag FROM core_journalhead WHERE id = 1"


class BrokenJournal(DomainRefusal):
    """The head of the journal is not what the Fabrique wrote: nothing is added to it."""

    def __init__(self) -> None:
        super().__init__(
            "La tête du journal a été modifiée hors de la Fabrique : rien ne peut plus y être écrit. "
            "Lancez « fabrique journal verify »."
        )


def record(
    action: str,
    *,
    actor: str | UUID = "",
    organisation: str | UUID = "",
    subject: str = "",
    summary: Mapping[str, object] | None = None,
    personal: Mapping[str, str] | None = None,
    person: str = "",
) -> JournalEntry:
    """Append one entry, in the caller's transaction (its own if there is none).

    ``action`` is ``app.verb``; ``actor`` an opaque account id ("" for the system); ``organisation`` the one
    that the act concerns; ``subject`` ``model:id``; ``summary`` small JSON-able facts without personal data
    (an import gives its report's digest, no rows). ``personal`` values are kept apart, the chain commits to
    them; ``person`` is whom they are about (the subject if not given) and by whom they are forgotten.
    Raises ``BrokenJournal``, ``LostKey``.
    """
    values = apart.sealed(personal or {})
    entry = JournalEntry(
        at=clock.now(),
        action=action,
        actor=str(actor),
        organisation=str(organisation),
        subject=subject,
        summary=dict(summary or {}),
        commitments={value.key: value.commitment for value in values},
    )
    with _transaction():
        _append(entry, *_locked_head())
        if values:
            apart.keep(entry, values, person or subject)
    return entry


def head_tag(secret: bytes, seq: int, hash: str, key: str) -> str:
    """The seal of the head's row."""
    return canonical.seal(secret, canonical.pack_texts(canonical.HEAD, seq, hash, key))


def _transaction() -> AbstractContextManager[Any]:
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def _locked_head() -> tuple[int, str]:
    """Number and hash of the last entry, held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ_HEAD} FOR UPDATE" if connection.vendor == "postgresql" else _READ_HEAD)
        head = cursor.fetchone()
    if head is None:
        raise BrokenJournal
    seq, last, key, tag = head
    if tag != head_tag(keyring.get(Purpose.JOURNAL, key).secret, seq, last, key):
        raise BrokenJournal
    return seq, last


def _append(entry: JournalEntry, last_seq: int, last_hash: str) -> None:
    key = uses.current(Purpose.JOURNAL)
    entry.seq, entry.previous, entry.key = last_seq + 1, last_hash, key.id
    summary, commitments = canonical.json_text(entry.summary), canonical.json_text(entry.commitments)
    texts = (
        *(canonical.instant(entry.at), entry.action, entry.actor, entry.organisation, entry.subject),
        *(summary, commitments, entry.key),
    )
    sealed = canonical.entry_content(entry.seq, last_hash.encode(), [text.encode() for text in texts])
    entry.hash = canonical.seal(key.secret, sealed)
    entry._state.adding, entry._state.db = False, connection.alias
    at: Any = connection.ops.adapt_datetimefield_value(entry.at)
    row = (entry.seq, at, *texts[1:], last_hash, entry.hash)
    advance = (entry.seq, entry.hash, key.id, head_tag(key.secret, entry.seq, entry.hash, key.id))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # one way to the server and back
            cursor.execute(_BOTH, (*row, *advance))
        else:
            cursor.execute(_INSERT, row)
            cursor.execute(_ADVANCE, advance)
