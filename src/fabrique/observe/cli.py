"""``fabrique observe``: the commands that work on files alone, and those that need the instance."""

from __future__ import annotations

import json
import os
import shlex
import time
from pathlib import Path
from typing import Any

import click
from django.core.management import call_command
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify

from fabrique.core import progress, uploads
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.enums.national import ServiceOffered
from fabrique.observe import making, uploading
from fabrique.observe.enums import Level
from fabrique.observe.queries.access import METHODS
from fabrique.observe.queries.agreements import agreements_for
from fabrique.observe.standalone import observe
from fabrique.people.models import Agreement, Organisation

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
@click.option("--agreement", default="", help="Référence ou identifiant de la convention qui le permet.")
@click.option("--url", default="", help="Adresse à laquelle le fichier se prend.")
@click.option(
    "--common",
    multiple=True,
    metavar="COLONNE",
    help="Cette colonne est bien la mesure commune à laquelle elle ressemble ; à répéter.",
)
@click.option("--share", is_flag=True, help="Toutes les organisations du programme peuvent le voir.")
@click.option("--dry-run", is_flag=True, help="Tout lire et tout vérifier, ne rien écrire.")
@_as_json
def import_file(
    file: Path, organisation: str, agreement: str, dry_run: bool, as_json: bool, **said: Any
) -> None:
    """Read, check and keep one file."""
    if not file.is_file():
        raise DomainRefusal(f"« {file} » n’est pas un fichier. Vérifiez son nom et son dossier.")
    call_command("migrate", verbosity=0, interactive=False)
    holder = _holder(organisation)
    under = _agreement(agreement, holder) if agreement else None
    with file.open("rb") as stream:
        stored = uploads.keep_upload(stream=stream, name=file.name)
    with progress.told(f"Lecture de {file.name}"):
        found = uploading.examine(stored, said)
        if not dry_run:
            values = _values(found, said)
            uploading.import_upload(stored, values, by=None, organisation=holder, agreement=under)
    summary = _summary(found, written=not dry_run)
    click.echo(json.dumps(summary, ensure_ascii=False) if as_json else _in_words(file, summary))
    for line in found.read.told(file.name):
        click.echo(line, err=True)


@observe.command("publish", help="Publier : écrire toutes les formes dans un dossier, ou mettre en ligne.")
@click.option(
    "--what",
    type=click.Choice(making.WHAT),
    default="portrait",
    show_default=True,
    help="Un portrait, le classement d’un indice, un indicateur, une comparaison, un scénario, l’accès.",
)
@click.option("--index", default="", help="Nom d’une définition livrée ; calculée s’il le faut.")
@click.option("--indicator", "code", default="", help="Code de l’indicateur, avec --what indicator.")
@click.option("--scenario", default="", help="Titre ou identifiant d’un scénario calculé et partagé.")
@click.option("--with", "other", default="", help="L’autre scénario, avec --what comparison --scenario.")
@click.option(
    "--service",
    default="",
    type=click.Choice(["", *ServiceOffered.values]),
    metavar="CODE",
    help="Avec --what access : les seuls lieux qui l’offrent.",
)
@click.option(
    "--method",
    default="",
    type=click.Choice(["", *METHODS]),
    metavar="|".join(METHODS),
    help="Avec --what access : ce que l’on mesure.",
)
@click.option(
    "--reach", type=click.FloatRange(0.1, 100), help="Avec --what access : la portée, en kilomètres."
)
@click.option("--areas", default="", help="De deux à quatre codes, avec --what comparison : CODE,CODE.")
@click.option(
    "--level",
    type=click.Choice(Level.values),
    default=Level.COMMUNE.value,
    show_default=True,
    help="Ce que sont les zones.",
)
@click.option("--area", default="", help="Code d’une zone : son portrait au lieu de celui du territoire.")
@click.option(
    "--organisation", default="", help="Pour qui le calcul est fait ; inutile s’il n’y en a qu’une."
)
@click.option("-o", "--output", type=FILE, help="Dossier où écrire ; facultatif avec --online.")
@click.option("--online", is_flag=True, help="Publier pour tout le monde, dans l’observatoire de l’instance.")
@_as_json
def publish(organisation: str, output: Path | None, online: bool, as_json: bool, **said: Any) -> None:
    """Make a content; write all its files, publish it, or both."""
    wanted = making.Wanted(**said)
    _check_wanted(wanted)
    if output is None and not online:
        raise click.UsageError("Dites où écrire, avec -o DOSSIER, ou publiez avec --online.")
    if output is not None:
        _check_folder(output)
    call_command("migrate", verbosity=0, interactive=False)
    started = time.perf_counter()
    with progress.told("Préparation de la publication"):
        holder = _holder(organisation) if organisation else _only_holder()
        composed, facts = making.compose(wanted, holder=holder), {}
        if online:
            found = making.put_online(composed, holder=holder)
            content, files = making.published_content(found), making.files_kept(found)
            facts = {"address": making.address_of(found), "edition": found.edition}
        else:
            content = making.protected(composed, holder=holder)
            files = making.files(content)
        if output is not None:
            for each in files:
                (output / each.name).write_bytes(each.content)
    facts |= {
        "kind": content.kind,
        "subject": content.subject,
        "title": content.title,
        "digest": content.digest,
        "reading": list(content.reading),
        "tables": {table.key: len(table.rows) for table in content.tables},
        "files": {each.name: len(each.content) for each in files},
        "told": making.told_in(content),
        "folder": str(output) if output else "",
        "seconds": round(time.perf_counter() - started, 2),
    }
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else _published_in_words(facts))


