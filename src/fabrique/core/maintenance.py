"""Whether this instance may be used: not while it is being restored."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

MARK = "restauration-en-cours.json"


def _mark() -> Path:
    return Path(settings.FABRIQUE_HOME) / MARK


def is_restoring() -> bool:
    """Whether a restoration is under way, or was cut short."""
    return _mark().exists()


def begin(facts: Mapping[str, str]) -> None:
    """Close the instance, until ``end``; on the disk before anything is moved."""
    with _mark().open("w", encoding="utf-8") as file:
        json.dump(dict(facts), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def end() -> None:
    """Open the instance again."""
    _mark().unlink(missing_ok=True)


def message() -> str:
    """Why the instance is closed and how to open it again, for its operator."""
    try:
        facts = json.loads(_mark().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        facts = {}
    archive, kept = facts.get("archive", "FICHIER"), facts.get("kept", "")
    return (
        f"Une restauration est en cours, ou a été interrompue. Si aucune ne tourne, relancez "
        f"« fabrique restore {archive} --replace »." + (f" L’instance d’avant : {kept}." if kept else "")
    )
