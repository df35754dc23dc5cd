"""The command: read, plan, check, write, tell."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import click

from fabrique.core.progress import told
from fabrique.core.tabular import check_writable, write_csv
from fabrique.kernels.rounds import Span
from fabrique.kernels.siting.checking import check
from fabrique.kernels.siting.tours import ITERATIONS, Reason, Tours, tours
from fabrique.observe.standalone.tours.files import Stops, Week, read_stops
from fabrique.observe.standalone.tours.hours import clock, days_of, span_of

COLUMNS = ["week", "day", "order", "id", "commune", "arrives", "begins", "leaves", "people", "metres"]
WHY = {
    Reason.NO_STOP: "aucun arrêt possible",
    Reason.OUT_OF_REACH: "trop loin : l’aller, l’arrêt et le retour ne tiennent pas dans une journée",
    Reason.CLOSED: "les heures où l’arrêt est possible ne vont avec aucune journée",
    Reason.NO_TIME: "les journées sont pleines",
}


def _depot(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[float, float]:
    try:
        first, second = (float(part) for part in value.split(","))
    except ValueError:
        first = second = math.nan
    if not (math.isfinite(first) and math.isfinite(second)):
        raise click.BadParameter(f"« {value} » : écrivez x,y ou latitude,longitude, comme les arrêts.")
    return first, second


def _days(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    found = days_of(value)
    if found is None:
        raise click.BadParameter(f"« {value} » : écrivez des jours, par exemple mar,mer,jeu,ven.")
    return found


def _shift(_ctx: click.Context, _param: click.Parameter, value: str) -> Span:
    found = span_of(value)
    if found is None:
        raise click.BadParameter(f"« {value} » : écrivez des heures, par exemple 08:30-17:00.")
    return found


@click.command("tours", help="Les journées d’un véhicule itinérant : quel arrêt, quel jour, dans quel ordre.")
@click.option("--stops", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="Les arrêts possibles : id, x et y (ou lat et lon), population ; si vous les avez "
              "commune, minutes, visits, opens.")  # fmt: skip
@click.option("--depot", callback=_depot, required=True, help="D’où part le véhicule : x,y ou lat,lon.")
@click.option("--days", callback=_days, default="mar,mer,jeu,ven", show_default=True, help="Jours de sortie.")
@click.option("--weeks", type=click.IntRange(1, 8), default=2, show_default=True, help="Durée du cycle.")
@click.option("--shift", callback=_shift, default="08:30-17:00", show_default=True, help="Heures de sortie.")
@click.option("--stay", type=click.IntRange(1, 720), default=90, show_default=True, help="Minutes sur place.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Graine de la recherche.")
@click.option("--iterations", type=click.IntRange(0, 1_000_000), default=ITERATIONS, show_default=True,
              help="Pas de la recherche.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Fichier à écrire : les visites.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def command(
    stops: Path, depot: tuple[float, float], days: tuple[str, ...], weeks: int, shift: Span, stay: int,
    seed: int, iterations: int, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Exit status as for every command."""
    begun = time.perf_counter()
    if output is not None:
        check_writable(output)
    with told("Lecture des arrêts") as show:
        read = read_stops(stops, depot, Week(days, shift, weeks), 60 * stay)
        show("Recherche des tournées")
        plan = tours(read.cycle, seed=seed, iterations=iterations)
        faults = check(read.cycle, plan)
        if faults:
            raise RuntimeError(f"tours that cannot be driven: {faults[0]}")
        rows = rows_of(read, plan, days)
        if output is not None:
            write_csv(output, COLUMNS, rows)
    for line in read.told:
        click.echo(line, err=True)
    facts = facts_of(read, plan, rows)
    facts |= {"output": None if output is None else str(output)}
    facts["seconds"] = round(time.perf_counter() - begun, 3)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, allow_nan=False))
    else:
        for line in sentences(facts):
            click.echo(line)


def rows_of(read: Stops, plan: Tours, days: tuple[str, ...]) -> list[dict[str, Any]]:
    """A row for each visit, in the order of the cycle."""
    halts = read.cycle.halt
    return [
        {
            "week": read.cycle.weeks[day] + 1,
            "day": days[day % len(days)],
            "order": order,
            "id": visit.stop,
            "commune": read.areas[halts[visit.stop].area],
            "arrives": clock(visit.arrives_at),
            "begins": clock(visit.begins_at),
            "leaves": clock(visit.leaves_at),
            "people": halts[visit.stop].people,
            "metres": visit.metres,
        }
        for day, one in enumerate(plan.rounds)
        for order, visit in enumerate(one.visits, start=1)
    ]


def facts_of(read: Stops, plan: Tours, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One object, ready for JSON."""
    driven = [one for one in plan.rounds if one.visits]
    asked = sum(times > 0 for times in read.cycle.visits)
    return {
        "communes": asked,
        "communes_reached": asked - len(plan.left),
        "communes_reachable": plan.reachable,
        "people": plan.people,
        "visits": rows,
        "left": [
            {"commune": read.areas[one.area], "missing": one.missing, "reason": one.reason.value}
            for one in plan.left
        ],
        "days_out": len(driven),
        "metres": sum(one.metres for one in driven),
        "hours": round(sum(one.seconds for one in driven) / 3600, 2),
        "feasible": True,
        "rows_in_error": {"stops": read.faults},
    }


def sentences(facts: dict[str, Any]) -> list[str]:
    """What a person reads."""
    lines, day = [], None
    for row in facts["visits"]:
        if (row["week"], row["day"]) != day:
            day = (row["week"], row["day"])
            lines.append(f"Semaine {row['week']}, {row['day']}.")
        lines.append(f"  {row['begins']}–{row['leaves']}  {row['id']} ({row['commune']})")
    lines.append(
        f"{facts['communes_reached']} communes sur {facts['communes']} ; {facts['people']} personnes ; "
        f"{facts['metres'] / 1000:.0f} km et {facts['hours']:.1f} h en {facts['days_out']} journées."
    )
    lines += [
        f"Laissée : {one['commune']} ({one['missing']} visite) : {WHY[Reason(one['reason'])]}."
        for one in facts["left"]
    ]
    return lines
