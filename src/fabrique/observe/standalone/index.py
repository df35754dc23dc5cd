"""``fabrique observe index``: a composite index from a definition and a file, and how sure it is."""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path
from typing import Any

import click

from fabrique.core.progress import told
from fabrique.core.tabular import check_writable, write_csv
from fabrique.kernels.index import Data, Definition, Frame, Result, assess_uncertainty, compute
from fabrique.kernels.index.audit import audit
from fabrique.kernels.index.compare import compare, trend
from fabrique.kernels.index.sensitivity import sensitivity
from fabrique.kernels.index.validate import validate
from fabrique.observe.sources.catalogue import catalogue
from fabrique.observe.standalone import index_out
from fabrique.observe.standalone.bases import on_own_bases
from fabrique.observe.standalone.index_data import (
    columns_of,
    in_french,
    load_definition,
    read_areas,
    shipped,
)
from fabrique.observe.standalone.index_text import text


def _list(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        for name in shipped():
            definition = load_definition(name)
            click.echo(f"{name} : {definition.title} ({len(definition.indicators)} indicateurs)")
        ctx.exit()


@click.command("index", help="Calculer un indice composite, et dire à quel point il est sûr.")
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="Définitions livrées."
)
@click.option(
    "--definition", "given", required=True, metavar="FICHIER|NOM", help="Définition .toml, ou livrée."
)
@click.option(
    "--data",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    help="Une ligne par zone.",
)
@click.option(
    "--key", default="", metavar="COLONNE", help="Colonne de l’identifiant (sinon id, code_insee, code)."
)
@click.option(
    "--draws",
    default=1000,
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Tirages parmi les choix défendables.",
)
@click.option("--seed", default=1, type=click.IntRange(0), metavar="N", help="Graine du hasard.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FICHIER.csv", help="Résultats, zone par zone."
)
@click.option(
    "--sensitivity",
    "sample",
    default=0,
    type=click.IntRange(0, 4096),
    metavar="N",
    help="Quel choix change les rangs : N fois (choix + 2) calculs.",
)
@click.option("--audit", "audited", is_flag=True, help="Cohérence : corrélations, doubles comptes, retraits.")
@click.option(
    "--compare", "other", default="", metavar="FICHIER|NOM", help="Une autre définition, mêmes données."
)
@click.option(
    "--base",
    "base",
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    help="Mêmes colonnes, année de base : bornes figées.",
)
@click.option("--outcome", default="", metavar="COLONNE", help="Résultat observé, pour valider.")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON sur la sortie standard.")
def command(
    given: str,
    path: Path,
    key: str,
    draws: int,
    seed: int,
    output: Path | None,
    sample: int,
    audited: bool,
    other: str,
    base: Path | None,
    outcome: str,
    as_json: bool,
) -> None:
    """Read, compute, question, write."""
    if output is not None:
        check_writable(output)
    definition = load_definition(given)
    second = load_definition(other) if other else None
    numbers, labels = columns_of(definition, *([second] if second else []))
    with told(f"Lecture de « {path.name} »"):
        wanted = [*numbers, *([outcome] if outcome and outcome not in numbers else [])]
        table = read_areas(path, wanted, labels, key)
    for line in table.told(path):
        click.echo(line, err=True)
    started = time.perf_counter()
    common = {code: catalogue()[code].measure for code in numbers if code in catalogue()}
    with in_french(f"« {path.name} »"), told(f"{draws} tirages"):
        definition, estimated = on_own_bases(definition, common, common)
        frame = Frame(definition, table.data)
        result = compute(definition, table.data, frame)
        doubt = assess_uncertainty(frame, table.data, draws=draws, seed=seed)
    report = index_out.summary(result, doubt) | {"estimated": estimated}
    report["seconds"] = round(time.perf_counter() - started, 3)
    with in_french(f"« {path.name} »"), told("Examen"):
        report |= _asked(
            frame, table.data, result, sample=sample, seed=seed, audited=audited, outcome=outcome
        )
        if second is not None:
            found = compare(result, compute(second, table.data))
            report["comparison"] = index_out.comparison_of(found, second.name)
        if base is not None:
            report["trend"] = _since(definition, base, table.data, key)
    if output is not None:
        write_csv(output, index_out.columns(result), index_out.rows(result, doubt, table.names))
    report["row_errors"] = len(table.faults)
    report["lost_rows"] = table.lost_rows
    report["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else text(report, table.names, result))


def _asked(
    frame: Frame, data: Data, result: Result, *, sample: int, seed: int, audited: bool, outcome: str
) -> dict[str, Any]:
    report: dict[str, Any] = {"warnings": list(result.notes)}
    if audited:
        found = audit(frame, data, result)
        report["warnings"] = list(found.warnings)
        report["audit"] = index_out.audit_of(found)
    if sample:
        report["sensitivity"] = index_out.sensitivity_of(sensitivity(frame, data, sample=sample, seed=seed))
    if outcome:
        valid = validate(result.score, data.values[outcome], frame.definition.top_share)
        report["validation"] = index_out.plain({name: getattr(valid, name) for name in valid.__slots__})
    return report


def _since(definition: Definition, base: Path, later: Data, key: str) -> dict[str, Any]:
    numbers, labels = columns_of(definition)
    before = read_areas(base, numbers, labels, key)
    for line in before.told(base):
        click.echo(line, err=True)
    return index_out.trend_of(trend(definition, before.data, later))
