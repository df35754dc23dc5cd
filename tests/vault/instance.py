"""A whole instance in a process of its own: ``python -m tests.vault.instance WHAT NUMBER``."""

from __future__ import annotations

import os
import sys
import time

import django

ROWS = 10_000
CANARY = "Canari-Zephyrine"


def fill(count: int) -> None:
    """Migrate, then add rows and one encrypted file."""
    from django.core.management import call_command

    from fabrique.core.crypto import files
    from tests.vault.models import Sheet

    call_command("migrate", verbosity=0, run_syncdb=True, interactive=False)
    Sheet.objects.bulk_create(
        [
            Sheet(name=f"{CANARY} {n}", born=1950, note=f"{CANARY} note", story={CANARY: n})
            for n in range(count)
        ],
        batch_size=1000,
    )
    files.keep(CANARY.encode() * 10, name=f"{CANARY}.pdf", media_type="application/pdf")


def read(seconds: int) -> None:
    """Open every row again and again; print how many times all of them opened."""
    from tests.vault.models import Sheet

    end, rounds = time.monotonic() + seconds, 0
    while rounds == 0 or time.monotonic() < end:
        names = {row.name for row in Sheet.objects.only("name").iterator(chunk_size=2000)}
        assert names == {f"{CANARY} {n}" for n in range(ROWS)}
        rounds += 1
    sys.stdout.write(str(rounds))


def write(count: int) -> None:
    """Correct the notes of the first rows, one by one, each as a form would."""
    from tests.vault.models import Sheet

    for row in Sheet.objects.order_by("pk")[:count]:
        fresh = Sheet.objects.get(pk=row.pk)
        fresh.note, fresh.state = f"{CANARY} corrigée", "corrigée"
        fresh.save()


def corrected(count: int) -> None:
    """Fail unless every correction is still there."""
    from tests.vault.models import Sheet

    notes = [row.note for row in Sheet.objects.filter(state="corrigée")]
    assert notes == [f"{CANARY} corrigée"] * count


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.vault.live"
    django.setup()
    {"fill": fill, "read": read, "write": write, "corrected": corrected}[sys.argv[1]](int(sys.argv[2]))
