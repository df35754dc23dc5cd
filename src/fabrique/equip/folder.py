"""The watched folder: what is dropped in it is taken in, then moved to « done » or « refused »."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

from fabrique.equip.actions.intake import take_file
from fabrique.equip.actions.intake_sites import site_for
from fabrique.equip.answering import REFUSED
from fabrique.equip.enums.intake import Door
from fabrique.equip.intake.parsing import MOST_BYTES
from fabrique.equip.models import Site

DONE, REFUSED_FOLDER = "done", "refused"
_STILL = 5.0  # seconds without a change: a file that is being copied waits for the next turn
_MOST = 500  # files of one turn


def watched() -> Path | None:
    """The folder that the operator declared, if it is there."""
    path = Path(settings.INTAKE_FOLDER) if settings.INTAKE_FOLDER else None
    return path if path is not None and path.is_dir() else None


def take_all(folder: Path, *, now: float | None = None) -> dict[str, int]:
    """Take every file that lies still in the folder; how many were taken and refused.

    Safe to be cut and run again: a file that was taken and not moved is answered the same, then moved.
    """
    site, counts = site_for(), {DONE: 0, REFUSED_FOLDER: 0}
    at = time.time() if now is None else now
    waiting = sorted(
        p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".") and not p.is_symlink()
    )
    for path in waiting[:_MOST]:
        if at - path.stat().st_mtime < _STILL:
            continue
        reasons = _take(path, site)
        place = REFUSED_FOLDER if reasons is not None else DONE
        _move(path, folder / place, reasons)
        counts[place] += 1
    return counts


def _take(path: Path, site: Site) -> str | None:
    """Why the file is refused, as text; ``None`` when something of it was taken."""
    if path.stat().st_size > MOST_BYTES:
        return f"Ce fichier pèse plus de {MOST_BYTES // 10**6} Mo : ce n’est pas un inventaire."
    taken = take_file(content=path.read_bytes(), name=path.name, site=site, by=None, door=Door.FOLDER)
    refused = [entry for entry in taken.entries if entry["status"] == REFUSED]
    if len(refused) < len(taken.entries):
        return None
    return "\n".join(f"ligne {e['row']} : {e['reason']}" if "row" in e else e["reason"] for e in refused)


def _move(path: Path, folder: Path, reasons: str | None) -> None:
    """Move without ever replacing a file of the same name; the reason goes beside."""
    folder.mkdir(exist_ok=True)
    target, rank = folder / path.name, 1
    while target.exists():
        rank += 1
        target = folder / f"{path.stem} ({rank}){path.suffix}"
    if reasons is not None:
        target.with_name(f"{target.name}.raison.txt").write_text(reasons + "\n", encoding="utf-8")
    path.rename(target)
