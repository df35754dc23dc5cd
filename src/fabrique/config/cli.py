"""The ``fabrique`` command. Exit status: 0 done, 1 refused or failed, 2 wrong use."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Any

import click
import django

from fabrique import __version__
from fabrique.core.refusals import DomainRefusal

# Where commands come from; they are imported once Django is ready.
MODULES = (
    "fabrique.config.commands",
    "fabrique.people.cli",
    "fabrique.territory.cli",
    "fabrique.directory.cli",
)


class Fabrique(click.Group):
    """The whole command: its parts are those of the applications."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fabrique.config.settings")
        django.setup()
        for module in MODULES:
            for command in import_module(module).commands:
                self.add_command(command)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DomainRefusal as refusal:
            if "--json" in sys.argv:
                click.echo(json.dumps({"error": refusal.message}, ensure_ascii=False))
            click.echo(refusal.message, err=True)
            ctx.exit(1)


@click.group(cls=Fabrique, help="Fabrique : conduire l’inclusion numérique d’un territoire.")
@click.version_option(__version__, prog_name="fabrique")
def main() -> None:
    """Entry point of the console script."""


if __name__ == "__main__":
    main()