def _published_in_words(facts: dict[str, Any]) -> str:
    lines = [facts["title"], *(f"- {sentence}" for sentence in facts["reading"])]
    lines += [f"{name} : {filesizeformat(size)}" for name, size in facts["files"].items()]
    if "address" in facts:
        lines.append(f"En ligne, édition {facts['edition']} : {facts['address']}")
    if facts["told"]:
        lines.append(
            f"Nombres de personnes gardés au registre de ce qui a été dit : {facts['told']}. Ce qui sera "
            "publié ensuite sera jugé avec eux."
        )
    return "\n".join([*lines, f"Sceau : {facts['digest'][:16]}"])


def _check_wanted(wanted: making.Wanted) -> None:
    """What the options ask for must go together."""
    what, pair = wanted.what, bool(wanted.scenario and wanted.other)
    of_access = bool(wanted.service or wanted.method or wanted.reach)
    wrong = {
        "Dites quel indicateur, avec --indicator CODE.": what == "indicator" and not wanted.code,
        "Dites quel indice, avec --index NOM (« fabrique observe index --list »).": (
            what == "ranking" and not wanted.index
        ),
        "Dites quel scénario, avec --scenario TITRE.": what == "scenario" and not wanted.scenario,
        "Comparez deux scénarios, --scenario TITRE --with TITRE, ou des zones, --areas CODE,CODE.": (
            what == "comparison" and pair == bool(wanted.areas)
        ),
        "--indicator va avec --what indicator ou --what access.": (
            what not in ("indicator", "access") and bool(wanted.code)
        ),
        "--service, --method et --reach vont avec --what access.": what != "access" and of_access,
        "Croisez l’accès avec --index ou avec --indicator, pas les deux.": (
            what == "access" and bool(wanted.index and wanted.code)
        ),
        "--area va avec --what portrait.": what != "portrait" and bool(wanted.area),
        "--scenario va avec --what scenario ou --what comparison.": (
            what not in ("scenario", "comparison") and bool(wanted.scenario)
        ),
        "--with et --areas vont avec --what comparison.": (
            what != "comparison" and bool(wanted.other or wanted.areas)
        ),
        "--index ne va pas avec --scenario : un scénario a déjà son calcul.": (
            bool(wanted.scenario and wanted.index)
        ),
    }
    if told := next((words for words, found in wrong.items() if found), ""):
        raise click.UsageError(told)


def _check_folder(folder: Path) -> None:
    """Refused before any calculation if nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"Le dossier « {folder} » ne peut pas être fait ({error.strerror}). Choisissez-en un autre."
        raise DomainRefusal(told) from None
    if not os.access(folder, os.W_OK):
        raise DomainRefusal(f"Rien ne peut être écrit dans « {folder} ». Choisissez un autre dossier.")


def _only_holder() -> Organisation:
    """The organisation of an instance that has one only."""
    found = list(Organisation.objects.order_by("created_at")[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        told = "Aucune organisation n’est connue : commencez par « fabrique people create-administrator »."
        raise DomainRefusal(told)
    names = ", ".join(f"« {each} »" for each in Organisation.objects.values_list("name", flat=True)[:20])
    raise DomainRefusal(
        f"Plusieurs organisations sont connues : dites laquelle, avec --organisation. {names}."
    )


def _holder(name: str) -> Organisation:
    found = Organisation.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(f"« {each} »" for each in Organisation.objects.values_list("name", flat=True)[:20])
        raise DomainRefusal(f"Aucune organisation ne s’appelle « {name} ». Il y a : {known or 'aucune'}.")
    return found


def _agreement(name: str, holder: Organisation) -> Agreement:
    """The agreement of a reference, or of an identifier, that holds today."""
    rows = list(agreements_for(holder))
    found = [one for one in rows if name in (one.reference, str(one), str(one.pk))]
    if len(found) == 1:
        return found[0]
    known = " ; ".join(f"« {one.reference or one.pk} », {one.organisation.name}" for one in rows[:20])
    if found:
        told = f"Plusieurs conventions en cours s’appellent « {name} » : dites laquelle par son identifiant. "
        raise DomainRefusal(told + ", ".join(f"{one.pk} ({one.organisation.name})" for one in found))
    raise DomainRefusal(
        f"Aucune convention en cours ne s’appelle « {name} » pour « {holder.name} ». "
        f"Il y a : {known or 'aucune'}."
    )


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
        "common": said["common"],
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
        "looks_common": _left_apart(found),
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


def _left_apart(found: uploading.Examination) -> dict[str, str]:
    """By column, the common measure that it looks like and was not said to be."""
    measures = {one.column: one.code for one in found.draft.columns} if found.draft else {}
    looks = found.draft.likenesses() if found.draft else {}
    return {column: code for column, code in looks.items() if measures[column] != code}


def _in_words(file: Path, summary: dict[str, Any]) -> str:
    done = "importé" if summary["written"] else "lu, rien n’est écrit (--dry-run)"
    lines = [
        f"{file.name} : {done}. {summary['areas']} zones, {len(summary['measures'])} mesures ; "
        f"{summary['refused']} lignes refusées, {summary['repeated']} répétées, "
        f"{summary['outside']} hors sujet.",
        *(
            f"« {column} » ressemble à la mesure commune « {code} », mais garde son propre nom ; si c’est "
            f"bien elle : --common {shlex.quote(column)}"
            for column, code in summary["looks_common"].items()
        ),
        *(f"- {each['title']} : {each['message']}" for each in summary["findings"]),
    ]
    return "\n".join(lines)


commands = [observe]
