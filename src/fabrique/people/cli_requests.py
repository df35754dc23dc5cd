"""``fabrique people retention``, ``export`` and ``erase``: what is kept, handed over, erased."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from fabrique.core import progress, retention
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import Line, holds_on
from fabrique.people import durations
from fabrique.people.access import Copy, copy_of_account, copy_of_resident
from fabrique.people.actions import closing, erasing, keeping
from fabrique.people.enums import ErasureReason
from fabrique.people.models import Account, Resident
from fabrique.people.queries.residents import files_of, kept_file

_as_json = click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
_who = click.argument("who", metavar="CODE-OU-NUMÉRO")


@click.command("retention", help="Montrer ce que les durées effacent aujourd’hui ; avec --run, le faire.")
@click.option("--dry-run", is_flag=True, help="Montrer sans rien changer (c’est ce qui est fait par défaut).")
@click.option("--run", is_flag=True, help="Prévenir et effacer.")
@click.option("--document", is_flag=True, help="Plutôt imprimer la table des durées, en Markdown.")
@_as_json
def apply_retention(dry_run: bool, run: bool, document: bool, as_json: bool) -> None:
    """Go through the rules."""
    if document:
        click.echo(durations.as_markdown(), nl=False)
        return
    if dry_run and run:
        raise click.UsageError("Choisissez : --dry-run ou --run.")
    with progress.told("Durées de conservation"):
        lines = retention.apply() if run else retention.survey()
    if as_json:
        answer = {"dry_run": not run, "rules": [line.as_dict() for line in lines]}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in lines:
        _tell(line, run)
    if not run:
        click.echo("Rien n’a été changé. Pour le faire : fabrique people retention --run")


def _tell(line: Line, run: bool) -> None:
    done = "effacés" if run else "à effacer"
    click.echo(f"{line.rule.what} : {len(line.erased)} {done}. {line.rule.words}.")
    if line.told:
        announced = "annoncés" if run else "à annoncer"
        click.echo(
            f"  {len(line.told)} {announced}, {line.rule.notice.days if line.rule.notice else 0} jours avant"
        )
    for held in line.held:
        until = f", jusqu’au {held.until:%d/%m/%Y}" if held.until else ""
        click.echo(f"  {held.subject} reste : {held.why}{until}")


@click.command("export", help="Faire la copie de ce qui est gardé d’une personne (JSON et PDF).")
@_who
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=".", help="Dossier où écrire."
)
@_as_json
def export(who: str, output: Path, as_json: bool) -> None:
    """Write the copy of a resident or of an account."""
    found = _found(who)
    with progress.told("Copie"):
        if isinstance(found, Resident):
            keeping.note_export(resident=found, format="json+pdf", whole=True)
            copy = copy_of_resident(found)
        else:
            keeping.note_account_export(account=found, format="json+pdf")
            copy = copy_of_account(found)
        written = _write(copy, output)
    if as_json:
        click.echo(json.dumps(copy.as_dict() | {"files": written}, ensure_ascii=False))
    else:
        click.echo("\n".join(written))


def _write(copy: Copy, folder: Path) -> list[str]:
    """Two files that their owner only may read."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(each if each.isalnum() or each in "-.@" else "-" for each in copy.code)
    text = json.dumps(copy.as_dict(), ensure_ascii=False, indent=2).encode()
    written = []
    for kind, content in (("json", text), ("pdf", copy.pdf())):
        path = folder / f"copie-{name}.{kind}"
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(content)
        written.append(str(path))
    return written


@click.command("erase", help="Effacer une personne ou un compte, hors ce que la loi oblige à garder.")
@_who
@click.option(
    "--reason",
    type=click.Choice([str(each) for each in ErasureReason]),
    default=ErasureReason.REQUEST.value,
    show_default=True,
    help="request : à la demande de la personne ; retention : fin de la durée.",
)
@click.option("--yes", is_flag=True, help="Ne rien demander.")
@_as_json
def erase(who: str, reason: str, yes: bool, as_json: bool) -> None:
    """Erase a resident or an account."""
    found = _found(who)
    subject, held = _subject(found)
    if not as_json:
        for hold in held:
            until = f", jusqu’au {hold.until:%d/%m/%Y}" if hold.until else ""
            click.echo(f"Reste : {hold.what} : {hold.why}{until}")
    if not yes:
        _confirm(subject, as_json)
    if isinstance(found, Resident):
        done = erasing.erase_resident(resident=found, reason=ErasureReason(reason))
        answer: dict[str, Any] = {"subject": subject, "files": done.files, "kept": _plain(done.kept)}
    else:
        closing.erase_account(account=found, reason=ErasureReason(reason))
        answer = {"subject": subject, "files": 1, "kept": []}
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else f"Effacé : {subject}")


def _confirm(subject: str, as_json: bool) -> None:
    """Only somebody at a terminal can answer."""
    if as_json or not sys.stdin.isatty():
        raise DomainRefusal("Un effacement ne se défait pas : ajoutez --yes pour le confirmer.")
    click.confirm(f"Effacer {subject} ? Cela ne se défait pas", abort=True)


def _subject(found: Resident | Account) -> tuple[str, list[retention.Hold]]:
    if isinstance(found, Resident):
        files = files_of(kept_file(found))
        return f"resident:{files[0].pk}", holds_on("resident", [each.pk for each in files])
    return f"account:{found.pk}", holds_on("account", [found.pk])


def _plain(held: list[retention.Hold]) -> list[dict[str, str]]:
    return [{"what": each.what, "why": each.why, "until": str(each.until or "")} for each in held]


def _found(who: str) -> Resident | Account:
    """The resident of a code or number, or the account of an address or number."""
    rows = Resident.objects.everywhere("a request at the command line").select_related(
        "organisation", "merged_into"
    )
    try:
        number = UUID(who)
    except ValueError:
        files, accounts = rows.filter(code=who.strip().upper()), Account.objects.filter(email__iexact=who)
    else:
        files, accounts = rows.filter(pk=number), Account.objects.filter(pk=number)
    found: list[Resident | Account] = [*files.order_by("pk"), *accounts.order_by("pk")]
    if not found:
        raise DomainRefusal(f"« {who} » : ni dossier, ni compte. Donnez un code comme K7F-2QX, ou un numéro.")
    if len(found) > 1:
        named = " ; ".join(f"{each.pk} ({each.organisation.name})" for each in files)
        raise DomainRefusal(f"« {who} » est le code de plusieurs dossiers. Donnez le numéro : {named}")
    return found[0]


commands: tuple[click.Command, ...] = (apply_retention, export, erase)
