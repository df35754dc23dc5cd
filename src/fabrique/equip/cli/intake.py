"""``fabrique devices intake`` and ``devices marks``: inventories, and the operator's table of marks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from django.core.management import call_command

from fabrique.core import progress
from fabrique.equip.actions.cpu_marks import import_marks
from fabrique.equip.actions.intake import take_file
from fabrique.equip.actions.intake_sites import site_for
from fabrique.equip.answering import CREATED, REFUSED, UPDATED, refused_entry
from fabrique.equip.cli.group import devices
from fabrique.equip.enums.intake import Door
from fabrique.equip.intake.parsing import MOST_BYTES
from fabrique.equip.models import Site

FILE = click.Path(path_type=Path)
_WORDS = {"created": "nouveau", "updated": "complété", "evidence": "preuve", "refused": "refusé"}
_as_json = click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")


@devices.command(
    "intake", help="Verser des relevés de machines : lshw, GLPI, eReuse, inxi, dmidecode, tableaux…"
)
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--site", "code", default="", help="Code de l’atelier où entrent les appareils nouveaux.")
@_as_json
@click.pass_context
def intake(ctx: click.Context, files: tuple[Path, ...], code: str, as_json: bool) -> None:
    """Take files in, one after the other; a folder stands for the files in it."""
    call_command("migrate", verbosity=0, interactive=False)
    site = site_for(code)
    if not as_json:
        click.echo(f"Atelier : {site.name} ({site.code}).", err=True)
    found: list[dict[str, Any]] = []
    paths = list(_files(files))
    with progress.told("Lecture des relevés") as show:
        for rank, path in enumerate(paths, start=1):
            show(f"{rank} / {len(paths)} : {path.name}")
            named = (
                str(path).encode("utf-8", "replace").decode()
            )  # the system allows names that JSON does not
            found += [{"path": named, **entry} for entry in _entries(path, site)]
    refused = sum(entry["status"] == REFUSED for entry in found)
    known = {entry["code"] for entry in found if entry["status"] in (CREATED, UPDATED)}
    if as_json:
        click.echo(
            json.dumps({"devices": len(known), "refused": refused, "files": found}, ensure_ascii=False)
        )
    else:
        _say(found, len(known), refused)
    ctx.exit(1 if refused == len(found) else 0)


def _files(given: tuple[Path, ...]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            yield from sorted(
                each for each in path.rglob("*") if each.is_file() and not each.name.startswith(".")
            )
        else:
            yield path


def _entries(path: Path, site: Site) -> list[dict[str, Any]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            return [
                refused_entry(
                    "", f"Ce fichier pèse plus de {MOST_BYTES // 10**6} Mo : ce n’est pas un inventaire."
                )
            ]
        content = path.read_bytes()
    except FileNotFoundError:
        return [refused_entry("", "Ce fichier n’existe pas : vérifiez son nom et son dossier.")]
    except OSError:
        return [
            refused_entry("", "Ce fichier ne peut pas être lu : vérifiez le droit de lecture et le support.")
        ]
    return take_file(content=content, name=path.name, site=site, by=None, door=Door.COMMAND).entries


def _say(found: list[dict[str, Any]], known: int, refused: int) -> None:
    for entry in found:
        row = f", ligne {entry['row']}" if "row" in entry else ""
        what = " ".join(filter(None, (entry.get("code", ""), entry["make"], entry["model"], entry["serial"])))
        line = f"{_WORDS[entry['status']]:9} {entry['path']}{row} : {what or entry['format']}"
        click.echo(f"{line} {entry['reason']}".rstrip())
    click.echo(f"{known} appareils, {refused} refus.", err=True)


@devices.command("marks", help="Importer la table des notes de processeurs (colonnes name et mark).")
@click.argument("file", type=FILE)
@_as_json
def marks(file: Path, as_json: bool) -> None:
    """Replace the table of marks."""
    call_command("migrate", verbosity=0, interactive=False)
    known, filled, left = import_marks(path=file)
    if as_json:
        click.echo(json.dumps({"marks": known, "devices": filled, "left": left}))
        return
    click.echo(f"{known} notes connues, {filled} appareils notés.")
    if left:
        click.echo(f"Lignes laissées, sans note lisible : {', '.join(map(str, left[:20]))}.", err=True)
