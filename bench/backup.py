"""How long a backup, its verification and its restoration take for about a gigabyte.

    .venv/bin/python -m bench.backup                       SQLite
    DATABASE_URL=postgresql://… .venv/bin/python -m bench.backup   an empty database that one may fill

Half of the gigabyte is rows of messages, half is files that do not compress. Beside it, in the same
run: the time that ``cp`` takes for the same bytes, and the longest wait of a writer during the backup.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

FILL = """
import io, os, random
from django.core.management import call_command
from fabrique.core import clock, files
from fabrique.core.models import OutboxMessage
call_command("migrate", verbosity=0)
chance, now = random.Random(1), clock.now()
rows, megabytes = {rows}, {megabytes}
for start in range(0, rows, 20_000):
    OutboxMessage.objects.bulk_create([
        OutboxMessage(
            key="bench:%d:%032x" % (n, chance.getrandbits(128)), channel="email", state="sent",
            recipient=f"personne{{n}}@estuaire.example", subject="Rendez-vous",
            created_at=now, sent_at=now,
            body="Bonjour, votre rendez-vous est le mardi 24 novembre. %064x" % chance.getrandbits(256),
        )
        for n in range(start, min(rows, start + 20_000))
    ])
for n in range(megabytes // 2):
    files.keep(io.BytesIO(os.urandom(2_000_000)), name=f"{{n}}.pdf", media_type="application/pdf")
"""
WRITE = """
import sys, time
from fabrique.core import journal
longest, begun, n = 0.0, time.monotonic(), 0
print("begun", flush=True)
while True:
    time.sleep(max(0, begun + n / 50 - time.monotonic()))
    start = time.monotonic()
    journal.record("bench.write", summary={"n": n})
    longest, n = max(longest, time.monotonic() - start), n + 1
    print(n, longest, flush=True)
"""


def environment(home: Path) -> dict[str, str]:
    known = {"DJANGO_SETTINGS_MODULE": "fabrique.config.settings", "FABRIQUE_HOME": str(home)}
    return {**os.environ, **known}


def python(home: Path, code: str) -> list[str]:
    return [sys.executable, "-c", f"import django; django.setup()\n{code}"]


def timed(home: Path, *arguments: str | Path) -> float:
    command = [sys.executable, "-m", "fabrique.config.cli", *map(str, arguments)]
    begun = time.monotonic()
    subprocess.run(command, env=environment(home), check=True, stdout=subprocess.DEVNULL)
    return round(time.monotonic() - begun, 1)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def copied(home: Path, to: Path) -> float:
    begun = time.monotonic()
    subprocess.run(["cp", "-r", home, to], check=True)
    subprocess.run(["sync", "-f", to], check=True)
    return round(time.monotonic() - begun, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--megabytes", type=int, default=500, help="of files")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-backup-") as root:
        home, archive, keys = Path(root) / "home", Path(root) / "a.fabrique", Path(root) / "keys"
        fill = FILL.format(rows=wanted.rows, megabytes=wanted.megabytes)
        subprocess.run(python(home, fill), env=environment(home), check=True)
        found: dict[str, object] = {
            "home_MB": size_of(home) // 1_000_000,
            "cp_s": copied(home, Path(root) / "cp"),
        }
        writer = subprocess.Popen(
            python(home, WRITE), env=environment(home), stdout=subprocess.PIPE, text=True
        )
        lines: list[str] = []
        assert writer.stdout is not None
        listening = threading.Thread(target=lines.extend, args=(writer.stdout,))
        listening.start()
        time.sleep(3)
        found["backup_s"] = timed(home, "backup", archive, "--keys", keys)
        writer.kill()
        listening.join()
        writes, longest = lines[-2].split()
        found |= {"writes": int(writes), "longest_write_ms": round(float(longest) * 1000)}
        found["archive_MB"] = archive.stat().st_size // 1_000_000
        found["verify_s"] = timed(home, "verify-backup", archive)
        found["restore_s"] = timed(home, "restore", archive, "--replace")
        found["kept_MB"] = size_of(home) // 1_000_000
        print(json.dumps(found))


if __name__ == "__main__":
    main()
