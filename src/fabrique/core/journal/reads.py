"""Who looked at which sensitive file. Reads live apart from the chain: looking costs one plain insertion.

Each row carries its seal. A month that is over is sealed whole: its count, and the digest of its rows in
their order, are signed and told in the chain. It leaves whole when its first day is twelve months old: no
read is kept for longer than the CNIL's limit. Its signed head stays, and its removal is told in the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.crypto import uses
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.journal import canonical, signing
from fabrique.core.journal.appending import record
from fabrique.core.journal.models import JournalEntry, JournalRead, JournalSegment

SEALED, REMOVED = "core.seal_reads", "core.remove_reads"
KEPT_MONTHS = 12
_SETTLED = timedelta(days=1)  # a page that began before midnight ends within the day
_CHUNK = 5_000


def record_read(
    actor: str | UUID, organisation: str | UUID = "", subject: str = "", reason: str = ""
) -> JournalRead:
    """Keep that ``actor``, for ``organisation``, looked at ``subject`` (``model:id``), and the ``reason``.

    No lock, nothing serialised. Give nothing of what the file holds.
    """
    at, key = clock.now(), uses.current(Purpose.JOURNAL)
    row = JournalRead(
        month=f"{timezone.localtime(at):%Y-%m}",
        at=at,
        actor=str(actor),
        organisation=str(organisation),
        subject=subject,
        reason=reason,
        key=key.id,
    )
    row.tag = read_tag(key.secret, row)
    row.save(force_insert=True)
    return row


def read_tag(secret: bytes, row: JournalRead) -> str:
    """The seal of one read: all its fields but its number."""
    texts = (
        row.month,
        canonical.instant(row.at),
        row.actor,
        row.organisation,
        row.subject,
        row.reason,
        row.key,
    )
    return canonical.seal(secret, canonical.pack_texts(canonical.READ, *texts))


def subject_of(month: str) -> str:
    """The journal's subject for the reads of a month."""
    return f"reads:{month}"


def seal_months() -> list[str]:
    """Seal every month that is over and not sealed yet; returns them. Safe to run twice, or at once."""
    last = f"{timezone.localtime(clock.now() - _SETTLED):%Y-%m}"
    waiting = JournalRead.objects.filter(month__lt=last).exclude(
        month__in=JournalSegment.objects.values("month")
    )
    return [month for month in sorted(set(waiting.values_list("month", flat=True))) if _seal(month)]


def remove_expired() -> list[str]:
    """Remove, whole, the months whose first day is twelve months old; returns them."""
    gone = JournalEntry.objects.filter(action=REMOVED).values_list("subject", flat=True)
    months = JournalSegment.objects.order_by("month").values_list("month", flat=True)
    due = [month for month in months if clock.today() >= expiry(month)]
    return [month for month in due if subject_of(month) not in set(gone) and _remove(month)]


def expiry(month: str) -> date:
    """The day from which a month of reads leaves."""
    year, number = map(int, month.split("-"))
    years, rest = divmod(number - 1 + KEPT_MONTHS, 12)
    return date(year + years, rest + 1, 1)


def digest(month: str) -> tuple[int, str]:
    """How many reads a month has, and SHA-256 over their numbers and seals in the order of numbers."""
    total, count = hashlib.sha256(), 0
    for number, tag in _rows(month):
        total.update(canonical.pack_texts(canonical.READ, number, tag))
        count += 1
    return count, total.hexdigest()


def _rows(month: str) -> Iterator[tuple[int, str]]:
    last = 0
    while True:
        rows = JournalRead.objects.filter(month=month, pk__gt=last).order_by("pk")
        chunk = list(rows.values_list("pk", "tag")[:_CHUNK])
        yield from chunk
        if len(chunk) < _CHUNK:
            return
        last = chunk[-1][0]


def _seal(month: str) -> bool:
    count, total = digest(month)
    at = clock.now()
    head = signing.sign_segment(month, count, total, at)
    try:
        with transaction.atomic():
            JournalSegment.objects.create(month=month, count=count, digest=total, sealed_at=at, head=head)
            record(SEALED, subject=subject_of(month), summary={"count": count, "digest": total})
    except IntegrityError:  # another worker sealed it
        return False
    return True


@transaction.atomic
def _remove(month: str) -> bool:
    """The entry comes first: the trigger lets a row go only when the chain says that its month goes."""
    segment = JournalSegment.objects.get(pk=month)
    rows = JournalRead.objects.filter(month=month)
    bounds = rows.aggregate(first=Min("pk"), last=Max("pk"))
    summary = {"count": segment.count, "digest": segment.digest, **bounds}
    record(REMOVED, subject=subject_of(month), summary=summary)
    rows.delete()
    return True
