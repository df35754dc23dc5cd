"""``fabrique observe read``: a producer's file, or a partner's, to a normalised file and its dictionary."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from fabrique.core.progress import told
from fabrique.core.tabular import TableRefusal, check_writable
from fabrique.core.tabular.model import Table
from fabrique.kernels.indicators.aggregate import aggregate
from fabrique.kernels.indicators.carrying import Carried
from fabrique.kernels.indicators.model import Panel, Status
from fabrique.kernels.indicators.passage import carry_over
from fabrique.observe.reading import open_table
from fabrique.observe.sources import (
    Draft,
    ReadPanel,
    Spec,
    beneath_labels,
    load_spec,
    propose,
    rank,
    read_panel,
)
from fabrique.observe.sources.drafts import Role
from fabrique.observe.sources.exchange import dictionary_path, write_panel
from fabrique.observe.sources.gazetteer import read_gazetteer
from fabrique.observe.sources.parents import LEVELS, doubled, parents_of
from fabrique.observe.sources.passages import read_passage

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    file: Path
    spec_name: str
    proposing: bool
    vintage: int | None
    geography: int | None
    communes: Path | None
    passage: Path | None
    towards: int | None
    level: str | None
    parents: Path | None
    output: Path | None
    as_json: bool


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
@click.option("--passage", type=FILE, help="Table de passage ou événements des communes (Insee).")
@click.option("--towards", type=click.IntRange(1900, 2200), default=None, help="Année du découpage voulu.")
@click.option(
    "--to", "level", type=click.Choice(LEVELS), default=None, help="Échelle où porter les chiffres."
)
@click.option("--parents", type=FILE, help="Table des communes et de leur EPCI, pour --to epci.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Fichier à écrire (CSV, ou TOML d’un brouillon)."
)
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def command(**options: Any) -> None:
    """Read one file."""
    asked = Asked(**options)
    if asked.proposing and asked.spec_name:
        raise click.UsageError("--propose écrit une description, --spec en suit une : choisissez.")
    if asked.output is not None:
        check_writable(asked.output)
    start = time.perf_counter()
    with told(f"Lecture de {asked.file.name}"):
        table = beneath_labels(open_table(asked.file))
        found = propose(table) if asked.proposing else _read(table, asked)
    if isinstance(found, Draft):
        _drafted(found, asked.output, asked.as_json)
        return
    if asked.output is not None:
        write_panel(found.panel, asked.output, spec=found.spec, vintage=found.vintage)
    for line in found.told(asked.file.name):
        click.echo(line, err=True)
    if asked.as_json:
        report = _report(found, asked.output) | {"seconds": round(time.perf_counter() - start, 3)}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _say(found, asked.output)


def _read(table: Table, asked: Asked) -> ReadPanel:
    """The panel, at the year and at the level that were asked for."""
    spec, others = _spec(table, asked.spec_name)
    gazetteer = read_gazetteer(open_table(asked.communes)) if asked.communes else None
    vintage, geography = asked.vintage or 0, asked.geography or 0
    found = read_panel(table, spec, vintage=vintage, geography=geography, communes=gazetteer)
    found.warnings.extend(others)
    panel = found.panel
    if asked.passage:
        passage = read_passage(open_table(asked.passage), panel.geography, asked.towards or 0)
        found.warnings.extend(str(fault) for fault in passage.faults[:_FAULTS])
        known = panel.areas if passage.before else ()  # events list the changes alone
        carried = carry_over(panel, passage.steps, passage.after, known=known)
        panel = _carried(found, carried)
    if asked.level:
        if twice := doubled(panel.areas):
            found.warnings.append(
                f"{len(twice)} arrondissements sont là avec leur commune : elle seule est comptée."
            )
        parents = parents_of(
            panel.areas, panel.level, asked.level, open_table(asked.parents) if asked.parents else None
        )
        panel = _carried(found, aggregate(panel, parents, asked.level))
    return replace(found, panel=panel)


def _carried(found: ReadPanel, carried: Carried) -> Panel:
    found.warnings.extend([*carried.notes, *carried.reasons.values()])
    if carried.unknown:
        found.warnings.append(f"non portées : {', '.join(carried.unknown[:_FAULTS])}…")
    return carried.panel


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
