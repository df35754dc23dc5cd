"""A backup: one instant of a busy instance, whole under its name or not there, without keys."""

from __future__ import annotations

import json
import stat
import subprocess
import tarfile
import time
from pathlib import Path

from tests.core.backup.conftest import Made
from tests.factories.databases import Instances
from tests.factories.instances import Instance

RATE = 50  # writes per second
# In one transaction: a file, its row, an entry that tells of it. Says how many are done and the longest wait.
WRITER = f"""
import io, sys, time
from django.db import transaction
from fabrique.core import files, journal
longest, begun = 0.0, time.monotonic()
for n in range(6, 10_000):
    time.sleep(max(0, begun + (n - 6) / {RATE} - time.monotonic()))
    start = time.monotonic()
    with transaction.atomic():
        files.keep(io.BytesIO(b"fichier %d" % n), name=f"{{n}}.txt", media_type="text/plain")
        journal.record("test.write", subject=f"file:{{n}}", summary={{"n": n}})
    longest = max(longest, time.monotonic() - start)
    print(n, longest, flush=True)
"""
COUNT = """
import json
from fabrique.core import files
from fabrique.core.crypto import keyring
from fabrique.core.models import JournalEntry, StoredFile
import hashlib
rows = StoredFile.objects.all()
right = [hashlib.sha256(files.path_of(row).read_bytes()).hexdigest() == row.sha256 for row in rows]
numbers = sorted(entry.summary["n"] for entry in JournalEntry.objects.filter(action="test.write"))
keys = [keyring.get(purpose, key).secret.hex() for purpose in keyring.Purpose for key in keyring.ids(purpose)]
print(json.dumps({"files": len(right), "right": sum(right), "numbers": numbers, "keys": keys}))
"""
READ = """
from fabrique.people.models import Resident
print(Resident.objects.everywhere("tests").get(pk="{resident}").called)
"""


def facts(instance: Instance) -> dict[str, list[int]]:
    found: dict[str, list[int]] = json.loads(instance.python(COUNT))
    return found


def said(writer: subprocess.Popen[str]) -> tuple[int, float]:
    assert writer.stdout is not None
    number, longest = writer.stdout.readline().split()
    return int(number), float(longest)


def test_a_backup_of_a_busy_instance_is_one_instant(made: Made, instances: Instances, tmp_path: Path):
    busy, empty = instances.copy(made.instance, "busy"), instances.make("empty")
    resident = busy.python("from tests.factories.people import receive\nprint(receive().pk)").strip()
    writer = busy.start_python(WRITER)
    while said(writer)[0] < 20:
        pass
    archive, keys = tmp_path / "a.fabrique", tmp_path / "keys"
    done = busy.run("backup", archive, "--keys", keys)
    assert done.returncode == 0, done.stderr
    before, _wait = said(writer)
    time.sleep(0.3)
    writer.kill()
    rest = writer.communicate()[0].splitlines()
    after, longest = int(rest[-2].split()[0]), float(rest[-2].split()[1])
    assert after > before
    assert longest < 3  # the machine may be busy; the copy itself takes no lock on writers
    restored = empty.run("restore", archive, "--keys", keys)
    assert restored.returncode == 0, restored.stderr
    then, now = facts(empty), facts(busy)
    count = len(then["numbers"])
    assert then["numbers"] == list(range(1, count + 1))
    assert 20 <= count <= len(now["numbers"])
    assert (then["files"], then["right"]) == (count, count)
    assert then["keys"] == now["keys"]
    assert empty.python(READ.format(resident=resident)) == "Mme Marsonval\n"
    verified = empty.run("journal", "verify", "--json")
    assert verified.returncode == 0, verified.stdout


def test_no_key_is_in_the_archive(made: Made):
    held = json.loads(made.keys.read_text())
    secrets = [entry["secret"] for entries in held["keys"].values() for entry in entries]
    assert len(secrets) == 4
    archive = made.archive.read_bytes()
    with tarfile.open(made.archive) as tar:
        names = tar.getnames()
    assert [name for name in names if not name.startswith("files/")][1:] == ["manifest.json", "seal.json"]
    assert not [secret for secret in [*secrets, held["secret_key"]] if secret.encode() in archive]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made.archive, made.keys)} == {0o600}


def test_two_backups_of_one_state_hold_the_same_files(made: Made, tmp_path: Path):
    done = made.instance.run("backup", tmp_path / "b.fabrique", "--json")
    with tarfile.open(made.archive) as first, tarfile.open(tmp_path / "b.fabrique") as second:
        assert first.getnames() == second.getnames()
    assert json.loads(done.stdout)["missing"] == []


def test_a_full_disk_leaves_nothing(made: Made, tmp_path: Path):
    told = made.instance.python(f"""
import resource
from pathlib import Path
from fabrique.core.backup import making
from fabrique.core.refusals import DomainRefusal
resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, resource.RLIM_INFINITY))
try:
    making.back_up(Path({str(tmp_path / "b.fabrique")!r}))
except DomainRefusal as refusal:
    print(refusal.message)
""")
    assert "plein" in told
    assert list(tmp_path.iterdir()) == []


def test_a_killed_backup_leaves_no_archive_and_the_next_one_succeeds(made: Made, tmp_path: Path):
    target = tmp_path / "b.fabrique"
    killed = made.instance.start_python(f"""
import os, signal
from pathlib import Path
from fabrique.core.backup import making
making._copy_files = lambda *anything: os.kill(os.getpid(), signal.SIGKILL)
making.back_up(Path({str(target)!r}))
""")
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    assert not target.exists()
    assert made.instance.run("backup", target).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["b.fabrique"]
    assert not (made.home / "backup.tmp").exists()


def test_a_file_that_the_instance_lost_is_named(made: Made, instances: Instances, tmp_path: Path):
    instance = instances.copy(made.instance, "home")
    home = Path(instance.variables["FABRIQUE_HOME"])
    lost, changed = sorted(path for path in (home / "files").glob("*/*"))[:2]
    lost.unlink()
    changed.write_bytes(b"autre chose")
    done = instance.run("backup", tmp_path / "a.fabrique")
    assert done.returncode == 1
    assert lost.name in done.stderr
    assert changed.name in done.stderr
    found = instance.run("verify-backup", tmp_path / "a.fabrique", "--json")
    assert found.returncode == 1
    assert {fault["part"].split("/")[-1] for fault in json.loads(found.stdout)["faults"]} == {
        lost.name,
        changed.name,
    }


def test_a_folder_or_a_missing_folder_is_refused(made: Made, tmp_path: Path):
    assert "est un dossier" in made.instance.run("backup", tmp_path).stderr
    assert "n’existe pas" in made.instance.run("backup", tmp_path / "absent" / "b").stderr
