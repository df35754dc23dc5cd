"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from fabrique.core.tabular.encoding import ERRORS, Encoding
from fabrique.core.tabular.model import TableRefusal

FORMATS = ("csv", "tsv", "json", "ndjson", "geojson", "xlsx", "ods")
HEAD_BYTES = 1 << 16
_OLE_BYTES = 1 << 24
_ASK_SHEET = "Enregistrez le tableau en .xlsx, .ods ou .csv, puis réessayez."
_SIGNATURES = (
    (b"%PDF", "c’est un document PDF, pas un tableau."),
    (b"\x1f\x8b", "c’est un fichier compressé (gzip)."),
    (b"7z\xbc\xaf\x27\x1c", "c’est une archive 7-Zip."),
    (b"Rar!", "c’est une archive RAR."),
    (b"BZh", "c’est un fichier compressé (bzip2)."),
    (b"\xfd7zXZ", "c’est un fichier compressé (xz)."),
    (b"\x28\xb5\x2f\xfd", "c’est un fichier compressé (zstd)."),
    (b"\x89PNG", "c’est une image, pas un tableau."),
    (b"\xff\xd8\xff", "c’est une image, pas un tableau."),
    (b"GIF8", "c’est une image, pas un tableau."),
    (b"PAR1", "c’est un fichier Parquet."),
    (b"SQLite format 3\0", "c’est une base de données SQLite."),
    (b"{\\rtf", "c’est un document de texte (RTF), pas un tableau."),
)
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|script)\b", re.I | re.S
)
_XML = re.compile(r"\s*<\?xml\b", re.I)
_JSON = re.compile(r'\s*(?:\[\s*[\[{\]"\d\-tfn]|\{\s*["}]|[\[{]\s*\Z)')
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_ENOUGH = 500
_ODS_KIND = b"application/vnd.oasis.opendocument.spreadsheet"


def refuse_signature(path: Path, head: bytes) -> None:
    """Refuse what is neither text nor a ZIP container, and say what it is."""
    for signature, problem in _SIGNATURES:
        if head.startswith(signature):
            mend = (
                "Décompressez-le d’abord." if "compressé" in problem or "archive" in problem else _ASK_SHEET
            )
            raise TableRefusal(problem, path=path, mend=mend)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        with path.open("rb") as file:
            beginning = file.read(_OLE_BYTES)
        if "EncryptedPackage".encode("utf-16-le") in beginning:
            mend = "Enregistrez-le sans mot de passe."
            raise TableRefusal("ce classeur est protégé par un mot de passe.", path=path, mend=mend)
        problem = "c’est un ancien classeur Excel (.xls) ou un vieux document Office."
        raise TableRefusal(problem, path=path, mend="Ouvrez-le et enregistrez-le en .xlsx, puis réessayez.")


def container_format(path: Path) -> str:
    """``"xlsx"`` or ``"ods"`` for a ZIP container. Raises ``TableRefusal`` for any other."""
    try:
        with zipfile.ZipFile(path) as container:
            names = set(container.namelist())
            kind = b""
            if "mimetype" in names and container.getinfo("mimetype").file_size < 200:
                kind = container.read("mimetype").strip()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        mend = "Il a sans doute été coupé : téléchargez-le ou enregistrez-le de nouveau."
        raise TableRefusal("ce classeur est abîmé et ne s’ouvre pas.", path=path, mend=mend) from None
    if kind.startswith(_ODS_KIND):
        return "ods"
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise TableRefusal("c’est un classeur Excel binaire (.xlsb).", path=path, mend=_ASK_SHEET)
    if kind or any(name.startswith(("word/", "ppt/")) for name in names):
        raise TableRefusal("c’est un document de texte ou une présentation.", path=path, mend=_ASK_SHEET)
    raise TableRefusal(
        "c’est une archive ZIP.", path=path, mend="Décompressez-la, puis donnez un des fichiers."
    )


def text_format(path: Path, encoding: Encoding) -> str:
    """``"json"``, ``"ndjson"`` or ``"csv"``. Raises ``TableRefusal`` for a web page, XML or binary data."""
    with path.open(encoding=encoding.name, errors=ERRORS) as handle:
        head = handle.read(HEAD_BYTES).lstrip("\ufeff")
    if not head.strip("\0 \t\r\n\ufeff"):
        raise TableRefusal("le fichier est vide.", path=path, mend="Vérifiez l’export ou le téléchargement.")
    if _HTML.match(head):
        problem = "c’est une page web, pas un tableau (souvent une page d’erreur ou de connexion)."
        raise TableRefusal(
            problem,
            path=path,
            mend="Téléchargez de nouveau le fichier, ou ouvrez-le et enregistrez-le en .xlsx.",
        )
    if _XML.match(head):
        raise TableRefusal(
            "c’est un fichier XML.", path=path, mend="Exportez-le en CSV, XLSX, JSON ou GeoJSON."
        )
    if _JSON.match(head):
        return _json_kind(head)
    if _is_noise(head, encoding):
        raise TableRefusal("ce fichier n’est pas un tableau lisible.", path=path, mend=_ASK_SHEET)
    return "csv"


def _is_noise(head: str, encoding: Encoding) -> bool:
    """Control characters are rare in a text of eight bits, and never most of any text."""
    strange = len(_CONTROLS.findall(head))
    if not encoding.name.startswith("utf"):
        return strange * 50 > len(head)
    return len(head) >= _ENOUGH and strange * 3 > len(head)


def _json_kind(head: str) -> str:
    """Lines that are each an object are JSON Lines; a list or one object over lines is JSON."""
    if not head.lstrip().startswith("{"):
        return "json"
    first, *others = [line.strip() for line in head.splitlines() if line.strip()] or [""]
    whole = first.endswith("}") and first.count("{") <= first.count("}") + first.count('"')
    return "ndjson" if whole and others and all(line.startswith("{") for line in others[:2]) else "json"
