"""Verifying the reads: each by its own seal, each sealed month by what the chain and its signed head say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.db.models import Count
from django.utils import timezone

from fabrique.core.crypto import keyring
from fabrique.core.crypto.keyring import LostKey, Purpose
from fabrique.core.journal import reads, signing
from fabrique.core.journal.chain import Note
from fabrique.core.journal.damage import Damage, Kind, Part
from fabrique.core.journal.models import JournalRead, JournalSegment

_CHUNK = 2_000


def verify_reads(notes: Iterable[Note], *, whole: bool) -> tuple[int, Damage | None]:
    """How many reads there are, and the first damage. ``whole``: the chain is good to its end."""
    sealed: dict[str, Note] = {}
    removed: dict[str, Note] = {}
    for note in notes:
        months = sealed if note.action == reads.SEALED else removed
        months[note.subject.partition(":")[2]] = note
    count, damage = _verify_rows()
    found = [damage] if damage else []
    found += _verify_months(sealed, removed, whole=whole)
    return count, next(iter(found), None)


def _verify_rows() -> tuple[int, Damage | None]:
    count, last, damage = 0, 0, None
    while True:
        try:
            chunk = list(JournalRead.objects.filter(pk__gt=last).order_by("pk")[:_CHUNK])
        except (TypeError, ValueError):  # or raises
            return count, _told(Kind.ALTERED, f"une consultation après la {last} ne se lit plus")
        for row in chunk:
            damage = damage or _of_row(row)
        count += len(chunk)
        if len(chunk) < _CHUNK:
            return count, damage
        last = chunk[-1].pk


def _of_row(row: JournalRead) -> Damage | None:
    try:
        if row.tag == reads.read_tag(keyring.get(Purpose.JOURNAL, row.key).secret, row):
            return None
    except LostKey:
        return _told(Kind.KEY, f"la consultation {row.pk} est scellée par une clé inconnue")
    except AttributeError:  # SQLite lets anything be written in a date: Django reads it as None
        pass
    return _told(Kind.ALTERED, f"la consultation {row.pk} a été modifiée, ou ajoutée hors de la Fabrique")


def _verify_months(sealed: dict[str, Note], removed: dict[str, Note], *, whole: bool) -> Iterator[Damage]:
    segments = {segment.month: segment for segment in JournalSegment.objects.all()}
    for month, note in sealed.items():
        segment = segments.pop(month, None)
        if segment is None:
            yield _told(Kind.DELETED, f"le sceau des consultations de {month} a été ôté")
        elif not _agrees(segment, note):
            yield _told(Kind.ALTERED, f"le sceau des consultations de {month} a été modifié")
        elif month in removed:
            yield from _of_removed(month, removed[month])
        else:
            yield from _of_kept(segment)
    if whole:
        for month in sorted(segments):
            yield _told(Kind.INSERTED, f"le sceau des consultations de {month} n’est pas dans le journal")


def _agrees(segment: JournalSegment, note: Note) -> bool:
    """Whether the segment, its signed head and the chain say the same."""
    facts = {"count": segment.count, "digest": segment.digest}
    head = segment.head if isinstance(segment.head, dict) else {}
    signed = {name: head.get(name) for name in facts}
    told = {name: note.summary.get(name) for name in facts}
    return facts == signed == told and head.get("month") == segment.month and signing.valid_segment(head)


def _of_kept(segment: JournalSegment) -> Iterator[Damage]:
    count, digest = reads.digest(segment.month)
    if (count, digest) == (segment.count, segment.digest):
        return
    kind = Kind.DELETED if count < segment.count else Kind.INSERTED if count > segment.count else Kind.ALTERED
    message = f"les consultations de {segment.month} ne sont plus celles qui ont été scellées"
    yield _told(
        kind, f"{message} : {count} au lieu de {segment.count}" if count != segment.count else message
    )


def _of_removed(month: str, note: Note) -> Iterator[Damage]:
    left = JournalRead.objects.filter(month=month).aggregate(count=Count("pk"))["count"]
    if left:
        yield _told(Kind.INSERTED, f"{month} a été ôté, mais {left} consultations y sont encore")
    at = datetime.fromisoformat(note.at).replace(tzinfo=UTC)
    if timezone.localdate(at) < reads.expiry(month):
        yield _told(Kind.DELETED, f"les consultations de {month} ont été ôtées avant leur terme")


def _told(kind: Kind, message: str) -> Damage:
    return Damage(Part.READS, kind, None, message)
