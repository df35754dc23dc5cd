"""Commands about people."""

from __future__ import annotations

import json

import click
from django.core.management import call_command

from fabrique.core.refusals import DomainRefusal
from fabrique.people import actions, cli_requests, register, rights
from fabrique.people.actions import factors
from fabrique.people.models import Account
from fabrique.territory.queries import current_territory

UNNAMED = "Administration du territoire"


@click.group(help="Comptes et organisations.")
def people() -> None:
    """Commands about accounts."""


@people.command("create-administrator", help="Ouvrir un compte d’administration du territoire.")
@click.option("--email", prompt="Adresse électronique", help="Adresse avec laquelle on se connecte.")
@click.option("--name", prompt="Nom affiché", help="Nom affiché dans la Fabrique.")
@click.password_option("--password", prompt="Mot de passe (14 caractères au moins)", help="Mot de passe.")
@click.option("--organisation", default="", help="Nom de l’organisation qui porte l’instance.")
def create_administrator(email: str, name: str, password: str, organisation: str) -> None:
    """Open the account of an administrator."""
    call_command("migrate", verbosity=0, interactive=False)  # may be an instance's first command
    territory = current_territory()
    named = organisation.strip() or (territory.name if territory else UNNAMED)
    account = actions.open_administrator(email=email, name=name, password=password, organisation=named)
    click.echo(f"Compte ouvert : {account.email}")


@people.command("reset-factors", help="Retirer les secondes preuves d’une personne qui les a perdues.")
@click.option("--email", prompt="Adresse du compte", help="Adresse avec laquelle la personne se connecte.")
def reset_factors(email: str) -> None:
    """Remove the second factors of an account; its owner sets others up at the next sign-in."""
    account = Account.objects.find(email)
    if account is None:
        raise DomainRefusal(f"Aucun compte n’a l’adresse « {email} ».")
    factors.reset_factors(account=account)
    click.echo(f"Secondes preuves retirées : {account.email}")


@people.command("rights", help="Imprimer qui peut faire quoi, en Markdown.")
def print_rights() -> None:
    """Print the table of rights."""
    click.echo(rights.as_markdown(), nl=False)


@people.command("register", help="Imprimer le registre des traitements (article 30), en Markdown.")
@click.option("--annex", is_flag=True, help="Plutôt l’annexe de l’analyse d’impact, champ par champ.")
@click.option("--json", "as_json", is_flag=True, help="Imprimer un seul objet JSON, rien d’autre.")
def print_register(annex: bool, as_json: bool) -> None:
    """Print what the software keeps of people."""
    if as_json:
        click.echo(json.dumps({"activities": register.as_dict()}, ensure_ascii=False))
    else:
        click.echo(register.annex() if annex else register.as_markdown(), nl=False)


for command in cli_requests.commands:
    people.add_command(command)

commands: list[click.Command] = [people]
