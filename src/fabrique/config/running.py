"""Preparing and serving an instance."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from granian import Granian
from granian.constants import Interfaces

from fabrique.core.crypto import uses
from fabrique.core.crypto.keyring import LostKey
from fabrique.core.refusals import DomainRefusal

PREPARING = 0x0FAB_0001  # the advisory lock of those who migrate


def prepare() -> None:
    """Bring the database and the static files up to date; safe at each start, and by several at once."""
    with _one_at_a_time():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
    try:
        uses.register_all()
    except LostKey as error:  # the public pages need no key: what needs one fails by itself
        click.echo(error.message, err=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two processes that start together: the second waits, then finds everything done.

    The lock of PostgreSQL holds for several machines; a process that dies gives up both.
    """
    path = settings.FABRIQUE_HOME / ".prepare.lock"
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        try:
            yield
        finally:
            with suppress(DatabaseError), connection.cursor() as cursor:  # what stopped us is told instead
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def check_address(*, host: str, port: int) -> None:
    """Refuse an address at which nothing can be served, before anything is prepared."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = {
            errno.EADDRINUSE: "un autre programme l’occupe. Choisissez un autre --port",
            errno.EACCES: "ce compte n’y a pas droit. Choisissez un --port de 1024 ou plus",
        }.get(error.errno or 0, "elle n’est pas à ce poste. Vérifiez --host")
        raise DomainRefusal(f"Impossible de servir sur {host}:{port} : {reason}.") from None


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until a signal asks to stop."""
    Granian(
        "fabrique.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
    ).serve()


@contextmanager
def worker_beside() -> Iterator[None]:
    """Run the queue in a process of its own for as long as the block lasts."""
    process = subprocess.Popen([sys.executable, "-m", "fabrique.config.cli", "worker"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
