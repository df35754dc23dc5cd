"""A restoration: the former instance or the new one, never a mixture that is served."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fabrique.core import maintenance
from fabrique.core.backup.manifest import DATABASES, Manifest
from tests.core.backup.conftest import FILL, Made
from tests.core.backup.rebuilding import rebuilt
from tests.factories.databases import Instances, read
from tests.factories.instances import Instance

MORE = FILL.replace("range(1, 6)", "range(6, 9)")


def counts(instance: Instance) -> list[int]:
    """How many writes are in the journal, and how many of the files that are kept lie in their place."""
    kept = [digest for (digest,) in read(instance, "SELECT sha256 FROM core_storedfile")]
    there = [(home(instance) / "files" / digest[:2] / digest).exists() for digest in kept]
    return [entries(instance, "test.write"), sum(there)]


def entries(instance: Instance, action: str) -> int:
    ((count,),) = read(instance, f"SELECT count(*) FROM core_journalentry WHERE action = '{action}'")
    return int(count)


def home(instance: Instance) -> Path:
    return Path(instance.variables["FABRIQUE_HOME"])


def refused(instance: Instance, *arguments: object) -> str:
    done = instance.run("restore", *arguments)
    assert done.returncode == 1, done.stdout
    return done.stderr


@pytest.fixture(scope="session")
def steady(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Another machine, restored from the archive once, then three writes further. No test may change it."""
    instances = Instances(tmp_path_factory.mktemp("steady"))
    instance = instances.make("other")
    done = instance.run("restore", made.archive, "--keys", made.keys)
    assert done.returncode == 0, done.stderr
    instance.python(MORE)
    yield instance
    instances.remove()


@pytest.fixture
def other(instances: Instances, steady: Instance) -> Instance:
    """The same, to restore on."""
    return instances.copy(steady, "other")


def test_an_instance_that_is_not_empty_is_kept(made: Made, other: Instance):
    assert "n’est pas vide" in refused(other, made.archive)
    assert counts(other) == [8, 8]
    done = other.run("restore", made.archive, "--replace", "--json")
    answer = json.loads(done.stdout)
    assert len(answer["kept"]) == 2
    assert counts(other) == [5, 5]
    kept = next(path for path in home(other).iterdir() if path.name.startswith("files.avant-"))
    assert len(list(kept.glob("*/*"))) == 8
    assert entries(other, "core.restore") == 1


def test_keys_must_be_given_and_must_fit(made: Made, instances: Instances, tmp_path: Path):
    empty = instances.make("empty")
    assert "n’a pas de clés" in refused(empty, made.archive)
    stranger = instances.make("stranger")
    stranger.python("from fabrique.core.backup import keys\nfrom pathlib import Path\n"
                    f"keys.export(Path({str(tmp_path / 'keys')!r}))")  # fmt: skip
    assert "ne va pas avec cette sauvegarde" in refused(empty, made.archive, "--keys", tmp_path / "keys")
    assert "n’est pas un fichier de clés" in refused(
        empty, made.archive, "--keys", made.archive.parent / "home" / "secret-key"
    )
    assert not [path for path in home(empty).iterdir() if path.suffix in {".tmp", ".sqlite3"}]


def test_a_damaged_archive_changes_nothing(made: Made, steady: Instance, tmp_path: Path):
    changed = bytearray(made.archive.read_bytes())
    changed[2000] ^= 1
    (tmp_path / "damaged").write_bytes(changed)
    told = refused(steady, tmp_path / "damaged", "--replace")
    assert "database." in told
    assert "rien n’a été changé" in told
    assert counts(steady) == [8, 8]


FAIL = """
from pathlib import Path
from fabrique.core.backup import after_restore, restoring
from fabrique.core.refusals import DomainRefusal
def fail():
    {how}
after_restore.steps.enlist("test", after_restore.Step(9, "essai", fail))
try:
    restoring.restore(Path({archive!r}), replace=True)
except DomainRefusal as refusal:
    print(refusal.message)
"""


def test_a_step_that_fails_brings_the_former_instance_back(made: Made, steady: Instance):
    told = steady.python(FAIL.format(archive=str(made.archive), how="raise DomainRefusal('essai manqué')"))
    assert told == "essai manqué\n"
    assert counts(steady) == [8, 8]
    assert steady.run("tick").returncode == 0


