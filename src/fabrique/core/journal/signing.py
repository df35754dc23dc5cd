"""Signed heads: what an instance attests of its journal, for keeping somewhere else.

Ed25519 under the seed of the instance (purpose ``heads``). Whoever holds an exported head can check it with
the public key that it carries, without this program: the signature covers the kind then ``HEAD_FIELDS``, each
written ``length:text,``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fabrique.core import clock
from fabrique.core.crypto import attesting, keyring
from fabrique.core.journal import canonical, chain
from fabrique.core.journal.appending import BrokenJournal
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal

HEAD_FIELDS = ("instance", "seq", "hash", "at", "key")
SEGMENT_FIELDS = ("instance", "month", "count", "digest", "at", "key")
GENESIS = 0


def instance_id() -> str:
    """The instance's id, which its genesis holds; empty when there is no genesis."""
    first = JournalEntry.objects.filter(seq=GENESIS).first()
    return str(first.summary.get("instance", "")) if first else ""


def export_head() -> dict[str, Any]:
    """The present head, signed. Raises ``BrokenJournal`` if it is not what the Fabrique wrote."""
    head = chain.read_head()
    last = head and JournalEntry.objects.filter(seq=head.seq, hash=head.hash).exists()
    if head is None or not head.genuine or not last:
        raise BrokenJournal
    return sign_head(head.seq, head.hash)


def sign_head(seq: int, hash: str) -> dict[str, Any]:
    """A signed head: instance, number and hash of the last entry, time, key, public key, signature."""
    return _signed(canonical.SIGNED_HEAD, HEAD_FIELDS, {"seq": seq, "hash": hash}, clock.now())


def sign_segment(month: str, count: int, digest: str, at: datetime) -> dict[str, Any]:
    """The signed head of a month of reads."""
    facts = {"month": month, "count": count, "digest": digest}
    return _signed(canonical.SIGNED_SEGMENT, SEGMENT_FIELDS, facts, at)


def checked_head(head: Mapping[str, Any]) -> Mapping[str, Any]:
    """An exported head, once its signature is found good and of this instance. Raises DomainRefusal."""
    if not valid(head, canonical.SIGNED_HEAD, HEAD_FIELDS):
        raise DomainRefusal("Ce fichier n’est pas une tête de journal signée par une clé de cette instance.")
    if head["instance"] != instance_id():
        raise DomainRefusal(
            f"Cette tête est celle du journal {head['instance']} ; le journal de cette base est "
            f"« {instance_id()} » : ce n’est pas la même instance, ou son journal a été recommencé."
        )
    return head


def valid_segment(head: Mapping[str, Any]) -> bool:
    """Whether the signed head of a month is ours."""
    return valid(head, canonical.SIGNED_SEGMENT, SEGMENT_FIELDS)


def valid(head: Mapping[str, Any], kind: bytes, names: tuple[str, ...]) -> bool:
    """Whether the signature is that of one of the keys that this instance holds."""
    try:
        key, content = str(head["key"]), canonical.pack_texts(kind, *(head[name] for name in names))
        good = attesting.signed_by(key, content, head["signature"])
        return good and bool(head.get("public_key") == attesting.public_key(key))
    except (KeyError, TypeError, ValueError, keyring.LostKey):
        return False


def _signed(kind: bytes, names: tuple[str, ...], facts: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    key = attesting.current_key()
    head = {"instance": instance_id(), **facts, "at": f"{canonical.instant(at)}Z", "key": key}
    content = canonical.pack_texts(kind, *(head[name] for name in names))
    return {
        "kind": kind.decode(),
        **head,
        "public_key": attesting.public_key(key),
        "signature": attesting.sign(key, content),
    }
