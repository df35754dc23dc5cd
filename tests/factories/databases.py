"""Instances of their own on the engine of this run: a SQLite file each, or a PostgreSQL database each."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction

from tests.factories.instances import Instance


class Instances:
    """Makes instances below one folder, and takes their databases away at the end."""

    def __init__(self, root: Path) -> None:
        self._root, self._databases = root, []  # type: tuple[Path, list[str]]

    def make(self, name: str, **variables: str) -> Instance:
        """An instance in which nothing was ever done."""
        if connection.vendor == "postgresql":
            variables = {"DATABASE_URL": self._database()} | variables
        return Instance(self._root / name, **variables)

    def copy(self, of: Instance, name: str) -> Instance:
        """An instance that holds what another does, of which no process runs."""
        shutil.copytree(of.variables["FABRIQUE_HOME"], self._root / name)
        variables = {}
        if connection.vendor == "postgresql":
            variables["DATABASE_URL"] = self._database(of.variables["DATABASE_URL"].rpartition("/")[2])
        return Instance(self._root / name, **variables)

    def _database(self, template: str = "template1") -> str:
        name = f"fabrique_{secrets.token_hex(6)}"
        with _server() as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        self._databases.append(name)
        base = connection.settings_dict
        return f"postgresql://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{name}"

    def remove(self) -> None:
        for name in self._databases:
            with _server() as server, suppress(psycopg.Error):
                server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def read(instance: Instance, statement: str) -> list[tuple[Any, ...]]:
    """What a statement finds in the base of an instance, without a process of the instance to ask it."""
    url = instance.variables.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        with psycopg.connect(url) as link:
            return link.execute(statement.encode()).fetchall()
    with closing(sqlite3.connect(Path(instance.variables["FABRIQUE_HOME"]) / "fabrique.sqlite3")) as held:
        return held.execute(statement).fetchall()


@contextmanager
def shared_rows(blocker: Any) -> Iterator[None]:
    """What is written inside is there for every test until the end, each of which is undone by itself.

    For a fixture of a module, with ``django_db_setup`` and ``django_db_blocker``.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    base = connection.settings_dict
    names = {"host": base["HOST"], "port": base["PORT"], "user": base["USER"], "password": base["PASSWORD"]}
    given = {name: value for name, value in names.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as server:
        yield server
