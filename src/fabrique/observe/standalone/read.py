"""``fabrique observe read``: a producer's file, or a partner's, to a normalised file and its dictionary."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click
import numpy as np

from fabrique.core.progress import told
from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.kernels.indicators.model import Status
from fabrique.observe.reading import open_table, writable
from fabrique.observe.sources import Draft, ReadPanel, Spec, load_spec, propose, rank, read_panel
from fabrique.observe.sources.drafts import Role
from fabrique.observe.sources.exchange import dictionary_path, write_panel
from fabrique.observe.sources.gazetteer import read_gazetteer

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("read", help="Lire un fichier de chiffres, connu ou non, et l’écrire normalisé.")
@click.argument("file", type=FILE)
@click.option(
    "--spec", "spec_name", default="", help="Description à suivre : un nom livré, ou un fichier TOML."
)
@click.option("--propose", "proposing", is_flag=True, help="Écrire un brouillon de description, sans lire.")
@click.option("--vintage", type=click.IntRange(1900, 2200), default=None, help="Année des chiffres.")
@click.option("--geography", type=click.IntRange(1900, 2200), default=None, help="Année du découpage.")
@click.option(
    "--communes", type=FILE, help="Communes (code_insee, nom, codes_postaux), pour un fichier sans code."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Fichier à écrire (CSV, ou TOML d’un brouillon)."
)
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def command(
    file: Path,
    spec_name: str,
    proposing: bool,
    vintage: int | None,
    geography: int | None,
    communes: Path | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Read one file."""
    if proposing and spec_name:
        raise click.UsageError("--propose écrit une description, --spec en suit une : choisissez.")
    if output is not None:
        writable(output)
    start = time.perf_counter()
    with told(f"Lecture de {file.name}"):
        table = open_table(file)
        if proposing:
            found: ReadPanel | Draft = propose(table)
        else:
            spec, others = _spec(table, spec_name)
            gazetteer = read_gazetteer(open_table(communes)) if communes else None
            found = read_panel(
                table, spec, vintage=vintage or 0, geography=geography or 0, communes=gazetteer
            )
    if isinstance(found, Draft):
        _drafted(found, output, as_json)
        return
    found.warnings.extend(others)
    if output is not None:
        write_panel(found.panel, output, spec=found.spec, vintage=found.vintage)
    for line in found.told(file.name):
        click.echo(line, err=True)
    if as_json:
        report = _report(found, output) | {"seconds": round(time.perf_counter() - start, 3)}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _say(found, output)


def _spec(table: Table, name: str) -> tuple[Spec, list[str]]:
    """The specification to follow, and what to say of the others that would do."""
    if name:
        return load_spec(name), []
    ranked = rank(table.columns)
    if not ranked:
        has = ", ".join(f"« {column} »" for column in table.columns[:12])
        raise TableRefusal(
            f"ses colonnes ne sont celles d’aucune source connue ; il a {has}.",
            path=table.path,
            mend="Écrivez un brouillon (--propose -o essai.toml), corrigez-le, lisez avec --spec essai.toml.",
        )
    first = ranked[0]
    equal = [one.name for one, size, read in ranked[1:] if (size, read) == first[1:]]
    said = f"d’autres descriptions conviennent aussi : {', '.join(equal)} (--spec pour en choisir une)."
    return first[0], [said] if equal else []


def _drafted(draft: Draft, output: Path | None, as_json: bool) -> None:
    if output is not None:
        output.write_text(draft.to_toml(), encoding="utf-8")
    for warning in draft.warnings:
        click.echo(f"À voir : {warning}", err=True)
    if as_json:
        report = draft.to_dict() | {"output": str(output) if output else ""}
        click.echo(json.dumps(report, ensure_ascii=False))
    elif output is None:
        click.echo(draft.to_toml(), nl=False)
    else:
        measures, ignored = len(draft.of_role(Role.MEASURE)), len(draft.of_role(Role.IGNORED))
        click.echo(
            f"Brouillon « {output} » : {measures} mesures, {ignored} colonnes non reprises. Relisez-le."
        )


def _statuses(found: ReadPanel) -> dict[str, dict[str, int]]:
    return {
        code: {status.name.lower(): int(np.count_nonzero(one.status == status)) for status in Status}
        for code, one in found.panel.series.items()
    }


def _report(found: ReadPanel, output: Path | None) -> dict[str, Any]:
    counts = found.counts
    return {
        "spec": found.spec.name,
        "title": found.spec.title,
        "level": found.panel.level,
        "vintage": found.vintage,
        "geography": found.panel.geography,
        "areas": len(found.panel.areas),
        "rows": counts.rows,
        "taken": counts.taken,
        "repeated": counts.repeated,
        "refused": counts.refused,
        "outside": counts.outside,
        "faults": len(found.faults),
        "contradictory": sum(one.outcome == "contradictory" for one in found.repeated),
        "measures": _statuses(found),
        "warnings": found.warnings,
        "output": str(output) if output else "",
        "dictionary": str(dictionary_path(output)) if output else "",
    }


def _say(found: ReadPanel, output: Path | None) -> None:
    counts = found.counts
    click.echo(
        f"{found.spec.title} ({found.spec.producer or 'producteur non dit'}), {found.vintage or 'sans année'}"
    )
    click.echo(
        f"{counts.rows} lignes : {counts.taken} prises, {counts.repeated} répétées, "
        f"{counts.refused} refusées, {counts.outside} hors du périmètre ; "
        f"{len(found.panel.areas)} zones, {len(found.faults)} erreurs."
    )
    for code, statuses in _statuses(found).items():
        label = found.panel.series[code].measure.label
        click.echo(
            f"  {label} : {statuses['observed']} observés, {statuses['imputed']} imputés, "
            f"{statuses['secret']} secrets, {statuses['missing']} manquants"
        )
    if output is not None:
        click.echo(f"Écrits : {output} et {dictionary_path(output).name}")
