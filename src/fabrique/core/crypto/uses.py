"""The keys under which this instance has written: what tells a lost file from a new instance.

A key is registered when something is first written under it. From then on, a key file that is missing, or
that is not the one of this instance, is an error: nothing is written under other keys.
"""

from __future__ import annotations

from django.db import connection, transaction

from fabrique.core import clock
from fabrique.core.crypto import keyring
from fabrique.core.crypto.keyring import Key, LostKey, Purpose
from fabrique.core.crypto.models import KeyUse

_seen: set[tuple[Purpose, str]] = set()  # committed rows
_waiting: set[tuple[Purpose, str]] = set()  # rows of a transaction that may yet be undone


def current(purpose: Purpose) -> Key:
    """The key with which to write, registered. Raises ``LostKey`` when the file is not this instance's."""
    key = keyring.current(purpose)
    if (purpose, key.id) not in _seen:
        _register(purpose, key)
    return key


def missing(purpose: Purpose) -> list[str]:
    """The ids of the keys that are in use and not in the file."""
    used = KeyUse.objects.filter(purpose=purpose, retired_at=None).values_list("key_id", flat=True)
    return sorted(set(used).difference(keyring.ids(purpose)))


def fault() -> str | None:
    """What an operator must know of the keys; None when all is well."""
    try:
        lost = {purpose: ids for purpose in Purpose if (ids := missing(purpose))}
    except LostKey as error:
        return error.message
    if not lost:
        return None
    named = " ; ".join(f"{purpose} {', '.join(ids)}" for purpose, ids in lost.items())
    return f"il manque à {keyring.path()} des clés qui ont servi ({named}) : remettez le fichier d’origine"


def register_all() -> None:
    """Register the current key of every purpose. Raises ``LostKey`` when the file is not this instance's."""
    for purpose in Purpose:
        current(purpose)


def forget() -> None:
    """Ask the database again."""
    _seen.clear()
    _waiting.clear()


def _register(purpose: Purpose, key: Key) -> None:
    known = (purpose, key.id)
    if KeyUse.objects.filter(purpose=purpose, key_id=key.id, retired_at=None).exists():
        if known not in _waiting:
            _seen.add(known)
        else:  # the transaction that wrote the row may be undone, even this one
            transaction.on_commit(lambda: _seen.add(known))
        return
    if lost := missing(purpose):
        raise LostKey(
            f"{keyring.path()} n’est pas le fichier de clés de cette instance : "
            f"il y manque {', '.join(lost)}. Remettez le fichier d’origine. "
            "Rien n’est écrit sous une autre clé."
        )
    _waiting.add(known)
    KeyUse.objects.get_or_create(purpose=purpose, key_id=key.id, defaults={"registered_at": clock.now()})
    transaction.on_commit(lambda: _seen.add(known))


def instance_has_written() -> bool:
    """Whether any key is in use; False before the first migration."""
    has_table = KeyUse._meta.db_table in connection.introspection.table_names()
    return has_table and KeyUse.objects.filter(retired_at=None).exists()
