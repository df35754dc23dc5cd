"""The whole directory as files: made once for each state of the directory, then sent from the disk."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import clock
from fabrique.core.tabular import write_csv
from fabrique.core.ui import portal
from fabrique.core.ui.portal import Dataset
from fabrique.directory.exports import export_places
from fabrique.directory.exports.model import Omission
from fabrique.directory.guide.snapshot import current
from fabrique.directory.models import Source
from fabrique.territory.queries import current_territory

LICENCE = "Licence Ouverte 2.0 (etalab-2.0)"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
ABSENT = ".absents.csv"
_KEPT_SECONDS = 3600  # a file of an earlier state may still be on its way to somebody


@dataclass(frozen=True, slots=True)
class FileKind:
    """A file that one may download: its name, its export format, its media type."""

    name: str
    format: str
    media_type: str


FILES: dict[str, FileKind] = {
    one.name: one
    for one in (
        FileKind("lieux.csv", "mediation-numerique-csv", "text/csv; charset=utf-8"),
        FileKind("lieux.json", "mediation-numerique-json", "application/json"),
        FileKind("lieux.data-inclusion.json", "data-inclusion", "application/json"),
        FileKind("lieux.geojson", "geojson", "application/geo+json"),
        FileKind("lieux.xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )
}


def url_name(file: str) -> str:
    """The name of the URL of a file."""
    return "open-data-" + file.replace(".", "-")


def file_of(kind: FileKind) -> tuple[Path, str]:
    """(the file as the directory is now, the version that it tells), made if nobody asked for it yet."""
    version = current().version
    path = _folder() / version / kind.name
    if not path.exists():
        with _alone(kind.name):
            if not path.exists():
                _make(kind, path)
    return path, version


def absent_from(kind: FileKind) -> tuple[Path, str]:
    """(the list of what the file had to leave out, with the reasons; its version)."""
    path, version = file_of(kind)
    return path.with_name(path.name + ABSENT), version


def _folder() -> Path:
    return Path(settings.FABRIQUE_HOME) / "open-data"


def _make(kind: FileKind, path: Path) -> None:
    """Write the list of absent places first: when the file is there, its list is too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    territory = current_territory()
    draft = path.with_name(f"draft-{kind.name}")
    report = export_places(format=kind.format, path=draft, source=territory.slug if territory else "fabrique")
    absent = path.with_name(path.name + ABSENT)
    if report.beside:
        report.beside.replace(absent)
    else:
        write_csv(absent, tuple(field.name for field in fields(Omission)), [])
    draft.replace(path)
    _tidy(path.parent)


def _tidy(here: Path) -> None:
    """Drop the files of earlier states."""
    before = time.time() - _KEPT_SECONDS
    for folder in _folder().iterdir():
        if folder.is_dir() and folder != here and folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time makes a file; the others wait for it."""
    _folder().mkdir(parents=True, exist_ok=True)
    with (_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def notice() -> str:
    """The licence, the day, and the sources with the conditions of each."""
    territory = current_territory()
    lines = [
        _("Annuaire des lieux de %(name)s") % {"name": territory.name if territory else "Fabrique"},
        _("État au %(day)s") % {"day": date_format(clock.today(), "j F Y")},
        "",
        _("Licence : %(licence)s") % {"licence": LICENCE},
        LICENCE_URL,
        _("Citez la source et la date. Une source qui a d’autres conditions garde les siennes."),
        "",
        _("Sources :"),
    ]
    for one in Source.objects.order_by("slug"):
        parts = [one.name, one.producer, one.licence or _("licence non précisée"), one.url]
        lines.append("- " + " ; ".join(part for part in parts if part))
    return "\n".join(lines) + "\n"


def enlist() -> None:
    """Put the data sets on the open-data page, once, when the app is loaded."""
    left_out = marked("Ce qui n’y est pas")
    terms = (marked("Licence et sources"), "directory:open-data-notice")
    sets: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
        (
            marked("Les lieux, au schéma national"),
            marked("Un lieu par ligne, dans les colonnes du schéma « lieux de médiation numérique » 1.0.2."),
            (("CSV", "lieux.csv"), ("JSON", "lieux.json"), (left_out, "lieux.csv" + ABSENT)),
        ),
        (
            marked("Les lieux et leurs services, au schéma data.inclusion"),
            marked("Les structures et leurs services, dans le schéma data.inclusion 1."),
            (("JSON", "lieux.data-inclusion.json"), (left_out, "lieux.data-inclusion.json" + ABSENT)),
        ),
        (
            marked("Les lieux, pour une carte ou un tableur"),
            marked("Les mêmes colonnes et les nôtres : langues, accès en fauteuil, comment s’y rendre."),
            (
                ("GeoJSON", "lieux.geojson"),
                (marked("Classeur XLSX"), "lieux.xlsx"),
                (left_out, "lieux.geojson" + ABSENT),
            ),
        ),
    )
    for order, (title, description, links) in enumerate(sets):
        named = tuple((words, f"directory:{url_name(file)}") for words, file in links)
        portal.datasets.enlist(
            f"directory.places.{order}",
            Dataset(title, description, LICENCE, (*named, terms), order=10 + order),
        )
    portal.datasets.enlist(
        "directory.api",
        Dataset(
            marked("Les lieux, pour vos programmes"),
            marked("Une interface libre : chercher, suivre les changements, sans compte ni clé."),
            LICENCE,
            ((marked("Lire la documentation"), "directory:api:documentation"),),
            order=20,
        ),
    )
    portal.datasets.enlist(
        "directory.widget",
        Dataset(
            marked("Le guide sur votre site"),
            marked("La recherche du guide dans une page de votre site : quelques lignes à copier."),
            LICENCE,
            ((marked("Mettre le guide sur votre site"), "directory:widget"),),
            order=30,
        ),
    )
