"""From a template and JSON data to a PDF that is at once PDF/UA-1 (accessible) and PDF/A-2a (archivable).

Templates are files of this package; users' text reaches them only as JSON (``sys.inputs.data``), so that no
markup in a name is ever read as markup. The same data and instant give the same bytes. No file outside of
this package can be read by a template, no package is fetched.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

import fabrique
from fabrique.core.documents.text import characters, tidy

ROOT = Path(fabrique.__file__).parent
FONTS = ROOT / "core" / "fonts"
STANDARDS = ["ua-1", "a-2a"]
_PROBE = b'#set document(title: "x")\n#set text(lang: "fr", font: "Atkinson Hyperlegible")\n#sys.inputs.data'


class DocumentError(Exception):
    """A document could not be made: a mistake in a template, or a text that no font can draw."""


def new_compiler(template: Path | None = None, text: str = "{}") -> Any:
    """A compiler that sees this package's files and fonts, and nothing else of the machine."""
    return typst.Compiler(
        input=None if template is None else str(template),
        root=str(ROOT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        package_path="",
        package_cache_path="",
    )


class _Own(threading.local):
    """Each thread has its own compiler: the fonts are read once."""

    def __init__(self) -> None:
        self.compiler = new_compiler()


_own = _Own()
_known: dict[str, bool] = {}  # whether a character can be drawn; the answer never changes


def render(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template of this package, dated ``at`` (aware). Raises ``DocumentError``.

    ``data`` must hold a ``title``; it is made printable first (see ``text.tidy``).
    """
    return compile_text(template, prepared(data), at)


def prepared(data: Mapping[str, Any]) -> str:
    """The data as the JSON text that a template reads, once printable."""
    learn(characters(data))
    return json.dumps(tidy(data, drawable), ensure_ascii=False, separators=(",", ":"))


def compile_text(template: Path, text: str, at: datetime) -> bytes:
    """Compile with data that is already JSON text."""
    try:
        made: bytes = _own.compiler.compile(
            input=str(template),
            format="pdf",
            sys_inputs={"data": text},
            pdf_standards=STANDARDS,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise DocumentError(f"{template.name}: {error}") from error
    return made


def drawable(character: str) -> bool:
    """Whether one of our fonts can draw it: known after ``learn``."""
    return _known.get(character, True)


def learn(wanted: set[str]) -> None:
    """Ask the compiler once about each new character, by halves: most documents need one question or none."""
    new = sorted(one for one in wanted if one not in _known)
    for at in range(0, len(new), 64):
        _learn(new[at : at + 64])


def _learn(some: list[str]) -> None:
    if not some:
        return
    if (drawn := _draws(some)) or len(some) == 1:
        _known.update(dict.fromkeys(some, drawn))
        return
    half = len(some) // 2
    _learn(some[:half])
    _learn(some[half:])


def _draws(some: list[str]) -> bool:
    try:
        # A space between keeps each one alone: a mark must be drawable by itself.
        _own.compiler.compile(
            input=_PROBE, format="pdf", sys_inputs={"data": " ".join(some)}, pdf_standards=STANDARDS
        )
    except typst.TypstError:
        return False
    return True
