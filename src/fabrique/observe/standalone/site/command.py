"""The command: read, solve, write, tell."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from fabrique.core.progress import told
from fabrique.core.tabular import check_writable, write_csv
from fabrique.observe.standalone.places import length_typed
from fabrique.observe.standalone.site.files import read_files
from fabrique.observe.standalone.site.options import MODELS, Options, check_use, years_typed
from fabrique.observe.standalone.site.solving import solved
from fabrique.observe.standalone.site.telling import COLUMNS, facts_of, rows_of, sentences

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHARE = click.FloatRange(0, 1)


@click.command("site", help="Où ouvrir : deux fichiers, un modèle, un plan et ce qui le sépare du meilleur.")
@click.option("--demand", type=_FILE, required=True, help="Les personnes : id, x et y (ou lat et lon), "
              "population ; si vous les avez commune, qpv.")  # fmt: skip
@click.option("--sites", type=_FILE, required=True, help="Les sites : id, x et y (ou lat et lon) ; si vous "
              "les avez cost, capacity, existing, veto, qpv.")  # fmt: skip
@click.option("--model", type=click.Choice(MODELS), default="mclp", show_default=True, help="Le modèle.")
@click.option("--radius", callback=length_typed, help="La portée d’un site : 5km, 800m.")
@click.option("--p", type=click.IntRange(1), help="Combien de sites, ceux qui sont gardés compris ; avec "
              "--years, combien d’ouvertures.")  # fmt: skip
@click.option("--budget", type=click.FloatRange(0), help="Ce que coûtent au plus les sites du plan.")
@click.option("--backup", is_flag=True, help="lscp : deux sites à portée de chacun, là où c’est possible.")
@click.option("--by-cost", is_flag=True, help="lscp : le moins cher plutôt que le moins de sites.")
@click.option("--min-qpv-share", type=_SHARE, default=0.0, help="Part des habitants des QPV à couvrir.")
@click.option("--min-qpv-sites", type=_SHARE, default=0.0, help="Part des ouvertures à faire en QPV.")
@click.option("--min-commune-share", type=_SHARE, default=0.0, help="Part de chaque commune à couvrir.")
@click.option("--years", callback=years_typed, help="Nombre d’années (5), ou ouvertures par an (10,10,20).")
@click.option("--draws", type=_FILE, help="Populations incertaines : id, puis une colonne par tirage.")
@click.option("--tail", type=_SHARE, default=1.0, show_default=True,
              help="Avec --draws : viser la moyenne des pires tirages, dans cette part.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Graine de la recherche.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True),
              help="Limite du solveur exact ; sans elle, la réponse est la même partout.")  # fmt: skip
@click.option("--price-vetoes/--no-price-vetoes", default=True, help="Chiffrer ce que coûte chaque veto.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Fichier à écrire : les sites choisis.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def command(as_json: bool, **given: Any) -> None:
    """Exit status as for every command."""
    begun = time.perf_counter()
    options = Options(**given)
    check_use(options)
    if options.output is not None:
        check_writable(options.output)
    facts = _run(options)
    facts["seconds"] = round(time.perf_counter() - begun, 3)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, allow_nan=False))
    else:
        for line in sentences(facts):
            click.echo(line)


def _run(options: Options) -> dict[str, Any]:
    """Everything but the clock; rows at fault are told on the standard error."""
    with told("Lecture des fichiers") as show:
        files = read_files(options.demand, options.sites)
        found = solved(files, options, show)
        if options.output is not None:
            write_csv(options.output, COLUMNS, rows_of(found, files))
    for line in files.told:
        click.echo(line, err=True)
    return facts_of(found, files, options)
