"""``fabrique keys``: new keys, and the end of the old ones."""

from __future__ import annotations

import json

import click

from fabrique.core import progress
from fabrique.core.crypto import actions
from fabrique.core.crypto.keyring import Purpose

_purpose = click.option(
    "--purpose",
    type=click.Choice([purpose.value for purpose in actions.ROTATED]),
    default=Purpose.FIELDS.value,
    show_default=True,
    help="fields : champs et fichiers chiffrés ; index : empreintes de recherche.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")


@click.group(help="Clés de l’instance.")
def keys() -> None:
    """Commands about keys."""


@keys.command(help="Faire une clé neuve et tout écrire à nouveau sous elle ; reprend ce qui a été coupé.")
@_purpose
@_as_json
@click.pass_context
def rotate(ctx: click.Context, purpose: str, as_json: bool) -> None:
    """Rotate online."""
    with progress.told("Changement de clé") as show:
        done = actions.rotate_keys(purpose=Purpose(purpose), tell=show)
    if as_json:
        click.echo(json.dumps(done.as_dict(), ensure_ascii=False))
    else:
        _say(done)
    ctx.exit(0 if done.settled else 1)


def _say(done: actions.Rotation) -> None:
    click.echo(f"Clé {done.key} ({'reprise' if done.resumed else 'neuve'}), {done.seconds} s.")
    for table in done.tables:
        if not (table.rewritten or table.kept or table.damaged):
            continue
        kept = f", {table.kept} gardées sous leur clé" if table.kept else ""
        click.echo(f"  {table.where} : {table.rewritten} écrites à nouveau{kept}")
        for row in table.damaged:
            click.echo(
                f"  {table.where} : la ligne {row} ne s’ouvre pas, elle est restée telle quelle.", err=True
            )
    if not done.settled:
        click.echo("Tout n’est pas sous la nouvelle clé : l’ancienne reste. Relancez la commande.", err=True)


@keys.command(help="Retirer du fichier les clés sous lesquelles plus rien n’est écrit.")
@_purpose
@_as_json
def retire(purpose: str, as_json: bool) -> None:
    """Drop old keys, checked."""
    with progress.told("Recherche des anciennes clés"):
        retired = actions.retire_keys(purpose=Purpose(purpose))
    if as_json:
        click.echo(json.dumps({"purpose": purpose, "retired": retired}))
    elif retired:
        click.echo(f"Retirées : {', '.join(retired)}. Une sauvegarde plus ancienne en a encore besoin.")
    else:
        click.echo("Aucune ancienne clé.")


commands: list[click.Command] = [keys]
