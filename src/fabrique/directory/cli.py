"""``fabrique places``: import, duplicates, export, and a draft mapping for an unknown file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from django.core.management import call_command
from django.utils.text import slugify

from fabrique.core import progress
from fabrique.core.gateways.addresses import fault_of
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import check_writable, read_table
from fabrique.directory import exports, imports
from fabrique.directory.actions import duplicates as searching
from fabrique.directory.mapping.suggest import suggest
from fabrique.territory.models import Territory

FILE = click.Path(path_type=Path)
_as_json = click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")


@click.group(help="Les lieux : importer, chercher les doublons, exporter.")
def places() -> None:
    """Commands about places."""


@places.command("suggest-mapping", help="Proposer un brouillon de correspondance pour un fichier inconnu.")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=FILE, help="Fichier à écrire ; sinon, la sortie standard.")
def suggest_mapping(file: Path, output: Path | None) -> None:
    """Write a commented draft mapping."""
    if output:
        check_writable(output)
    table = read_table(file)
    if not table.columns:
        raise DomainRefusal(f"« {file.name} » ne contient aucune ligne de données : rien à proposer.")
    draft = suggest(table)
    if output:
        output.write_text(draft, encoding="utf-8")
        click.echo(
            f"Brouillon écrit dans {output} : relisez-le, puis importez avec --mapping {output}", err=True
        )
    else:
        click.echo(draft)


@places.command("import", help="Importer un fichier de lieux (CSV, JSON, GeoJSON, XLSX, ODS).")
@click.argument("file", type=FILE)
@click.option(
    "--source", required=True, help="Nom court de la source, toujours le même pour un même fichier."
)
@click.option(
    "--mapping",
    "mapping_path",
    type=FILE,
    help="Correspondance : un fichier, ou le nom d’une disposition livrée ; sinon, reconnue.",
)
@click.option("--report", "report_path", type=FILE, help="Rapport à écrire, en JSON Lines.")
@click.option("--dry-run", is_flag=True, help="Tout faire, sauf écrire.")
@click.option(
    "--allow-shrink", is_flag=True, help="Admettre une source qui perd la moitié de ses lieux ou plus."
)
@click.option("--trust", type=click.IntRange(0, 100), help="Confiance, de 0 à 100 (50 si rien n’est dit).")
@click.option("--url", default="", help="Adresse à laquelle la source se télécharge.")
@_as_json
def import_file(
    file: Path,
    source: str,
    trust: int | None,
    url: str,
    mapping_path: Path | None,
    report_path: Path | None,
    dry_run: bool,
    allow_shrink: bool,
    as_json: bool,
) -> None:
    """Import one file into one source."""
    if report_path:
        check_writable(report_path)
    call_command("migrate", verbosity=0, interactive=False)
    if slugify(source) != source or len(source) > 60:
        text = f"Le nom de source « {source} » ne va pas : minuscules, chiffres et tirets, par exemple "
        raise DomainRefusal(f"{text}« {slugify(source)[:60] or 'ma-source'} ».")
    if url and (fault := fault_of(url)):
        raise DomainRefusal(f"--url : {fault}.")
    with progress.told(f"Lecture de {file.name}") as show:
        summary = imports.import_places(
            path=file,
            source=source,
            mapping_path=mapping_path,
            report_path=report_path,
            dry_run=dry_run,
            allow_shrink=allow_shrink,
            about={"trust": trust, "url": url},
            tell=lambda count: show(f"{count} lignes nettoyées"),
        )
    if as_json:
        click.echo(json.dumps(summary.as_dict(), ensure_ascii=False))
        return
    click.echo(_in_words(summary))
    if summary.rejected and not report_path:
        click.echo("Pour savoir pourquoi des lignes sont refusées : --report rapport.jsonl", err=True)
    if dry_run:
        click.echo("Rien n’a été écrit (--dry-run).", err=True)


def _in_words(summary: imports.ImportSummary) -> str:
    done = f"{summary.created} créées, {summary.updated} modifiées, {summary.unchanged} inchangées"
    lost = f"{summary.rejected} refusées, {summary.withdrawn} retirées"
    read = f"{summary.rows} lignes lues ({summary.mapping})"
    return f"{read} : {done}, {lost} ; {summary.warnings} avertissements ; {summary.seconds} s."


@places.command("duplicates", help="Chercher les doublons de tout l’annuaire.")
@click.option("--merge-certain", is_flag=True, help="Réunir les doublons certains.")
@_as_json
def duplicates(merge_certain: bool, as_json: bool) -> None:
    """Search duplicates; without ``--merge-certain`` they only wait."""
    with progress.told("Comparaison des lieux"):
        groups = searching.search_duplicates(merge_certain=merge_certain)
    if as_json:
        click.echo(json.dumps({"groups": [asdict(group) for group in groups]}, ensure_ascii=False))
        return
    merged = sum(group.status == "merged" for group in groups)
    click.echo(f"{len(groups)} groupes : {merged} réunis, {len(groups) - merged} à examiner.")


@places.command("export", help="Publier les lieux dans un format national ou de travail.")
@click.option(
    "--format", "format_", type=click.Choice(exports.FORMATS), required=True, help="Format du fichier."
)
@click.option("-o", "--output", type=FILE, required=True, help="Fichier à écrire.")
@_as_json
def export(format_: str, output: Path, as_json: bool) -> None:
    """Write the published places."""
    check_writable(output)
    territory = Territory.objects.first()
    source = territory.slug if territory else "fabrique"
    with progress.told(f"Écriture de {output.name}"):
        report = exports.export_places(format=format_, path=output, source=source)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    click.echo(f"{report.places} lieux écrits dans {output}.")
    if report.beside:
        click.echo(f"{len(report.omissions)} omissions expliquées dans {report.beside}.")


commands: list[click.Command] = [places]
