"""``fabrique backup``, ``restore`` and ``verify-backup``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from fabrique.core import progress
from fabrique.core.backup import examining, keys, making, restoring
from fabrique.core.backup.manifest import Manifest

FILE = click.Path(path_type=Path)
_as_json = click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
_NAMED = 20  # files in a message; the JSON object names them all


@click.command(help="Sauvegarder la base et les fichiers dans une archive, sans les clés.")
@click.argument("file", type=FILE)
@click.option(
    "--keys", "keys_to", type=FILE, help="Écrire aussi les clés dans ce fichier, à garder ailleurs."
)
@_as_json
@click.pass_context
def backup(ctx: click.Context, file: Path, keys_to: Path | None, as_json: bool) -> None:
    """Make an archive."""
    with progress.told("Sauvegarde") as tell:
        made = making.back_up(file, tell=tell)
    if keys_to is not None:
        keys.export(keys_to)
    lost = made.manifest.missing + made.manifest.altered
    if as_json:
        answer = _facts(made.manifest) | {"archive": str(file), "size": made.size, "gone": made.manifest.gone}
        _print(answer | {"missing": made.manifest.missing, "altered": made.manifest.altered})
    else:
        click.echo(
            f"Sauvegarde faite : {file}, {made.size / 1e6:.1f} Mo, {len(made.manifest.entries)} éléments. "
            "Les clés n’y sont pas : gardez-les ailleurs."
        )
    for sha256 in lost[:_NAMED]:
        click.echo(
            f"files/{sha256[:2]}/{sha256} : absent ou abîmé dans l’instance, il n’est pas sauvegardé.",
            err=True,
        )
    ctx.exit(1 if lost else 0)


@click.command("verify-backup", help="Lire toute une sauvegarde et nommer ce qui y est abîmé.")
@click.argument("file", type=FILE)
@click.option("--keys", "keys_from", type=FILE, help="Fichier de clés, si l’instance n’est pas ici.")
@_as_json
@click.pass_context
def verify(ctx: click.Context, file: Path, keys_from: Path | None, as_json: bool) -> None:
    """Examine an archive."""
    held = keys.read(keys_from) if keys_from else keys.of_instance()
    with progress.told("Vérification") as tell:
        found = examining.examine(file, held, tell=tell)
    if as_json:
        faults = [{"part": fault.part, "message": fault.what} for fault in found.faults]
        facts = _facts(found.manifest) if found.manifest else {}
        _print(facts | {"archive": str(file), "signature": found.signature, "faults": faults})
    else:
        for fault in found.faults:
            click.echo(f"{fault.part} : {fault.what}.")
        if found.manifest is not None and not found.faults:
            click.echo(
                f"« {file} » est entière : {len(found.manifest.entries)} éléments, "
                f"du {found.manifest.made_at}, version {found.manifest.fabrique}, {found.manifest.server}."
            )
        if found.signature:
            click.echo(f"Signature : {found.signature}.")
    ctx.exit(1 if found.faults else 0)


@click.command(help="Remettre une sauvegarde à la place de cette instance.")
@click.argument("file", type=FILE)
@click.option("--keys", "keys_from", type=FILE, help="Fichier de clés, sur une machine qui ne les a pas.")
@click.option("--tombstones", "tombstones_from", type=FILE, help="Liste des effacements la plus récente.")
@click.option("--replace", is_flag=True, help="Prendre la place d’une instance qui n’est pas vide.")
@_as_json
def restore(
    file: Path, keys_from: Path | None, tombstones_from: Path | None, replace: bool, as_json: bool
) -> None:
    """Put an archive in the instance's place."""
    with progress.told("Restauration") as tell:
        done = restoring.restore(
            file, replace=replace, keys_from=keys_from, tombstones_from=tombstones_from, tell=tell
        )
    if as_json:
        _print(_facts(done.manifest) | {"archive": str(file), "kept": done.kept, "after": done.replayed})
        return
    click.echo(
        f"L’instance est celle du {done.manifest.made_at}. "
        "Relancez « fabrique serve » et « fabrique worker »."
    )
    for told, count in done.replayed.items():
        click.echo(f"{told} : {count}")
    for kept in done.kept:
        click.echo(f"Gardé à côté : {kept}. Effacez-le quand vous aurez tout vérifié.")


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "fabrique": manifest.fabrique,
        "database": manifest.server,
        "entries": len(manifest.entries),
    }


def _print(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))


commands: list[click.Command] = [backup, restore, verify]