def test_a_killed_restoration_closes_the_instance_until_it_is_run_again(made: Made, other: Instance):
    how = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    killed = other.start_python(FAIL.format(archive=str(made.archive), how=how))
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    assert (home(other) / maintenance.MARK).exists()
    for command in ("serve", "tick", "worker --once"):
        done = other.run(*command.split())
        assert (done.returncode, "a été interrompue" in done.stderr) == (1, True)
    assert "a été interrompue" in other.run("check").stdout
    assert other.run("restore", made.archive, "--replace").returncode == 0
    assert counts(other) == [5, 5]
    assert other.run("tick").returncode == 0


def test_a_backup_of_a_newer_version_is_refused(made: Made, instances: Instances, tmp_path: Path):
    instance = instances.copy(made.instance, "newer")
    instance.python(
        "from django.db import connection\n"
        'connection.cursor().execute("INSERT INTO django_migrations (app, name, applied) VALUES '
        "('core', '9999_later', CURRENT_TIMESTAMP)\")"
    )
    assert instance.run("backup", tmp_path / "a").returncode == 0
    told = refused(instance, tmp_path / "a", "--replace")
    assert "core.9999_later" in told
    assert "plus récente" in told


def test_a_backup_of_an_older_version_is_brought_up_to_date(made: Made, instances: Instances, tmp_path: Path):
    instance = instances.copy(made.instance, "older")
    instance.python(
        "from django.core.management import call_command\n"
        "call_command('migrate', 'territory', 'zero', verbosity=0)"
    )
    assert instance.run("backup", tmp_path / "a").returncode == 0
    assert instance.run("restore", tmp_path / "a", "--replace").returncode == 0
    (finding, *_others) = json.loads(instance.run("check", "--json").stdout)
    assert finding["ok"], finding
    assert counts(instance) == [5, 5]


def test_a_backup_of_the_other_engine_is_refused(made: Made, instances: Instances, tmp_path: Path):
    def change(found: Manifest, contents: dict[str, bytes]) -> Manifest:
        theirs = "sqlite" if found.vendor == "postgresql" else "postgresql"
        database = dataclasses.replace(found.entries[0], path=DATABASES[theirs])
        contents[database.path] = contents[found.database]
        return dataclasses.replace(found, vendor=theirs, entries=[database, *found.entries[1:]])

    archive = rebuilt(made, tmp_path / "theirs", change)
    assert "Changez DATABASE_URL" in refused(instances.make("ours"), archive, "--keys", made.keys)


ERASE = """
from pathlib import Path
from fabrique.core import tombstones
from fabrique.core.models import JournalEntry
tombstones.add("file:3")
"""
REPLAY = """
from pathlib import Path
from fabrique.core import tombstones
from fabrique.core.backup import restoring
class Eraser:
    order = 0
    def subjects(self):
        return [f"file:{{n}}" for n in range(1, 6)]
    def erase(self, subject):
        print("erased", subject)
tombstones.erasers.enlist("test", Eraser())
done = restoring.restore(Path({archive!r}), replace={replace}, keys_from={keys}, tombstones_from={stones})
print(done.replayed)
"""


def test_who_was_erased_after_the_backup_is_erased_again(made: Made, other: Instance):
    other.python(ERASE)
    told = other.python(REPLAY.format(archive=str(made.archive), replace=True, keys=None, stones=None))
    assert told.splitlines() == ["erased file:3", "{'personnes effacées de nouveau': 1}"]


def test_the_newest_list_of_erasures_is_taken_to_a_new_machine(
    made: Made, other: Instance, instances: Instances
):
    other.python(ERASE)
    empty = instances.make("empty")
    told = empty.python(
        REPLAY.format(
            archive=str(made.archive),
            replace=False,
            keys=f"Path({str(made.keys)!r})",
            stones=f"Path({str(home(other) / 'tombstones.jsonl')!r})",
        )
    )
    assert told.splitlines()[0] == "erased file:3"
    assert (
        empty.python("from fabrique.core import tombstones; print(tombstones.contains('file:3'))") == "True\n"
    )


def test_an_archive_signed_by_a_key_that_is_not_ours_is_refused(made: Made, steady: Instance, tmp_path: Path):
    """It names a key that nobody has, and asks for none: there is nothing to compare it with."""

    def change(found: Manifest, contents: dict[str, bytes]) -> Manifest:
        return dataclasses.replace(found, signer="deadbeef", keys={})

    forged = rebuilt(made, tmp_path / "forged", change, Ed25519PrivateKey.generate())
    told = refused(steady, forged, "--replace")
    assert "n’est pas signée" in told
    assert counts(steady) == [8, 8]
