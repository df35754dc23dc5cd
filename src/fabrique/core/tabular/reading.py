"""``read_table``: any supported file to a table, or a refusal that a person understands."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from fabrique.core.tabular.delimited import open_delimited
from fabrique.core.tabular.encoding import Encoding, detect_encoding
from fabrique.core.tabular.json_rows import JsonLines, open_json
from fabrique.core.tabular.model import MEGABYTE, AnyPath, Limits, Table, TableRefusal, WarningLog
from fabrique.core.tabular.sniffing import (
    FORMATS,
    HEAD_BYTES,
    container_format,
    refuse_signature,
    text_format,
)
from fabrique.core.tabular.workbook import open_workbook

_NAMES = {"csv": {"csv", "txt", "tsv", "tab"}, "json": {"json"}, "geojson": {"geojson", "json"}}
_NAMES |= {"tsv": _NAMES["csv"], "ndjson": {"ndjson", "jsonl", "json"}}


def read_table(
    path: AnyPath,
    *,
    format: str | None = None,
    sheet: str | int | None = None,
    records_key: str | None = None,
    limits: Limits | None = None,
) -> Table:
    """Open a CSV, TSV, JSON, JSON Lines, GeoJSON, XLSX or ODS file, recognised by its content.

    ``format`` (one of ``FORMATS``) overrides recognition between text formats; ``sheet`` is a name or a
    0-based rank; ``records_key`` is the key, dotted if nested, of the list of records of a JSON document.
    Raises ``TableRefusal``, here or while rows are read, and nothing else for a bad file.
    """
    file, bounds = Path(path), limits or Limits()
    if format is not None and format not in FORMATS:
        raise ValueError(f"format {format!r} is not one of {', '.join(FORMATS)}")
    log = WarningLog(bounds.warnings)
    try:
        size = _check_file(file)
        with file.open("rb") as handle:
            head = handle.read(HEAD_BYTES)
        refuse_signature(file, head)
        if head.startswith(b"PK"):
            return _read_container(file, size, sheet, bounds, log)
        return _read_text(file, size, format, records_key, bounds, log)
    except PermissionError:
        mend = "Donnez le droit de lecture sur ce fichier."
        raise TableRefusal("le fichier ne peut pas être ouvert.", path=file, mend=mend) from None
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) and "null byte" not in str(error):
            raise
        raise TableRefusal(
            "le fichier ne peut pas être lu.", path=file, mend="Vérifiez le support."
        ) from None


def _check_file(path: Path) -> int:
    try:
        info = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise TableRefusal(
            "ce fichier n’existe pas.", path=path, mend="Vérifiez son nom et son dossier."
        ) from None
    if stat.S_ISDIR(info.st_mode):
        raise TableRefusal("c’est un dossier.", path=path, mend="Indiquez un fichier de ce dossier.")
    if not stat.S_ISREG(info.st_mode):
        raise TableRefusal(
            "ce n’est pas un fichier ordinaire.", path=path, mend="Copiez-le d’abord sur le disque."
        )
    if info.st_size == 0:
        raise TableRefusal("le fichier est vide.", path=path, mend="Vérifiez l’export ou le téléchargement.")
    return info.st_size


def _check_size(path: Path, size: int, most: int, mend: str) -> None:
    if size > most:
        problem = f"le fichier pèse {-(-size // MEGABYTE)} Mo ; la limite est {most // MEGABYTE} Mo."
        raise TableRefusal(problem, path=path, mend=mend)


def _read_container(file: Path, size: int, sheet: str | int | None, limits: Limits, log: WarningLog) -> Table:
    _check_size(file, size, limits.workbook_bytes, "Enregistrez la seule feuille utile en CSV.")
    format = container_format(file)
    _note_name(file, format, log)
    opened = open_workbook(file, format, limits, log, sheet)
    return Table(file, format, opened.columns, _sha256(file), size, log, opened.rows, sheet=opened.name)


def _read_text(
    file: Path, size: int, format: str | None, key: str | None, limits: Limits, log: WarningLog
) -> Table:
    _check_size(file, size, limits.streamed_bytes, limits.mend)
    encoding = detect_encoding(file)
    if encoding.odd_bytes:
        what = f"{encoding.odd_bytes} caractère(s) mal codés en UTF-8 sont lus comme du Windows-1252."
        log.note("encoding", what)
    found = text_format(file, encoding)
    kind = format if format in ("csv", "tsv", "json", "ndjson", "geojson") else found
    if kind in ("json", "geojson"):
        return _read_json(file, size, encoding, key, limits, log)
    if kind == "ndjson":
        _note_name(file, kind, log)
        records = JsonLines(file, encoding, limits, log).open()
        name = encoding.name
        return Table(file, kind, records.columns, _sha256(file), size, log, records.source.__iter__, name)
    opened = open_delimited(file, encoding, limits, log, delimiter="\t" if format == "tsv" else None)
    delimiter = opened.dialect.delimiter
    kind = "tsv" if delimiter == "\t" else "csv"
    _note_name(file, kind, log)
    columns = opened.dialect.columns
    return Table(
        file,
        kind,
        columns,
        _sha256(file),
        size,
        log,
        opened.rows,
        encoding=encoding.name,
        delimiter=delimiter,
    )


def _read_json(
    file: Path, size: int, encoding: Encoding, key: str | None, limits: Limits, log: WarningLog
) -> Table:
    mend = "Exportez-le en CSV ou en JSON Lines (un objet par ligne)."
    _check_size(file, size, limits.json_bytes, mend)
    records = open_json(file, encoding, limits, log, key)
    kind = "geojson" if records.geographic else "json"
    _note_name(file, kind, log)
    name = encoding.name
    return Table(file, kind, records.columns, _sha256(file), size, log, records.source.__iter__, name)


def _note_name(file: Path, format: str, log: WarningLog) -> None:
    extension = file.suffix.lower().lstrip(".")
    if extension and extension not in _NAMES.get(format, {format}):
        log.note("extension", f"Le nom finit par « .{extension} » mais le contenu est du {format.upper()}.")


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
