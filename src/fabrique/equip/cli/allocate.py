"""``fabrique devices allocate``: who would be proposed what, on the instance or on two files."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from fabrique.core import clock, progress
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.allocating import Calculated, calculate, run_allocation
from fabrique.equip.allocation.facts import Quota
from fabrique.equip.allocation.files import read_devices, read_requests
from fabrique.equip.allocation.rules import DEFAULT, read_rules
from fabrique.equip.allocation.sharing import Line, share_out
from fabrique.equip.allocation.words import reasons_of
from fabrique.equip.cli.group import devices
from fabrique.equip.models import EquipmentProgramme
from fabrique.people.models import Organisation

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@devices.command(
    "allocate", help="Attribuer les appareils prêts aux demandes, dans l’ordre des règles publiées."
)
@click.option("--devices", "device_file", type=FILE, help="Appareils d’un fichier, sans lire l’instance.")
@click.option("--requests", "request_file", type=FILE, help="Demandes d’un fichier, sans lire l’instance.")
@click.option("--rules", "rules_file", type=FILE, help="Règles à essayer, en TOML ; rien n’est alors écrit.")
@click.option(
    "--quota", "quotas", multiple=True, metavar="PROGRAMME=N", help="Au plus N appareils (fichiers)."
)
@click.option("--organisation", "name", default="", help="Organisation qui attribue, s’il y en a plusieurs.")
@click.option("--dry-run", is_flag=True, help="Calculer et montrer, sans rien proposer.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def allocate(
    device_file: Path | None,
    request_file: Path | None,
    rules_file: Path | None,
    quotas: tuple[str, ...],
    name: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Share out; on the instance, propose unless asked not to."""
    if bool(device_file) != bool(request_file):
        raise click.UsageError("Donnez les deux fichiers : --devices et --requests.")
    text = _text_of(rules_file) if rules_file else ""
    errors: list[str] = []
    with progress.told("Attribution") as show:
        if device_file and request_file:
            found, errors = _of_files(device_file, request_file, text, quotas)
        elif dry_run or text:
            found = calculate(_organisation(name), text)
        else:
            found = run_allocation(organisation=_organisation(name), by=None, tell=show)
    if as_json:
        click.echo(json.dumps(_as_dict(found, errors), ensure_ascii=False))
        return
    _say(found, errors)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DomainRefusal(f"« {path.name} » n’est pas en UTF-8 : enregistrez-le ainsi.") from None


def _of_files(
    device_file: Path, request_file: Path, text: str, quotas: tuple[str, ...]
) -> tuple[Calculated, list[str]]:
    today = clock.today()
    offered, asked = read_devices(device_file), read_requests(request_file, today)
    rules = read_rules(text or DEFAULT.read_text(encoding="utf-8"))
    start = time.perf_counter()
    sharing = share_out(offered.rows, asked.rows, rules, today, _quotas(quotas))
    return Calculated(sharing, rules, time.perf_counter() - start), [*offered.errors, *asked.errors]


def _quotas(given: tuple[str, ...]) -> dict[str, Quota]:
    found = {}
    for each in given:
        name, _equals, number = each.rpartition("=")
        if not name or not number.isdecimal():
            raise click.UsageError(f"--quota {each} : écrivez PROGRAMME=NOMBRE, comme Étudiants=40.")
        found[name] = Quota(int(number))
    return found


def _organisation(name: str) -> Organisation:
    """The one organisation that has programmes, or the one that is named."""
    rows = EquipmentProgramme.objects.everywhere("which organisations allocate").values("organisation")
    found = list(Organisation.objects.filter(pk__in=rows).order_by("name"))
    if name:
        found = [each for each in found if each.name == name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise DomainRefusal(
            "Aucune organisation n’a de programme d’équipement : ouvrez-en un, ou donnez des fichiers."
        )
    names = ", ".join(f"« {each.name} »" for each in found)
    raise DomainRefusal(f"Plusieurs organisations attribuent : ajoutez --organisation parmi {names}.")


def _as_dict(found: Calculated, errors: list[str]) -> dict[str, Any]:
    sharing = found.sharing
    return {
        "devices": sharing.devices,
        "requests": len(sharing.lines),
        "allocated": len(sharing.served),
        "fit": sharing.fit,
        "seconds": round(found.seconds, 3),
        "rules": found.rules.version,
        "proposals": [_line(line, found) for line in sharing.served],
        "waiting": [_line(line, found) for line in sharing.lines if not line.device],
        "errors": errors,
    }


def _line(line: Line, found: Calculated) -> dict[str, Any]:
    reasons = reasons_of(line, found.rules, len(found.sharing.lines))
    told: dict[str, Any] = {
        "request": line.place.request.key,
        "rank": line.place.rank,
        "points": line.place.points,
        "outcome": line.outcome.name.lower(),
    }
    if line.device:
        told |= {"device": line.device.key, "fit": line.fit}
    return told | {"reasons": {"person": reasons.person, "device": reasons.device, "change": reasons.change}}


def _say(found: Calculated, errors: list[str]) -> None:
    sharing = found.sharing
    for line in sharing.served:
        assert line.device
        click.echo(
            f"{line.place.rank}. {line.place.request.key} : {line.device.key} "
            f"({line.place.points} points, accord {line.fit})"
        )
    told = f"{len(sharing.served)} appareils attribués sur {sharing.devices}"
    click.echo(
        f"{told}, à {len(sharing.lines)} demandes ; règles {found.rules.version} ; {found.seconds:.2f} s."
    )
    if found.run is None:
        click.echo("Rien n’a été proposé : c’était un essai.", err=True)
    for error in errors:
        click.echo(error, err=True)
