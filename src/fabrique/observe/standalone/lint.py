"""``fabrique observe lint``: what is wrong in files of measures, before anything is computed from them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from fabrique.core.progress import told
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators.lint import Finding, Severity, lint
from fabrique.kernels.indicators.lint.words import counted
from fabrique.observe.standalone.lint_reference import reference_for
from fabrique.observe.standalone.lint_table import LintTable, read_lint_table

_SAID = {Severity.ERROR: "À CORRIGER", Severity.WARNING: "À VÉRIFIER", Severity.NOTE: "À SAVOIR"}
_LEVELS = {"commune": "communes", "iris": "IRIS", "epci": "EPCI", "qpv": "quartiers prioritaires"}


def _directions(_ctx: click.Context, _param: click.Parameter, given: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in given:
        name, _, sign = one.rpartition("=")
        if not name or sign not in ("1", "+1", "-1"):
            raise click.BadParameter(f"« {one} » : écrivez COLONNE=1 ou COLONNE=-1.")
        found[name] = int(sign)
    return found


@click.command("lint", help="Examiner des fichiers de mesures : ce qui est faux, pourquoi, que faire.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FICHIER…")
@click.option("--key", default="", metavar="COLONNE", help="Colonne du code (sinon reconnue).")
@click.option("--level", type=click.Choice([*_LEVELS]), help="Niveau (sinon reconnu).")
@click.option(
    "--geography", default=0, type=click.IntRange(0, 2100), metavar="ANNÉE", help="Année des codes."
)
@click.option(
    "--direction",
    "directions",
    multiple=True,
    callback=_directions,
    metavar="COLONNE=±1",
    help="1 : plus il y en a, plus c’est fragile ; -1 : le contraire.",
)
@click.option("--areas", default=8, type=click.IntRange(0, 50), help="Exemples montrés par constat.")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON sur la sortie standard.")
def command(
    files: tuple[Path, ...],
    key: str,
    level: str | None,
    geography: int,
    directions: dict[str, int],
    areas: int,
    as_json: bool,
) -> None:
    """Lint each file; those that cannot be read are said, and the status is then 1."""
    reports: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
    for path in files:
        try:
            with told(f"Examen de « {path.name} »"):
                table = read_lint_table(
                    path, key=key, level=level or "", geography=geography, directions=directions
                )
                reference = reference_for(table.raw, table.population)
                findings = lint(table.raw, reference)
        except DomainRefusal as refusal:
            refused.append({"file": str(path), "message": refusal.message})
            click.echo(refusal.message, err=True)
            continue
        for column, count in table.unread.items():
            cells = counted(count, "cellule")
            click.echo(
                f"« {path.name} », colonne « {column} » : {cells} sans nombre, pris pour du vide.", err=True
            )
        if as_json:
            reports.append(_report(path, table, findings, reference.names))
        else:
            click.echo(_text(path, table, findings, reference.names, areas))
    if as_json:
        total = sum(len(report["findings"]) for report in reports)
        click.echo(json.dumps({"files": reports, "findings": total, "refused": refused}, ensure_ascii=False))
    if refused:
        sys.exit(1)


def _report(path: Path, table: LintTable, findings: Sequence[Finding], names: Any) -> dict[str, Any]:
    return {
        "file": str(path),
        "rows": len(table.raw.keys),
        "key": table.key,
        "level": table.raw.level,
        "measures": list(table.raw.columns),
        "left_out": [{"column": name, "reason": reason} for name, reason in table.left.items()],
        "unread": dict(table.unread),
        "findings": [
            {
                "code": one.code,
                "severity": one.severity.value,
                "measure": one.measure,
                "count": one.count,
                "areas": [{"code": area, "name": names.get(area, "")} for area in one.areas],
                "message": one.message,
                "reason": one.reason,
                "mend": one.mend,
            }
            for one in findings
        ],
    }


def _text(path: Path, table: LintTable, findings: Sequence[Finding], names: Any, areas: int) -> str:
    rows = counted(len(table.raw.keys), "ligne")
    level = _LEVELS.get(table.raw.level, "territoires")
    measures = counted(len(table.raw.columns), "mesure")
    lines = [f"{path.name} : {rows}, {measures}, {level} par « {table.key} »."]
    if table.left:
        left = ", ".join(f"« {name} » ({reason})" for name, reason in table.left.items())
        lines.append(f"  Colonnes non examinées : {left}.")
    if not findings:
        lines.append("  Rien à signaler.")
    for one in findings:
        about = f"« {one.measure} » : " if one.measure else ""
        lines += ["", f"  {_SAID[one.severity]}  {about}{one.message}"]
        examples = [f"{names[area]} ({area})" if names.get(area) else area for area in one.areas[:areas]]
        if examples:
            lines.append(f"    Par exemple : {', '.join(examples)}.")
        lines += [f"    Pourquoi : {one.reason}", f"    Que faire : {one.mend}"]
    return "\n".join([*lines, ""])
