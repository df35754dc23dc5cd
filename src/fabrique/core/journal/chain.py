"""Walking the chain from its genesis: each entry must follow from the one before, under one of our keys."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from fabrique.core.crypto import keyring
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.journal import canonical, rows
from fabrique.core.journal.appending import head_tag
from fabrique.core.journal.damage import Damage, Kind, Part
from fabrique.core.journal.rows import Row

Keys = dict[bytes, bytes]  # id: secret
Chunk = list[Row]


@dataclass(frozen=True, slots=True)
class Head:
    """The head's row as found; ``genuine`` if its tag is ours."""

    seq: int
    hash: str
    genuine: bool


@dataclass(frozen=True, slots=True)
class Note:
    """An entry about the reads of a month; ``at`` as ``2026-11-24T11:00:00.000000``."""

    action: str
    subject: str
    at: str
    summary: dict[str, Any]


@dataclass(slots=True)
class Walk:
    """How far the chain is good: the last good entry, and the row that follows it if that one is not."""

    keys: Keys
    head: Head | None
    seq: int = -1
    hash: bytes = b""
    bad: Row | None = None
    notes: list[Note] = field(default_factory=list)


def keys() -> Keys:
    """The keys of the journal, old and present."""
    return {each.encode(): keyring.get(Purpose.JOURNAL, each).secret for each in keyring.ids(Purpose.JOURNAL)}


