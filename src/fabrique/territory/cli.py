"""``fabrique init`` and ``fabrique territory``; the root command turns a refusal into status 1."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.core.management import call_command
from django.utils.translation import gettext as _

from fabrique.core import progress
from fabrique.territory import actions
from fabrique.territory.enums import AreaKind
from fabrique.territory.imports import ContoursReport
from fabrique.territory.perimeter import split_codes

SHOWN = 10


_as_json = click.option("--json", "as_json", is_flag=True, help="Écrit un seul objet JSON, et rien d’autre.")


@click.command("init")
@click.option(
    "--territory",
    "codes",
    required=True,
    multiple=True,
    help="SIREN d’intercommunalité, codes de communes ou de départements, régions (« reg-75 »).",
)
@click.option("--name", required=True, help="Nom du territoire, tel qu’il sera affiché.")
@_as_json
def init(codes: tuple[str, ...], name: str, as_json: bool) -> None:
    """Dit quel territoire cette instance sert."""
    call_command("migrate", verbosity=0, interactive=False)  # an instance's first command
    given = [code for one in codes for code in split_codes(one)]
    territory = actions.initialise_territory(codes=given, name=name)
    if as_json:
        facts = {
            "name": territory.name,
            "communes": len(territory.commune_codes),
            "codes": territory.commune_codes,
            "school_zone": territory.school_zone,
            "holiday_zone": territory.holiday_zone,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(
        _("%(name)s : %(count)s communes, vacances scolaires : %(zone)s.")
        % {"name": territory.name, "count": len(territory.commune_codes), "zone": territory.school_zone}
    )


@click.group("territory")
def territory_group() -> None:
    """Contours du territoire."""


@territory_group.command("contours")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind", type=click.Choice(list(AreaKind.values)), required=True, help="Ce que le fichier dessine."
)
@click.option("--source", default="", help="D’où vient le fichier ; son nom par défaut.")
@click.option("--vintage", default="", help="Millésime des contours, par exemple 2024.")
@click.option("--dry-run", is_flag=True, help="Lit et vérifie sans rien écrire.")
@_as_json
def import_contours(file: Path, kind: str, source: str, vintage: str, dry_run: bool, as_json: bool) -> None:
    """Importe les contours du territoire depuis FILE (GeoJSON)."""
    with progress.told(_("Lecture de %(file)s") % {"file": file.name}):
        report = actions.import_contours(
            path=file, kind=kind, source=source, vintage=vintage, dry_run=dry_run
        )
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        _show(report)


def _show(report: ContoursReport) -> None:
    click.echo(
        _("%(kept)s contours gardés sur %(features)s, %(outside)s hors du territoire, %(rejected)s refusés.")
        % {**report.as_dict(), "rejected": len(report.rejected)}
    )
    for problem in [*report.rejected, *report.warnings][:SHOWN]:
        where = _("contour %(rank)s") % {"rank": problem.feature + 1} if problem.feature >= 0 else ""
        which = " ".join(filter(None, (where, problem.code)))
        click.echo("  " + " : ".join(filter(None, (which, problem.message))), err=True)
    more = len(report.rejected) + len(report.warnings) - SHOWN
    if more > 0:
        click.echo("  " + _("… et %(count)s autres (voir avec --json).") % {"count": more}, err=True)


commands: list[click.Command] = [init, territory_group]
