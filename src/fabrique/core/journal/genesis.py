"""The first entry of the chain. It names the instance, and commits to the entries from before the chain."""

from __future__ import annotations

import hashlib
from uuid import uuid4

from django.apps import AppConfig
from django.db import IntegrityError, connection, transaction

from fabrique.core.crypto import uses
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.crypto.models import KeyUse
from fabrique.core.journal import appending, canonical, rows, triggers
from fabrique.core.journal.appending import record
from fabrique.core.journal.models import JournalEntry, JournalHead, JournalSegment

BEGUN = "core.begin_journal"


def prepare(*, plan: list[tuple[object, bool]], **given: object) -> None:
    """Before a migration of these tables: SQLite cannot rebuild one that a trigger elsewhere reads."""
    of_core = any(getattr(migration, "app_label", "") == "core" for migration, _backwards in plan)
    if connection.vendor == "sqlite" and of_core:
        for trigger in triggers.expected():
            if trigger.reads_entries:
                triggers.drop(trigger)


def install(*, sender: AppConfig, **given: object) -> None:
    """After any migration: the triggers, and the genesis of an instance that has none."""
    needed = {JournalSegment._meta.db_table, KeyUse._meta.db_table}
    if needed.issubset(connection.introspection.table_names()):
        begin()
        triggers.install()


def begin() -> None:
    """Write the genesis where there is neither an entry of the chain nor a head."""
    if JournalHead.objects.exists() or JournalEntry.objects.filter(seq__gte=0).exists():
        return
    uses.register_all()
    count, digest = before()
    summary = {"instance": str(uuid4()), "entries": count, "digest": digest}
    key = uses.current(Purpose.JOURNAL)
    try:
        with transaction.atomic():
            tag = appending.head_tag(key.secret, -1, "", key.id)
            JournalHead.objects.create(seq=-1, hash="", key=key.id, tag=tag)
            record(BEGUN, summary=summary)
    except IntegrityError:  # another process began it
        return


def before() -> tuple[int, str]:
    """How many entries there were before the chain, and SHA-256 over them, in their order."""
    total, count = hashlib.sha256(), 0
    for row in rows.stream(first=None, last=-1):
        total.update(canonical.pack([canonical.ENTRY, b"%d" % row[0], *row[rows.FIELDS]]))
        count += 1
    return count, total.hexdigest()
