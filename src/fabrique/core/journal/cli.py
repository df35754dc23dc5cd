"""Commands about the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from fabrique.core.journal import signing
from fabrique.core.journal.damage import FRENCH, Report
from fabrique.core.journal.verifying import verify as verify_journal
from fabrique.core.progress import told
from fabrique.core.refusals import DomainRefusal

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON.")


@click.group(help="Journal : vérifier, exporter une tête signée.")
def journal() -> None:
    """Commands about the journal."""


@journal.command(help="Vérifier le journal entier ; nommer la première entrée mauvaise et le dommage.")
@click.option(
    "--head", "heads", multiple=True, type=click.Path(path_type=Path), metavar="FICHIER",
    help="Tête exportée auparavant, à laquelle comparer ; peut être répété.",
)  # fmt: skip
@AS_JSON
@click.pass_context
def verify(ctx: click.Context, heads: tuple[Path, ...], as_json: bool) -> None:
    """Verify; exit status 1 if anything is wrong."""
    with told("Vérification du journal") as show:
        report = verify_journal([_read(path) for path in heads], told=show)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        for line in _lines(report):
            click.echo(line)
    ctx.exit(0 if report.ok else 1)


@journal.command("export-head", help="Signer la tête du journal, à garder ailleurs que sur cette machine.")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FICHIER]")
@AS_JSON
def export_head(file: Path | None, as_json: bool) -> None:
    """Sign the head, once it is found genuine, and write it (on standard output without a file)."""
    text = json.dumps(signing.export_head(), ensure_ascii=False)
    if file is not None:
        file.write_text(f"{text}\n", encoding="utf-8")
    if as_json or file is None:
        click.echo(text)
    else:
        click.echo(
            f"Tête écrite dans {file}. Gardez-la ailleurs : elle seule prouve qu’une fin a été coupée."
        )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        head = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        head = None
    if not isinstance(head, dict):
        raise DomainRefusal(
            f"{path} n’est pas une tête de journal : « fabrique journal export-head » en fait une."
        )
    return head


def _lines(report: Report) -> list[str]:
    said = [f"abîmé ({FRENCH[damage.kind]}) : {damage.message}" for damage in report.damages]
    counted = (
        f"{report.entries} entrées, {report.before} d’avant la chaîne, {report.values} valeurs personnelles, "
        f"{report.reads} consultations, en {report.seconds:.1f} s"
    )
    return [*said, f"{'intact' if report.ok else 'vérifié'} : {counted}"]


commands: list[click.Command] = [journal]
