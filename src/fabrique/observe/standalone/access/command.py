"""The command: read, measure, write, tell."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt

from fabrique.core.progress import told
from fabrique.core.tabular import check_writable, write_csv
from fabrique.kernels.access import Access, Pairs, measure
from fabrique.observe.standalone.access.costs import costs_between
from fabrique.observe.standalone.access.options import METHODS, Options, check_use, decay_of
from fabrique.observe.standalone.access.points import Points, read_demand, read_supply
from fabrique.observe.standalone.access.quantities import reach_typed, weights_typed

Floats = npt.NDArray[np.float64]


@click.command("access", help="Qui atteint quelle part de l’offre : deux fichiers, une méthode, un bassin.")
@click.option("--demand", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="Les personnes : id, x et y (mètres) ou lat et lon, population.")  # fmt: skip
@click.option("--supply", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="Les lieux : id, x et y ou lat et lon, capacity (ou opening_hours et staff).")  # fmt: skip
@click.option(
    "--method", type=click.Choice(list(METHODS)), default="e2sfca", show_default=True, help="La méthode."
)
@click.option("--catchment", callback=reach_typed, help="Le bassin : 10km, 800m, 15min.")
@click.option(
    "--decay", type=click.Choice(["step", "gaussian", "power"]), help="Comment l’éloignement compte."
)
@click.option(
    "--steps", "weights", callback=weights_typed, help="Poids par parts égales du bassin. [1,0.68,0.22]"
)
@click.option("--exponent", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True,
              help="Exposant de --decay power.")  # fmt: skip
@click.option("--detour", type=click.FloatRange(min=1), default=1.0, show_default=True,
              help="De combien la route est plus longue que la ligne droite.")  # fmt: skip
@click.option("--speed", type=click.FloatRange(min=0, min_open=True),
              help="Vitesse en km/h, quand le bassin est en minutes.")  # fmt: skip
@click.option("--times", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Trajets : origin, destination, minutes (ou metres, ou cost).")  # fmt: skip
@click.option("--network", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Extrait d’OpenStreetMap : distances à pied.")  # fmt: skip
@click.option("--rate", default="", help="Colonne d’un taux de 0 à 1 qui multiplie la population.")
@click.option("--year", type=click.IntRange(2000, 2100), help="Année des horaires. [l’année en cours]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Fichier à écrire : id, accessibility.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def command(as_json: bool, year: int | None, **given: Any) -> None:
    """Exit status as for every command."""
    begun = time.perf_counter()
    options = Options(year=year or date.today().year, **given)  # noqa: DTZ011 (a year is not an instant)
    check_use(options)
    if options.output is not None:
        check_writable(options.output)
    facts = run(options)
    facts["seconds"] = round(time.perf_counter() - begun, 3)
    facts["peak_mb"] = round(_peak_mb(), 1)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, allow_nan=False))
    else:
        for line in sentences(facts):
            click.echo(line)


def run(options: Options) -> dict[str, Any]:
    """Everything but the clock; what is wrong in the files is told on the standard error."""
    placed = options.times is None
    with told("Lecture des fichiers") as show:
        demand = read_demand(options.demand, rate=options.rate, placed=placed)
        supply = read_supply(options.supply, placed=placed, since=date(options.year, 1, 1))
        show("Distances")
        costs = costs_between(
            demand, supply, options.catchment,
            detour=options.detour, speed=options.speed, times=options.times, network=options.network,
        )  # fmt: skip
        show("Calcul")
        begun = time.perf_counter()
        values, facts = (
            _nearest(options, costs.pairs, demand, supply)
            if METHODS[options.method] is None
            else _measured(options, costs.pairs, demand, supply)
        )
        facts["computing_seconds"] = round(time.perf_counter() - begun, 3)
        if options.output is not None:
            show("Écriture")
            cells = [None if value == np.inf else value for value in values.tolist()]
            write_csv(options.output, ["id", "accessibility"], zip(demand.ids, cells, strict=True))
    facts = {"origins": len(demand.ids), "sites": len(supply.ids)} | facts
    facts |= {"rows_in_error": {"demand": demand.faults, "supply": supply.faults, **costs.faults}}
    facts |= costs.facts
    for line in [*demand.told, *supply.told, *costs.told, *_doubts(facts)]:
        click.echo(line, err=True)
    return {
        **facts,
        "method": options.method,
        "catchment": None if options.catchment is None else options.catchment.value,
        "unit": costs.unit,
        "output": None if options.output is None else str(options.output),
    }


def _measured(
    options: Options, pairs: Pairs, demand: Points, supply: Points
) -> tuple[Floats, dict[str, Any]]:
    method = METHODS[options.method]
    assert method is not None
    assert options.catchment is not None
    decay = decay_of(options, options.catchment.value)
    found = measure(pairs, demand.amount, supply.amount, method, [decay])[0]
    return found.values, _facts(found)


def _facts(found: Access) -> dict[str, Any]:
    alone = found.without_demand
    return {
        "total": found.total,
        "expected": found.expected,
        "conserved": found.conserved,
        "out_of_reach": int(found.out_of_reach.sum()),
        "out_of_reach_population": float(found.population[found.out_of_reach].sum()),
        "sites_without_demand": int(alone.sum()),
        "capacity_without_demand": float(found.capacity[alone].sum()),
    }


def _nearest(options: Options, pairs: Pairs, demand: Points, supply: Points) -> tuple[Floats, dict[str, Any]]:
    cost, _ = pairs.nearest(supply.amount > 0)
    if options.catchment is not None:
        cost = np.where(cost <= options.catchment.value, cost, np.inf)
    reached = np.isfinite(cost)
    return cost, {
        "total": float(demand.amount[reached] @ cost[reached]),
        "expected": None,
        "conserved": None,
        "out_of_reach": int((~reached).sum()),
        "out_of_reach_population": float(demand.amount[~reached].sum()),
        "sites_without_demand": None,
        "capacity_without_demand": None,
    }


def _doubts(facts: dict[str, Any]) -> list[str]:
    lines = []
    if facts["conserved"] is False:
        lines.append("La somme distribuée n’est pas la capacité des lieux : ne publiez pas ce résultat.")
    if facts["sites_without_demand"]:
        lines.append(
            f"Lieux sans personne dans leur bassin : {_said(facts['sites_without_demand'])} "
            f"(leur capacité, {_said(facts['capacity_without_demand'])}, n’est comptée pour personne)."
        )
    if facts["out_of_reach"] == facts["origins"]:
        lines.append(
            "Aucune origine n’a de lieu dans son bassin : les fichiers parlent-ils du même endroit ?"
        )
    elif facts["out_of_reach"]:
        lines.append(
            f"Origines sans lieu dans leur bassin : {_said(facts['out_of_reach'])} "
            f"(population : {_said(facts['out_of_reach_population'])})."
        )
    return lines


def sentences(facts: dict[str, Any]) -> list[str]:
    """What a person reads."""
    lines = [
        f"Origines : {_said(facts['origins'])} ; lieux : {_said(facts['sites'])} ; "
        f"méthode : {facts['method']}.",
        f"Total (population × accès) : {_said(facts['total'])}.",
    ]
    if facts["conserved"]:
        lines.append(f"C’est bien la capacité des lieux que quelqu’un atteint ({_said(facts['expected'])}).")
    lines.append(f"{_said(facts['seconds'])} s, {_said(facts['peak_mb'])} Mo.")
    return lines


def _said(value: float) -> str:
    """A number as French writes it, to the hundredth, or with three digits when it is small."""
    if 0 < abs(value) < 1:
        return f"{value:.3g}".replace(".", ",")
    return f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", "\u202f").replace(".", ",")


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
