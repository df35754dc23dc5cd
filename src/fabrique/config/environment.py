"""What an operator sets: read once, from the environment and from the instance's directory."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fabrique.core.refusals import DomainRefusal

_DATABASES = "Écrivez sqlite:///chemin ou postgresql://utilisateur:secret@hôte:5432/base."
_ATTEMPTS = 100  # of 20 ms


def home() -> Path:
    """The instance's data directory (``FABRIQUE_HOME``, default ``var/`` in the current folder)."""
    path = Path(os.environ.get("FABRIQUE_HOME") or "var")
    try:
        path = path.resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)  # the base holds addresses and sessions
    except (OSError, RuntimeError):  # a RuntimeError: links that turn in a circle
        text = f"FABRIQUE_HOME : le dossier « {path} » ne peut pas être créé."
        raise DomainRefusal(f"{text} Choisissez-en un où ce compte peut écrire.") from None
    return path


def flag(name: str, *, default: bool = False) -> bool:
    """A yes/no variable; ``1``, ``true``, ``yes`` and ``oui`` mean yes."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "oui"}


def listing(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret_key(directory: Path) -> str:
    """The signing key: ``FABRIQUE_SECRET_KEY``, else a file made on first use, readable by its owner only."""
    if key := os.environ.get("FABRIQUE_SECRET_KEY"):
        return key
    path = directory / "secret-key"
    if not path.exists():
        with suppress(FileExistsError):  # another process of the same instance was quicker
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(64))
    return _written_key(path)


def _written_key(path: Path) -> str:
    """The key in its file, waited for while another process writes it."""
    for _attempt in range(_ATTEMPTS):
        if key := path.read_text().strip():
            return key
        time.sleep(0.02)
    raise DomainRefusal(f"{path} est vide : effacez ce fichier, une clé neuve sera faite.")


def database(directory: Path) -> dict[str, Any]:
    """Django's database entry for ``DATABASE_URL``, or a SQLite file in the instance's directory.

    SQLite runs in WAL with immediate transactions: measured with eight writers, Django's defaults lose
    one write in three to "database is locked", these lose none.
    """
    url = os.environ.get("DATABASE_URL", "")
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        raise DomainRefusal(f"DATABASE_URL : cette adresse ne se lit pas. {_DATABASES}") from None
    if not url or parts.scheme == "sqlite":
        name = unquote(parts.path) if url else str(directory / "fabrique.sqlite3")
        pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}
    if parts.scheme not in {"postgres", "postgresql"}:
        raise DomainRefusal(f"DATABASE_URL : « {parts.scheme} » n’est pas admis. {_DATABASES}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a server that was restarted is found again at the next request
        "OPTIONS": {"connect_timeout": "5", **dict(parse_qsl(parts.query))},
    }


def text(name: str, default: str = "") -> str:
    """A plain variable, blanks trimmed."""
    return os.environ.get(name, default).strip()


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between two bounds."""
    value = text(name) or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise DomainRefusal(f"{name} : « {value} » ne va pas. Écrivez un nombre entier de {least} à {most}.")
    return int(value)


def origins(url: str) -> list[str]:
    """The ``scheme://host`` of a declared address, for the content security policy; none if not declared."""
    try:
        parts = urlsplit(url)
    except ValueError:  # « fabrique check » tells of it
        return []
    return [f"{parts.scheme}://{parts.netloc}"] if parts.scheme and parts.netloc else []
