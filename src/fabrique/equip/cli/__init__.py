"""The ``devices`` commands, a module for each part of the chain."""

import click

from fabrique.equip.cli import allocate  # noqa: F401 - it adds its commands to the group
from fabrique.equip.cli import export as export
from fabrique.equip.cli import intake as intake
from fabrique.equip.cli.group import devices

commands: list[click.Command] = [devices]
