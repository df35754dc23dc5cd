"""The ``fabrique`` command. Exit status: 0 done, 1 refused or failed, 2 wrong use."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
import django

from fabrique import __version__
from fabrique.config import french
from fabrique.config.failures import in_french
from fabrique.core import maintenance
from fabrique.core.refusals import DomainRefusal

# Where commands come from; they are imported once Django is ready.
MODULES = (
    "fabrique.config.commands",
    "fabrique.core.cli",
    "fabrique.core.backup.cli",
    "fabrique.core.journal.cli",
    "fabrique.people.cli",
    "fabrique.territory.cli",
    "fabrique.directory.cli",
    "fabrique.equip.cli",
    "fabrique.observe.cli",
    "fabrique.observe.plan_cli",
)
# Groups some of whose commands need no instance: these start without loading any application.
STANDALONE = {"observe": "fabrique.observe.standalone"}
# What may run on an instance that is being restored, or whose restoration was cut short.
WHILE_RESTORING = {"restore", "verify-backup", "check"}


class Fabrique(click.Group):
    """The whole command: its parts are those of the applications.

    Whatever stops a command and can be mended is said here, in French; with ``--json``, as an object too.
    """

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        given = sys.argv[1:] if args is None else list(args)
        self.as_json = "--json" in given
        french.install()
        with self._told():
            if not self._load_standalone(given):
                self._load()
        return super().main(given, *rest, **options)

    def _load_standalone(self, given: Sequence[str]) -> bool:
        """Load the group of a command that needs no instance, and nothing else. False: it needs one."""
        name, part = [*given, "", ""][:2]
        module = import_module(STANDALONE[name]) if name in STANDALONE else None
        self.needs_instance = module is None or part not in module.COMMANDS
        if module is None or self.needs_instance:
            return False
        group = getattr(module, name)
        self.add_command(group)
        french.name_parts(group)
        return True

    def _load(self) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fabrique.config.settings")
        gc.disable()  # nothing that is loaded here is garbage: looking for it is a tenth of each start
        django.setup()
        for module in MODULES:
            for command in import_module(module).commands:
                self.add_command(command)
        gc.freeze()
        gc.enable()
        french.name_parts(self)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if self.needs_instance and name not in WHILE_RESTORING and maintenance.is_restoring():
            raise DomainRefusal(maintenance.message())
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        with self._told():
            return super().invoke(ctx)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            message = in_french(error)
            if message is None:
                raise
            if self.as_json:
                click.echo(json.dumps({"error": message}, ensure_ascii=False))
            click.echo(message, err=True)
            raise SystemExit(1) from None


@click.group(cls=Fabrique, help="Fabrique : conduire l’inclusion numérique d’un territoire.")
@click.version_option(__version__, prog_name="fabrique")
def main() -> None:
    """Entry point of the console script."""


if __name__ == "__main__":
    main()
