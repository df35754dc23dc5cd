"""``fabrique devices export``: the stock in the formats of others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import write_csv
from fabrique.core.tabular.atomic import atomic_file
from fabrique.equip.cli.group import devices
from fabrique.equip.exports.bolc import TECTECH, bolc_lines, tectech_rows
from fabrique.equip.exports.glpi import archived, glpi_inventories
from fabrique.equip.exports.open_data import OPEN_COLUMNS, open_rows
from fabrique.equip.queries.figures.reach import Reach
from fabrique.people.models import Organisation


@devices.command(
    "export", help="Écrire les appareils dans le format d’un autre outil, ou en données ouvertes."
)
@click.option(
    "--format", "form", type=click.Choice(["bolc", "tectech", "glpi", "open"]), required=True,
    help="bolc : 35 champs sans en-tête ; tectech : champs nommés ; glpi : un fichier JSON par appareil, "
    "dans un .zip ; open : nombres, sans aucun appareil nommé.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Fichier à écrire.")
@click.option("--organisation", "name", default="", help="Une seule organisation ; sinon, toutes.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def export(form: str, output: Path, name: str, as_json: bool) -> None:
    """Write one file, whole or not at all."""
    if output.is_dir() or not output.parent.is_dir():
        raise DomainRefusal(
            f"« {output} » ne peut pas être écrit : donnez un nom de fichier, dans un dossier."
        )
    written = _WRITERS[form](_reach(name), output)
    if as_json:
        click.echo(json.dumps({"format": form, "file": str(output), "rows": written}, ensure_ascii=False))
    else:
        click.echo(f"{written} lignes écrites dans {output}", err=True)


def _reach(name: str) -> Reach:
    if not name:
        return Reach()
    found = Organisation.objects.filter(name=name).first()
    if found is None:
        raise DomainRefusal(f"Aucune organisation ne s’appelle « {name} ».")
    return Reach(found)


def _bolc(reach: Reach, output: Path) -> int:
    return _pieces(output, (line.encode() for line in bolc_lines(reach.devices())))


def _tectech(reach: Reach, output: Path) -> int:
    return write_csv(output, TECTECH, tectech_rows(reach.devices()), delimiter=";")


def _glpi(reach: Reach, output: Path) -> int:
    return _pieces(output, archived(glpi_inventories(reach.devices()))) - 1  # the last one is the list


def _open(reach: Reach, output: Path) -> int:
    return write_csv(output, OPEN_COLUMNS, open_rows(reach))


def _pieces(output: Path, pieces: Iterable[bytes]) -> int:
    """Written as they come; how many."""
    number = 0
    with atomic_file(output) as out:
        for piece in pieces:
            out.write(piece)
            number += 1
    return number


_WRITERS: dict[str, Callable[[Reach, Path], int]] = {
    "bolc": _bolc,
    "tectech": _tectech,
    "glpi": _glpi,
    "open": _open,
}
