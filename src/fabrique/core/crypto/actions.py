"""Changing keys: all is written again under a new one while the instance works; then the old one goes."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from fabrique.core import clock, journal
from fabrique.core.crypto import files, keyring, sealing, surveying, uses
from fabrique.core.crypto.blind import BlindIndexField, blind_fields
from fabrique.core.crypto.fields import SealedField, sealed_fields
from fabrique.core.crypto.holders import Rewritten, Tell, enlisted
from fabrique.core.crypto.keyring import LostKey, Purpose
from fabrique.core.crypto.models import KeyUse
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.models import SealedFile
from fabrique.core.refusals import DomainRefusal

ROTATED = (Purpose.FIELDS, Purpose.INDEX)
LONGEST_WRITE = timedelta(hours=1)  # no transaction that began under the former key is still open
_PASSES = 5


@dataclass(slots=True)
class Rotation:
    """What a rotation did. ``settled``: nothing is left under another key."""

    purpose: str
    key: str
    resumed: bool
    tables: list[Rewritten] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    settled: bool = False
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def rotate_keys(*, purpose: Purpose, tell: Tell = lambda _text: None) -> Rotation:
    """Make a key, or go on with the rotation that was cut; then write everything again under it.

    Readers and writers go on meanwhile: a value is replaced only if it still is what was read. Each batch is
    its own transaction, so that a kill loses one batch at most. What does not open is named and left alone.
    """
    started = time.monotonic()
    if lost := uses.missing(purpose):
        raise LostKey(f"Il manque des clés ({', '.join(lost)}) : remettez d’abord le fichier d’origine.")
    resumed = is_unfinished(purpose)
    if not resumed:
        keyring.add(purpose)
    key = uses.current(purpose)
    done = Rotation(purpose, key.id, resumed)
    for _attempt in range(_PASSES):  # a write that began under the former key may end after it was passed
        done.tables = _added(done.tables, _rewrite_all(purpose, key.id, tell))
        done.left = {id: count for id, count in surveying.by_key(purpose).items() if id != key.id}
        kept = sum(table.kept for table in done.tables)
        done.settled = sum(done.left.values()) == kept
        if done.settled or any(table.damaged for table in done.tables):
            break
    done.seconds = round(time.monotonic() - started, 2)
    _record(done, purpose)
    return done


def is_unfinished(purpose: Purpose) -> bool:
    """Whether a rotation was cut, or left damaged values."""
    several = len(keyring.ids(purpose)) > 1
    settled = KeyUse.objects.filter(purpose=purpose, key_id=keyring.current(purpose).id)
    return several and not settled.exclude(settled_at=None).exists()


@transaction.atomic
def _record(done: Rotation, purpose: Purpose) -> None:
    if done.settled:
        KeyUse.objects.filter(purpose=purpose, key_id=done.key).update(settled_at=clock.now())
    counts = {table.where: table.rewritten for table in done.tables}
    summary = {"rewritten": counts, "settled": done.settled, "resumed": done.resumed}
    journal.record("core.rotate_keys", subject=f"key:{done.key}", summary=summary)


def retire_keys(*, purpose: Purpose) -> list[str]:
    """Take out of the file the keys under which nothing lies any more; returns their ids.

    The row of each goes first: were this cut, the file would hold a key too many, never one too few.
    """
    current, older = keyring.current(purpose).id, keyring.ids(purpose)[:-1]
    if not older:
        return []
    used = {id: count for id, count in surveying.by_key(purpose).items() if id != current}
    if used or is_unfinished(purpose):
        named = ", ".join(f"{id} ({count})" for id, count in sorted(used.items())) or "aucune valeur comptée"
        raise DomainRefusal(
            f"Des valeurs sont encore sous d’anciennes clés : {named}. "
            f"Lancez « fabrique keys rotate --purpose {purpose} », puis recommencez."
        )
    with transaction.atomic():
        rows = KeyUse.objects.filter(purpose=purpose)
        if rows.filter(key_id=current, registered_at__gt=clock.now() - LONGEST_WRITE).exists():
            raise DomainRefusal(
                "La clé actuelle a moins d’une heure : une écriture commencée avant elle peut encore finir. "
                "Recommencez dans une heure."
            )
        rows.filter(key_id__in=older).update(retired_at=clock.now())
        journal.record("core.retire_keys", subject=f"key:{current}", summary={"retired": list(older)})
    for key_id in older:
        keyring.remove(purpose, key_id)
    return list(older)


def _added(before: list[Rewritten], now: list[Rewritten]) -> list[Rewritten]:
    counts = {table.where: table.rewritten for table in before}
    for table in now:
        table.rewritten += counts.get(table.where, 0)
    return now


def _rewrite_all(purpose: Purpose, key_id: str, tell: Tell) -> list[Rewritten]:
    if purpose == Purpose.INDEX:
        done = [_rewrite_index(index, key_id, tell) for index in blind_fields()]
    else:
        done = [_rewrite_column(column, key_id, tell) for column in sealed_fields()]
        done.append(_rewrite_files(key_id, tell))
    return [*done, *(holder.rewrite(key_id, tell) for holder in enlisted(purpose))]


def _rewrite_column(column: SealedField, key_id: str, tell: Tell) -> Rewritten:
    done = Rewritten(column.binding)
    for batch in surveying.values_of_other_keys(column, key_id):
        again: list[tuple[object, str, str]] = []
        for pk, sealed in batch:
            place = column.place(pk)
            try:
                again.append((pk, sealed, sealing.seal_text(sealing.open_text(sealed, place), place)))
            except (TamperedValue, LostKey):
                done.damaged.append(place[-1])
        with transaction.atomic():
            done.rewritten += sum(_replace(column, *each) for each in again)
        tell(f"{done.where} : {done.rewritten} valeurs")
    return done


def _replace(field: SealedField, pk: Any, before: str, after: str) -> bool:
    """Write a sealed value in the place of the one that was read, unless somebody was quicker."""
    quote = connection.ops.quote_name
    table, column = quote(field.model._meta.db_table), quote(str(field.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {quote(str(field.model._meta.pk.column))} = %s "  # noqa: S608
            f"AND {column} = %s",
            [after, pk, before],
        )
        return bool(cursor.rowcount)


def _rewrite_files(key_id: str, tell: Tell) -> Rewritten:
    done = Rewritten("fichiers")
    for sealed, key in surveying.sealed_files():
        if key == key_id:
            continue
        try:
            content = files.read(sealed)
        except SealedFile.DoesNotExist:  # discarded meanwhile
            continue
        except (TamperedValue, LostKey):
            done.damaged.append(str(sealed.pk))
            continue
        with transaction.atomic():
            before, after = sealed.stored, files.store(sealed, content)
            same = SealedFile.objects.filter(pk=sealed.pk, stored=before).update(stored=after)
            files.drop(before if same else after)
        done.rewritten += same
        tell(f"{done.where} : {done.rewritten}")
    return done


def _rewrite_index(index: BlindIndexField, key_id: str, tell: Tell) -> Rewritten:
    done = Rewritten(f"{index.model._meta.db_table}.{index.column}")
    rows = index.model._base_manager.exclude(**{index.attname: ""}).order_by("pk")
    rows = rows.exclude(**{f"{index.attname}__startswith": f"{key_id}."})
    if not index.of:
        done.kept = rows.count()
        return done
    last = None
    while batch := list((rows if last is None else rows.filter(pk__gt=last))[: surveying.BATCH]):
        with transaction.atomic():
            for row in batch:
                try:
                    values = {index.attname: index.worked_out(row)}
                    with transaction.atomic():
                        same = index.model._base_manager.filter(
                            pk=row.pk, **{index.attname: getattr(row, index.attname)}
                        )
                        done.rewritten += same.update(**values)
                except (TamperedValue, LostKey, IntegrityError):
                    done.damaged.append(str(row.pk))
        last = batch[-1].pk
        tell(f"{done.where} : {done.rewritten} empreintes")
    return done
