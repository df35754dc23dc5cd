"""PostgreSQL: a copy by ``pg_dump`` of one exported snapshot, ``pg_restore`` to put it back.

The former tables are set aside by renaming their schema: at once, whatever their size, and undone as simply.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection
from psycopg import sql

from fabrique.core.backup.frame import CHUNK
from fabrique.core.backup.manifest import DATABASES, Damaged
from fabrique.core.backup.snapshot import FILES, MIGRATIONS, Snapshot, Writable
from fabrique.core.refusals import DomainRefusal

ENTRY = DATABASES["postgresql"]
SCHEMA = "public"
_INSTALLED = Path("/usr/lib/postgresql")
_FILES_TABLE = "core_storedfile"


def _connect() -> psycopg.Connection[Any]:
    with connection.wrap_database_errors:  # said in French as Django's own
        return psycopg.connect(_where(), password=connection.settings_dict["PASSWORD"] or None)


@contextmanager
def snapshot(scratch: Path) -> Iterator[Snapshot]:
    """One repeatable-read transaction, that lasts as long as the block and lends its instant to pg_dump."""
    with _connect() as base:
        base.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        base.read_only = True
        name = _one(base, "SELECT pg_export_snapshot()")
        version = base.info.server_version // 10_000
        program = _program("pg_dump", version)
        migrations = [row[0] for row in base.execute(MIGRATIONS)]
        files = [(row[0], row[1]) for row in base.execute(FILES)]

        def write(out: Writable) -> int:
            arguments = [
                program,
                "-Fc",
                "-Z3",
                "-n",
                SCHEMA,
                "-O",
                "-x",
                f"--snapshot={name}",
                "-d",
                _where(),
            ]
            with tempfile.TemporaryFile(dir=scratch) as told:
                with subprocess.Popen(  # noqa: S603 — likewise
                    arguments, stdout=subprocess.PIPE, stderr=told, env=_environment()
                ) as dumping:
                    assert dumping.stdout is not None
                    while chunk := dumping.stdout.read(CHUNK):
                        out.write(chunk)
                if dumping.returncode:
                    told.seek(0)
                    raise DomainRefusal(f"pg_dump s’est arrêté : {_first_line(told.read())}")
            return 0

        yield Snapshot(ENTRY, f"PostgreSQL {version}", migrations, files, write)


def unpack(stored: IO[bytes], into: Path, raw_size: int) -> None:
    """The dump as it is: pg_restore decompresses it itself."""
    with into.open("wb") as out:
        while chunk := stored.read(CHUNK):
            out.write(chunk)


def files_of(copy: Path) -> list[tuple[str, int]]:
    """After pg_restore has read the whole dump, without a server."""
    program = _program("pg_restore", 0)
    listed = _run([program, "--list", str(copy)])
    if listed.returncode:
        raise Damaged(ENTRY, f"pg_restore ne l’ouvre pas ({_first_line(listed.stderr)})")
    read = _run([program, "-f", os.devnull, str(copy)])
    if read.returncode:
        raise Damaged(ENTRY, f"pg_restore ne le lit pas ({_first_line(read.stderr)})")
    arguments = [program, "-f", "-", "--data-only", f"--table={_FILES_TABLE}", str(copy)]
    rows = _run(arguments)
    return _copied(rows.stdout.decode())


def _copied(text: str) -> list[tuple[str, int]]:
    """The two columns that we want of a ``COPY … FROM stdin`` block."""
    found = re.search(
        rf"^COPY {SCHEMA}\.{_FILES_TABLE} \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", text, re.M | re.S
    )
    if found is None:
        raise Damaged(ENTRY, "la table des fichiers n’y est pas")
    columns = found[1].split(", ")
    digest, size = columns.index("sha256"), columns.index("size")
    cells = [line.split("\t") for line in found[2].splitlines()]
    return sorted((row[digest], int(row[size])) for row in cells)


def is_empty() -> bool:
    """No table in our schema."""
    with _connect() as base:
        return not _one(base, "SELECT count(*) FROM pg_tables WHERE schemaname = %s", SCHEMA)


def put_in_place(copy: Path, stamp: str) -> tuple[str, Callable[[], None]]:
    """The former tables stay in a schema of their own."""
    was_empty = is_empty()
    kept = f"avant_{stamp.replace('-', '_')}"
    with _connect() as base:
        program = _program("pg_restore", base.info.server_version // 10_000)
        _rename(base, SCHEMA, kept)
        base.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)))

    def undo() -> None:
        with _connect() as base:
            base.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(SCHEMA)))
            _rename(base, kept, SCHEMA)

    try:
        _load(program, copy)
    except BaseException:
        undo()
        raise
    if was_empty:
        with _connect() as base:
            base.execute(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(kept)))
    told = f"le schéma « {kept} » de la base « {connection.settings_dict['NAME']} »"
    return ("" if was_empty else told), undo


def _load(program: str, copy: Path) -> None:
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "-n", SCHEMA]
    arguments = [program, *options, "-d", _where(), str(copy)]
    done = _run(arguments)
    if done.returncode:
        raise DomainRefusal(f"pg_restore s’est arrêté, rien n’a changé : {_first_line(done.stderr)}")


def _rename(base: psycopg.Connection[Any], old: str, new: str) -> None:
    try:
        base.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
    except psycopg.errors.InsufficientPrivilege:
        raise DomainRefusal(
            "L’utilisateur de DATABASE_URL doit posséder la base pour restaurer : "
            "« ALTER DATABASE … OWNER TO … », puis recommencez."
        ) from None


def _program(name: str, version: int) -> str:
    """The client of this major version, or of the next one that is installed."""
    paths = [str(path) for path in _INSTALLED.glob(f"*/bin/{name}")]
    found = sorted((_version(path), path) for path in [*paths, shutil.which(name) or ""] if path)
    fitting = [path for held, path in found if held >= version]
    if fitting and version:
        return fitting[0]
    if found and not version:
        return found[-1][1]
    wanted = f"postgresql-client-{version}" if version else "postgresql-client"
    raise DomainRefusal(
        f"Il manque {name}{f' {version}' if version else ''} : installez-le (« apt-get install {wanted} »)."
    )


def _version(program: str) -> int:
    said = _run([program, "--version"]).stdout.decode()
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0


def _where() -> str:
    """The connection string without its password, which would show in the list of processes."""
    base = connection.settings_dict
    parts = {"dbname": base["NAME"], "host": base["HOST"], "port": base["PORT"], "user": base["USER"]}
    tls = {name: text for name, text in base["OPTIONS"].items() if name.startswith("ssl")}
    return psycopg.conninfo.make_conninfo(**{name: text for name, text in (parts | tls).items() if text})


def _environment() -> dict[str, str]:
    password = connection.settings_dict["PASSWORD"]
    return {**os.environ, "LC_ALL": "C.UTF-8", **({"PGPASSWORD": password} if password else {})}


def _run(arguments: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 — a program of PostgreSQL's, its arguments made here
        arguments, capture_output=True, check=False, env=_environment()
    )


def _one(base: psycopg.Connection[Any], query: str, *values: object) -> Any:
    row = base.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None


def _first_line(told: bytes) -> str:
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else "sans raison donnée"
