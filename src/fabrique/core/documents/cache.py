"""Documents already made, kept under the name of what went into them: the same sheet is never made twice.

The key is the digest of the templates, the fonts and the data, so an edit of one place changes its own sheet
and no other. Files lie beside the instance's own, in ``MEDIA_ROOT/documents``; all of them can be made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from fabrique.core.documents.engine import FONTS, ROOT, render
from fabrique.core.documents.separate import render_apart

SHELF_BYTES = 1_000_000_000  # what the shelf may hold; beyond, the oldest documents go
_TRIM_EVERY = 50  # documents kept
_written = count(1)
# A process that serves has four threads: one at least is always left for pages, however many ask for lists.
_gate = threading.BoundedSemaphore(2)
_ROOM = 3
_lock, _inside = threading.Lock(), 0


class Busy(Exception):
    """Too many long documents are being made: ask again in a moment."""


def key_of(template: Path, data: Mapping[str, Any]) -> str:
    """What the document is made of, as 64 hexadecimal digits: its name here, and its ETag."""
    digest = hashlib.sha256(_making(str(template)).encode())
    digest.update(json.dumps(data, ensure_ascii=False, sort_keys=True).encode(errors="surrogatepass"))
    return digest.hexdigest()


@lru_cache(maxsize=64)
def _making(template: str) -> str:
    """The digest of what makes a document beside its data: read once by process."""
    digest = hashlib.sha256(version("typst").encode())
    sources = [
        Path(template),
        *sorted((ROOT / "core" / "documents").glob("*.*")),
        *sorted(FONTS.glob("*.ttf")),
    ]
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cached_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    at: datetime,
    key: str = "",
    apart: bool = False,
    kept: bool = True,
) -> bytes:
    """The PDF, from the shelf if it is there. Raises ``DocumentError``.

    ``apart`` makes a document of more than a few pages in a process of its own, two at a time at most: the
    compiler remembers the parts of its last ten documents, which for long ones would fill a web process.
    ``kept`` is for what can be named: a document made of a visitor's words would fill the disk.
    """
    path = _path(key or key_of(template, data))
    with suppress(FileNotFoundError):
        return path.read_bytes()
    made = _rendered_apart(template, data, at) if apart else render(template, data, at=at)
    if kept:
        _keep(path, made)
    return made


def _keep(path: Path, made: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(made)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if next(_written) % _TRIM_EVERY == 0:
        trim()


def on_shelf(key: str) -> bool:
    """Whether a document was made already."""
    return _path(key).exists()


def _rendered_apart(template: Path, data: Mapping[str, Any], at: datetime) -> bytes:
    with _gate, tempfile.TemporaryDirectory() as folder:
        return render_apart(template, data, Path(folder) / "document.pdf", at=at).path.read_bytes()


@contextmanager
def room() -> Iterator[None]:
    """A place among those who prepare a long document, its data included. Raises ``Busy``, at once."""
    global _inside  # noqa: PLW0603 - counted under its lock
    with _lock:
        if _inside >= _ROOM:
            raise Busy
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1


def _path(key: str) -> Path:
    return _shelf() / key[:2] / f"{key}.pdf"


def _shelf() -> Path:
    return Path(settings.MEDIA_ROOT) / "documents"


def trim() -> int:
    """Bring the shelf back to three quarters of ``SHELF_BYTES`` when it passes it; returns how many went."""
    known = []
    for path in _shelf().glob("*/*.pdf"):
        with suppress(FileNotFoundError):
            found = path.stat()
            known.append((found.st_mtime, found.st_size, path))
    size, gone = sum(one[1] for one in known), 0
    if size <= SHELF_BYTES:
        return 0
    for _at, weight, path in sorted(known):
        if size <= SHELF_BYTES * 3 // 4:
            break
        path.unlink(missing_ok=True)
        size, gone = size - weight, gone + 1
    return gone


def forget_before(limit: datetime) -> int:
    """Remove the documents made before an aware instant; returns how many. They bear their day's date."""
    gone = 0
    for path in _shelf().glob("*/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit.timestamp():
                path.unlink()
                gone += 1
    return gone
