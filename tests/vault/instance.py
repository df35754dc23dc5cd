"""A whole instance in a process of its own: ``python -m tests.vault.instance fill|read …``."""

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


def read(seconds: float) -> None:
    """Open every row again and again; print how many times all of them opened."""
    from tests.vault.models import Sheet

    end, rounds = time.monotonic() + seconds, 0
    while rounds == 0 or time.monotonic() < end:
        names = {row.name for row in Sheet.objects.only("name").iterator(chunk_size=2000)}
        assert names == {f"{CANARY} {n}" for n in range(ROWS)}
        rounds += 1
    sys.stdout.write(str(rounds))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.vault.live"
    django.setup()
    {"fill": lambda: fill(int(sys.argv[2])), "read": lambda: read(float(sys.argv[2]))}[sys.argv[1]]()
