"""Putting a backup in the place of an instance, wholly or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.loader import MigrationLoader

from fabrique import __version__
from fabrique.core import clock, journal, maintenance, tombstones
from fabrique.core.backup import after_restore, keys
from fabrique.core.backup.databases import engine
from fabrique.core.backup.examining import Tell, examine, unpacked
from fabrique.core.backup.keys import Keys
from fabrique.core.backup.locking import alone, scratch
from fabrique.core.backup.manifest import TOMBSTONES, Manifest
from fabrique.core.refusals import DomainRefusal

TOLD = 5  # faults named in a refusal


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: ``kept`` says where each part of the former instance is."""

    manifest: Manifest
    kept: list[str]
    replayed: dict[str, int]


def restore(
    archive: Path,
    *,
    replace: bool,
    keys_from: Path | None = None,
    tombstones_from: Path | None = None,
    tell: Tell = lambda _text: None,
) -> Restored:
    """Verify the archive, stage it, swap, migrate, erase again. A ``DomainRefusal`` leaves all as it was.

    A kill before the swap leaves the former instance; one in its midst leaves a mark that closes the
    instance until the command is run again.
    """
    with alone("restore"):
        held = _keys(keys_from)
        kept_empty = engine().is_empty() and not _has_files()
        if not kept_empty and not replace:
            raise DomainRefusal(
                f"L’instance « {settings.FABRIQUE_HOME} » n’est pas vide. Avec --replace, la sauvegarde "
                "prend sa place, et l’instance actuelle est gardée à côté."
            )
        with scratch("restore.tmp") as folder:
            manifest = _verified(archive, held, folder, tell)
            copy = unpacked(folder, manifest)
            stones = [path for path in (folder / TOMBSTONES, tombstones_from) if path and path.exists()]
            if keys_from is not None:
                keys.install(held)
            for path in stones:
                tombstones.merge(path)
            tell("Mise en place")
            return _swap(archive, folder, copy, manifest, tell)


def _keys(given: Path | None) -> Keys:
    held = keys.read(given) if given is not None else keys.of_instance()
    if held is None:
        raise DomainRefusal(
            "Cette instance n’a pas de clés : donnez avec --keys le fichier de clés gardé à part."
        )
    return held


def _has_files() -> bool:
    root = Path(settings.MEDIA_ROOT)
    return root.is_dir() and any(root.iterdir())


def _verified(archive: Path, held: Keys, folder: Path, tell: Tell) -> Manifest:
    """The archive, unpacked into ``folder``, known to be whole, ours and readable by this software."""
    _check_room(archive, folder)
    found = examine(archive, held, into=folder, tell=tell, accept=lambda manifest: _check_fit(manifest, held))
    if found.faults or found.manifest is None:
        named = " ; ".join(f"{fault.part} : {fault.what}" for fault in found.faults[:TOLD])
        more = f" ; et {len(found.faults) - TOLD} autres" if len(found.faults) > TOLD else ""
        raise DomainRefusal(f"« {archive} » est abîmée, rien n’a été changé. {named}{more}.")
    return found.manifest


def _check_room(archive: Path, folder: Path) -> None:
    needed, free = archive.stat().st_size, shutil.disk_usage(folder).free
    if needed > free:
        raise DomainRefusal(
            f"« {settings.FABRIQUE_HOME} » : il faut {needed / 1e6:.0f} Mo, le disque en a {free / 1e6:.0f}. "
            "Faites de la place."
        )


def _check_fit(manifest: Manifest, held: Keys) -> None:
    """Before anything is unpacked: the keys, the engine, the version.

    A signature that a key held here has made was compared by now; one of any other key proves nothing.
    """
    if lacking := held.lacking(manifest):
        raise DomainRefusal(
            f"Le fichier de clés ne va pas avec cette sauvegarde : il lui manque {', '.join(lacking)}. "
            "Donnez avec --keys celui qui a été gardé avec elle."
        )
    if held.signing(manifest.signer) is None:
        raise DomainRefusal(
            f"Cette sauvegarde n’est pas signée par une clé de ce fichier (« {manifest.signer} »). "
            "Rien ne dit qu’elle vient de votre instance. Donnez avec --keys le fichier gardé avec elle."
        )
    if manifest.vendor != connection.vendor:
        raise DomainRefusal(
            f"Cette sauvegarde vient de {manifest.server} ; cette instance est réglée pour "
            f"{connection.vendor}. Changez DATABASE_URL."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    replaced = {
        f"{app}.{name}"
        for migration in MigrationLoader(None).disk_migrations.values()
        for app, name in migration.replaces
    }
    if newer := [name for name in manifest.migrations if name not in known | replaced]:
        raise DomainRefusal(
            f"Cette sauvegarde vient de la version {manifest.fabrique}, plus récente que celle-ci "
            f"({__version__}) : elle connaît {newer[0]}. Installez cette version, puis recommencez."
        )


def _swap(archive: Path, folder: Path, copy: Path, manifest: Manifest, tell: Tell) -> Restored:
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    connections.close_all()
    maintenance.begin({"archive": str(archive.resolve()), "kept": f"les noms en « .avant-{stamp} »"})
    with ExitStack() as undoing:
        undoing.callback(maintenance.end)
        files_kept = _swap_files(folder / "files", stamp, undoing.callback)
        base_kept, undo_base = engine().put_in_place(copy, stamp)
        undoing.callback(undo_base)
        undoing.callback(connections.close_all)
        tell("Mise à jour de la base")
        call_command("migrate", interactive=False, verbosity=0)
        tell("Effacements à refaire")
        replayed = after_restore.run()
        _record(manifest)
        undoing.pop_all()
    maintenance.end()
    return Restored(manifest, [kept for kept in (base_kept, files_kept) if kept], replayed)


def _swap_files(staged: Path, stamp: str, on_failure: Callable[..., object]) -> str:
    """The restored files take the folder's name; where the former ones are, "" if there were none."""
    root = Path(settings.MEDIA_ROOT)
    kept = root.with_name(f"{root.name}.avant-{stamp}")
    staged.mkdir(exist_ok=True)
    was_there = root.exists()
    if was_there:
        root.rename(kept)
        on_failure(kept.rename, root)
    staged.rename(root)
    on_failure(shutil.rmtree, root)
    if was_there and not any(kept.iterdir()):
        return ""
    return str(kept) if was_there else ""


def _record(manifest: Manifest) -> None:
    with transaction.atomic():
        journal.record("core.restore", summary={"made_at": manifest.made_at, "fabrique": manifest.fabrique})
