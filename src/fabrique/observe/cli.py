"""``fabrique observe``: the commands that work on files alone, and those that need the instance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from django.core.management import call_command
from django.utils.text import slugify

from fabrique.core import progress, uploads
from fabrique.core.refusals import DomainRefusal
from fabrique.observe import uploading
from fabrique.observe.standalone import observe
from fabrique.people.models import Organisation

FILE = click.Path(path_type=Path)
_as_json = click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")


@observe.command("import", help="Importer un fichier de chiffres dans l’observatoire de cette instance.")
@click.argument("file", type=FILE)
@click.option("--organisation", required=True, help="Nom de l’organisation qui l’apporte.")
@click.option("--title", help="Titre ; celui du producteur si rien n’est dit.")
@click.option("--producer", help="Qui a établi ces chiffres.")
@click.option("--vintage", help="Année des chiffres, si le fichier ne la dit pas.")
@click.option("--geography", type=click.IntRange(1943, 2100), help="Année du découpage des zones.")
@click.option("--licence", help="Licence, ou accord qui permet de s’en servir.")
@click.option("--url", default="", help="Adresse à laquelle le fichier se prend.")
@click.option("--share", is_flag=True, help="Toutes les organisations du programme peuvent le voir.")
@click.option("--dry-run", is_flag=True, help="Tout lire et tout vérifier, ne rien écrire.")
@_as_json
def import_file(file: Path, organisation: str, dry_run: bool, as_json: bool, **said: Any) -> None:
    """Read, check and keep one file."""
    if not file.is_file():
        raise DomainRefusal(f"« {file} » n’est pas un fichier. Vérifiez son nom et son dossier.")
    call_command("migrate", verbosity=0, interactive=False)
    holder = _holder(organisation)
    with file.open("rb") as stream:
        stored = uploads.keep_upload(stream=stream, name=file.name)
    with progress.told(f"Lecture de {file.name}"):
        found = uploading.examine(stored, said)
        if not dry_run:
            uploading.import_upload(stored, _values(found, said), by=None, organisation=holder)
    summary = _summary(found, written=not dry_run)
    click.echo(json.dumps(summary, ensure_ascii=False) if as_json else _in_words(file, summary))
    for line in found.read.told(file.name):
        click.echo(line, err=True)


def _holder(name: str) -> Organisation:
    found = Organisation.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(f"« {each} »" for each in Organisation.objects.values_list("name", flat=True)[:20])
        raise DomainRefusal(f"Aucune organisation ne s’appelle « {name} ». Il y a : {known or 'aucune'}.")
    return found


def _values(found: uploading.Examination, said: dict[str, Any]) -> dict[str, Any]:
    """What the options say, else what the description of the file says."""
    spec = found.spec
    values = {
        "title": said["title"] or spec.title,
        "producer": said["producer"] or spec.producer,
        "vintage": said["vintage"] or str(found.read.vintage or ""),
        "licence": said["licence"] or spec.licence,
        "url": said["url"] or spec.url,
        "shared": said["share"],
        "geography": said["geography"],
    }
    missing = [name for name in ("title", "producer", "vintage", "licence") if not values[name]]
    if missing:
        options = ", ".join(f"--{name}" for name in missing)
        raise DomainRefusal(f"Ce fichier ne dit pas tout de lui-même : ajoutez {options}.")
    return {**values, "slug": slugify(values["title"])[:60]}


def _summary(found: uploading.Examination, *, written: bool) -> dict[str, Any]:
    counts = found.read.counts
    return {
        "spec": found.spec.name,
        "guessed": found.draft is not None,
        "level": found.read.panel.level,
        "vintage": found.read.vintage,
        "areas": len(found.read.panel.areas),
        "measures": list(found.read.panel.series),
        "rows": counts.rows,
        "taken": counts.taken,
        "repeated": counts.repeated,
        "refused": counts.refused,
        "outside": counts.outside,
        "findings": [
            {name: each[name] for name in ("key", "severity", "title", "message")} for each in found.findings
        ],
        "written": written,
    }


def _in_words(file: Path, summary: dict[str, Any]) -> str:
    done = "importé" if summary["written"] else "lu, rien n’est écrit (--dry-run)"
    lines = [
        f"{file.name} : {done}. {summary['areas']} zones, {len(summary['measures'])} mesures ; "
        f"{summary['refused']} lignes refusées, {summary['repeated']} répétées, "
        f"{summary['outside']} hors sujet.",
        *(f"- {each['title']} : {each['message']}" for each in summary["findings"]),
    ]
    return "\n".join(lines)


commands = [observe]