def read_head() -> Head | None:
    """The head's row; None if somebody took it away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash, key, tag FROM core_journalhead WHERE id = 1")
        found = cursor.fetchone()
    if found is None:
        return None
    seq, last, key, tag = found
    secret = keys().get(str(key).encode())
    return Head(seq, str(last), secret is not None and tag == head_tag(secret, seq, str(last), str(key)))


def walk(*, seen: Callable[[Chunk, Walk], None]) -> Walk:
    """Verify the entries in order, from the genesis to the head, and stop at the first that is not good.

    ``seen`` gets each chunk of good entries, so that nothing has to be read twice.
    """
    head = read_head()
    state = Walk(keys(), head)
    last = head.seq if head and head.genuine else 2**63 - 1
    for chunk in rows.chunks(first=0, last=last):
        good = _follow(chunk, state)
        seen(chunk[:good], state)
        if good < len(chunk):
            state.bad = chunk[good]
            break
    return state


def _follow(chunk: Chunk, state: Walk) -> int:
    """Advance over the rows that follow one another; returns how many. The one loop that must be fast."""
    expected, previous, known = state.seq + 1, state.hash, state.keys
    kind, digest, good = b"%d:%b," % (len(canonical.ENTRY), canonical.ENTRY), hmac.digest, 0
    for row in chunk:
        seq, at, action, actor, organisation, subject, summary, commitments, key, before, found = row
        if seq != expected or before != previous or key not in known:
            break
        content = b"%b%d:%d,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b," % (
            kind, len(str(seq)), seq, len(previous), previous, len(at), at, len(action), action,
            len(actor), actor, len(organisation), organisation, len(subject), subject,
            len(summary), summary, len(commitments), commitments, len(key), key,
        )  # fmt: skip
        if digest(known[key], content, "sha256").hex().encode() != found:
            break
        expected, previous, good = expected + 1, found, good + 1
    state.seq, state.hash = expected - 1, previous
    return good


def is_entry(row: Row, *, seq: int, previous: bytes, known: Keys) -> bool:
    """Whether a row is the genuine entry of this number after this hash."""
    secret = known.get(row[rows.KEY])
    if secret is None:
        return False
    sealed = canonical.entry_content(seq, previous, row[rows.FIELDS])
    return bool(canonical.seal(secret, sealed).encode() == row[rows.HASH])


def diagnose(state: Walk) -> Damage | None:
    """What happened to the first entry that is not good, or to the end of the chain."""
    if state.bad is not None:
        return _named(_kind_of_row(state, state.bad), state.seq + 1)
    return _diagnose_end(state)


def _diagnose_end(state: Walk) -> Damage | None:
    head, seq = state.head, state.seq
    if head is None:
        return _of_head(Kind.DELETED, "la ligne de tête a été ôtée")
    if head.seq > seq:
        kind = Kind.TRUNCATED if head.genuine else Kind.ALTERED
        return _named(kind, seq + 1) if head.genuine else _of_head(kind, "la ligne de tête a été modifiée")
    if not head.genuine:
        if (head.seq, head.hash.encode()) == (seq, state.hash):
            return _named(Kind.TRUNCATED, seq + 1)  # rewritten without the key, to match a shorter chain
        return _of_head(Kind.ALTERED, "la ligne de tête a été modifiée")
    if head.hash.encode() != state.hash:
        return _named(Kind.RESTORED, seq)
    with connection.cursor() as cursor:  # one statement, one instant: both may have grown since
        cursor.execute(
            "SELECT MIN(seq) FROM core_journalentry "
            "WHERE seq > (SELECT seq FROM core_journalhead WHERE id = 1)"
        )
        beyond = cursor.fetchone()[0]
    return None if beyond is None else _named(Kind.INSERTED, beyond)


def _kind_of_row(state: Walk, row: Row) -> Kind:
    """A row stands where entry ``expected`` should be. Compare it with all that genuine entries tell."""
    expected, previous, known = state.seq + 1, state.hash, state.keys
    moved = _found_elsewhere(expected, previous, known)
    if row[0] != expected:  # a number is missing
        return Kind.REORDERED if moved else Kind.DELETED
    if row[rows.KEY] not in known:
        return Kind.ALTERED if _key_was_changed(row, expected, previous, known) else Kind.KEY
    if is_entry(row, seq=expected, previous=previous, known=known):
        return Kind.ALTERED  # its own mention of the previous hash was changed
    if is_entry(row, seq=expected, previous=row[rows.PREVIOUS], known=known):
        return Kind.RESTORED  # genuine, but it follows another entry: two copies were mixed
    if _wrong_secret(row[rows.KEY], state):
        return Kind.KEY
    home = _own_number(row, known)
    copied = home is not None and len(rows.fetch("hash = %s", [row[rows.HASH].decode()], 2)) > 1
    if moved:
        return Kind.REORDERED if home is not None and not copied else Kind.INSERTED
    if home is not None:
        return Kind.ALTERED if copied else Kind.DELETED  # renumbered to hide a gap
    head = state.head
    beyond = head is not None and not head.genuine and head.hash.encode() == row[rows.HASH]
    return Kind.INSERTED if beyond and head is not None and head.seq == expected else Kind.ALTERED


def _found_elsewhere(expected: int, previous: bytes, known: Keys) -> bool:
    """Whether the genuine entry is there under another number."""
    same = rows.fetch("previous = %s AND seq >= 0 AND seq <> %s", [previous.decode(), expected], 20)
    return any(is_entry(row, seq=expected, previous=previous, known=known) for row in same)


def _key_was_changed(row: Row, expected: int, previous: bytes, known: Keys) -> bool:
    renamed = ((*row[: rows.KEY], key, *row[rows.KEY + 1 :]) for key in known)
    return any(is_entry(each, seq=expected, previous=previous, known=known) for each in renamed)


def _wrong_secret(key: bytes, state: Walk) -> bool:
    """Whether our key of that id opens nothing at all of what bears it: it is then another key."""
    if state.head is not None and state.head.genuine:
        return False
    bearing = rows.fetch("key = %s AND seq >= 0", [key.decode()], 50)
    return len(bearing) > 1 and not any(
        is_entry(row, seq=row[0], previous=row[rows.PREVIOUS], known=state.keys) for row in bearing
    )


def _own_number(row: Row, known: Keys) -> int | None:
    """Under which number a row is genuine, found by trying them all; None if it is under none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(seq), (SELECT MAX(seq) FROM core_journalhead) FROM core_journalentry")
        highest = max(number or 0 for number in cursor.fetchone())
    for number in range(highest + 1):
        if is_entry(row, seq=number, previous=row[rows.PREVIOUS], known=known):
            return number
    return None


_SAID = {
    Kind.ALTERED: "l’entrée {seq} a été modifiée",
    Kind.INSERTED: "l’entrée {seq} n’a pas été écrite par la Fabrique : elle a été ajoutée",
    Kind.DELETED: "l’entrée {seq} a été effacée",
    Kind.REORDERED: "l’entrée {seq} a été déplacée",
    Kind.TRUNCATED: "la fin du journal a été coupée : l’entrée {seq} manque, et toutes celles d’après",
    Kind.RESTORED: "à l’entrée {seq}, le journal n’est plus le même : une copie plus ancienne a été remise",
    Kind.KEY: "l’entrée {seq} est scellée par une clé qui n’est pas dans le fichier de clés",
}


def _named(kind: Kind, seq: int) -> Damage:
    return Damage(Part.CHAIN, kind, seq, _SAID[kind].format(seq=seq))


def _of_head(kind: Kind, message: str) -> Damage:
    return Damage(Part.HEAD, kind, None, message)
