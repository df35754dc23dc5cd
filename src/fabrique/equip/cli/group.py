"""The group, and the command that prints the table of a device's life."""

import click

from fabrique.equip.lifecycle import as_markdown


@click.group()
def devices() -> None:
    """Le matériel donné : relevés, attribution, documents."""


@devices.command()
def states() -> None:
    """Imprimer la vie d’un appareil : les gestes, qui les fait, ce qu’il faut."""
    click.echo(as_markdown(), nl=False)
