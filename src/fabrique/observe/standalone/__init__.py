"""Commands that read files and write files: no instance, no base, no web framework, and so a quick start.

``COMMANDS`` names them and says where each is; a module is imported when its command is called.
"""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS: dict[str, str] = {
    "access": "fabrique.observe.standalone.access",
    "index": "fabrique.observe.standalone.index",
    "lint": "fabrique.observe.standalone.lint",
    "read": "fabrique.observe.standalone.read",
    "site": "fabrique.observe.standalone.site",
    "tours": "fabrique.observe.standalone.tours",
}


class StandaloneGroup(click.Group):
    """A group that imports each of its standalone commands when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        found = import_module(COMMANDS[cmd_name]).command
        assert isinstance(found, click.Command)
        return found


@click.group(cls=StandaloneGroup, help="Observer : indices, accès, implantations.")
def observe() -> None:
    """Commands of the observatory."""
