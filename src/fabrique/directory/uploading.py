"""From a file sent at the desk to an import: examined first, without writing anything, then confirmed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core import files
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.uploads import find_upload
from fabrique.directory.actions.records import ShrinkRefused
from fabrique.directory.actions.uploads import note_refused_import
from fabrique.directory.cleaning.messages import describe_flag
from fabrique.directory.guessing import GUESSED, Guess, guess_of
from fabrique.directory.imports import ImportSummary, import_places

LONG = 2_000  # rows: beyond, the import runs in the background
FIRST_PROBLEMS = 20
SEVERITIES = {
    "error": gettext_lazy("Refusé"),
    "warning": gettext_lazy("À vérifier"),
    "info": gettext_lazy("Nettoyé"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report as a person reads it: ``line`` is what a spreadsheet shows, header included."""

    line: int | None
    field: str
    before: str
    after: str
    rule: str
    severity: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What an import would do. ``shrink`` says in French what would be lost, "" when nothing unusual.

    ``guessed`` are (column, field in French) as guessed for a layout that nobody has described, else empty.
    """

    summary: ImportSummary
    problems: tuple[Line, ...]
    shrink: str
    guessed: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        return self.summary.rows >= LONG


def examine(stored: StoredFile, source: str) -> Examination:
    """Read and clean the whole file, write nothing. Raises DomainRefusal when it cannot be taken at all."""
    with tempfile.TemporaryDirectory() as folder:
        report, shrink = Path(folder) / "report.jsonl", ""
        options: dict[str, Any] = {"source": source, "dry_run": True, "report_path": report}
        try:
            summary = _named(stored, allow_shrink=False, **options)
        except ShrinkRefused as refusal:
            values = {"source": source, "lost": refusal.lost, "held": refusal.held}
            shrink = _("« %(source)s » perdrait %(lost)d lieux sur %(held)d.") % values
            summary = _named(stored, allow_shrink=True, **options)
        problems = sorted(_problems(report), key=lambda line: line.severity != "error")
    guess = guess_of(stored, source) if summary.mapping.startswith(GUESSED) else None
    guessed, unread = guess.read() if guess else ((), ())
    return Examination(summary, tuple(problems[:FIRST_PROBLEMS]), shrink, guessed, unread)


def run(stored_id: str, source: str, *, allow_shrink: bool, actor: str) -> ImportSummary | None:
    """Import a kept file; a refusal is noted for the person who asked, and gives None."""
    try:
        stored = find_upload(stored_id)
        summary = import_upload(stored, source, allow_shrink=allow_shrink, actor=actor)
    except DomainRefusal as refusal:
        note_refused_import(source=source, reason=refusal.message, actor=actor)
        return None
    return summary


def import_upload(stored: StoredFile, source: str, *, allow_shrink: bool, actor: str) -> ImportSummary:
    """Import a kept file. Its bytes are erased a day after they were sent, never before."""
    return _named(stored, source=source, allow_shrink=allow_shrink, actor=actor)


def _named(stored: StoredFile, **options: Any) -> ImportSummary:
    """Import a kept file; refusals speak of the name that the person knows."""
    path = files.path_of(stored)
    try:
        return import_places(path=path, **options)
    except ShrinkRefused:
        raise
    except DomainRefusal as refusal:
        message = refusal.message.replace(path.name, stored.name)
        if "suggest-mapping" in message:
            if guess := guess_of(stored, str(options["source"])):
                return _as_guessed(stored, guess, options)
            message = message.partition("). ")[0] + "). " + _unknown_layout()
        raise DomainRefusal(message, field=refusal.field) from refusal


def _as_guessed(stored: StoredFile, guess: Guess, options: dict[str, Any]) -> ImportSummary:
    with tempfile.TemporaryDirectory() as folder:
        mapping = Path(folder) / "mapping.toml"
        mapping.write_text(guess.draft, encoding="utf-8")
        path = files.path_of(stored)
        try:
            return import_places(path=path, mapping_path=mapping, **options)
        except ShrinkRefused:
            raise
        except DomainRefusal as refusal:
            message = refusal.message.replace(path.name, stored.name)
            raise DomainRefusal(message, field=refusal.field) from refusal


def _unknown_layout() -> str:
    return _("Demandez à la personne qui tient le serveur d’écrire une correspondance pour ce fichier.")


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a report (JSON Lines), one by one."""
    with path.open(encoding="utf-8") as report:
        for text in report:
            yield line_of(json.loads(text))


def line_of(values: Mapping[str, Any]) -> Line:
    """One line of a report; a rank in the file becomes the number that a spreadsheet shows."""
    row = values["row"]
    before, after = (str(values[name] if values[name] is not None else "") for name in ("before", "after"))
    rule = str(values["rule"])
    return Line(row + 2 if row >= 0 else None, values["field"], before, after, rule, values["severity"])


def _problems(report: Path) -> list[Line]:
    """What a person should look at."""
    lines = lines_of(report) if report.exists() else iter(())
    return [line for line in lines if line.severity != "info"]


def sentence(rule: str) -> str:
    """What the rules of a line (joined by « + ») say to a person; "" when there is nothing to say."""
    for name in rule.split("+"):
        said = describe_flag(name)
        if said != name:
            return said
        for ending, words in _ENDINGS.items():
            if name.endswith(ending):
                return str(words)
    return ""


_ENDINGS = {
    "-removed": gettext_lazy("Valeur inutilisable : laissée vide."),
    "-words": gettext_lazy("Non compris : gardé mot pour mot, « à confirmer »."),
    "-rhythm": gettext_lazy("Un rythme que la norme ne sait pas dire : gardé en mots."),
    "-recognised": gettext_lazy("Reconnu d’après les mots de la source."),
    "-mapped": gettext_lazy("Traduit dans la liste nationale."),
    "-from-name": gettext_lazy("Déduit du nom du lieu."),
    "-normalised": gettext_lazy("Écrit dans la forme commune."),
    "-e164": gettext_lazy("Écrit dans la forme commune."),
    "-tidied": gettext_lazy("Remis en forme."),
    "-collapsed": gettext_lazy("Remis en forme."),
    "-corrected": gettext_lazy("Corrigé d’après la commune."),
    "code-postal": gettext_lazy("Trouvé d’après le nom et le code postal."),
    "-repeated": gettext_lazy("Déjà présent plus haut dans le fichier."),
    "-week": gettext_lazy("Horaires lus."),
}
