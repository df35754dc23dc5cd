"""QR codes, fonts, the shelf of documents already made."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import segno

from fabrique.core import clock
from fabrique.core.documents import cache, qr_svg
from fabrique.core.documents.engine import FONTS
from tests.conftest import ROOT

ROW = re.compile(r"^\| `(src/fabrique/core/fonts/[^`]+)` \|.*`([0-9a-f]{64})` \|$", re.MULTILINE)
SUBPATH = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def test_the_drawn_code_has_the_modules_of_the_code():
    address = "https://guide.estuaire.example/guide/lieu/deuxrives/"
    drawn = qr_svg(address)
    dark = {
        (int(x) - 4 + step, int(y) - 4)
        for x, y, length, _back in SUBPATH.findall(drawn)
        for step in range(int(length))
    }
    matrix = segno.make(address, error="m", micro=False).matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, cell in enumerate(row) if cell}


def test_the_fonts_are_listed_as_they_are():
    listed = dict(ROW.findall((ROOT / "VENDORED.md").read_text(encoding="utf-8")))
    found = {
        str(path.relative_to(ROOT)): sha256(path.read_bytes()).hexdigest()
        for path in FONTS.iterdir()
        if path.is_file()
    }
    assert listed == found
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 600_000


@pytest.fixture
def shelf(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


def test_a_document_is_made_once(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []

    def counted(template: Path, data: dict[str, str], *, at: object) -> bytes:
        made.append(data["title"])
        return data["title"].encode()

    monkeypatch.setattr(cache, "render", counted)
    template = FONTS.parent / "documents" / "kit.typ"
    for title in ("un", "deux", "un"):
        assert cache.cached_pdf(template, {"title": title}, at=clock.now()) == title.encode()
    assert made == ["un", "deux"]
    assert len(list(shelf.glob("*/*.pdf"))) == len(list(shelf.glob("*/*"))) == 2
    assert cache.forget_before(clock.now() - timedelta(days=1)) == 0
    assert cache.forget_before(clock.now() + timedelta(days=1)) == 2


def test_what_is_not_kept_leaves_nothing_on_the_disk(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "render", lambda template, data, *, at: b"pdf")
    template = FONTS.parent / "documents" / "kit.typ"
    assert cache.cached_pdf(template, {"title": "un"}, at=clock.now(), kept=False) == b"pdf"
    assert not shelf.exists()


def test_the_shelf_has_an_end_and_the_oldest_go_first(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "SHELF_BYTES", 1000)
    for age in range(12):
        path = shelf / "aa" / f"{age}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 100)
        os.utime(path, (10_000 - age, 10_000 - age))
    assert cache.trim() == 5
    assert {path.stem for path in shelf.glob("*/*")} == {str(age) for age in range(7)}
    assert cache.trim() == 0


def test_a_process_prepares_so_many_long_documents_at_once():
    with ExitStack() as taken:
        for _place in range(3):
            taken.enter_context(cache.room())
        with pytest.raises(cache.Busy), cache.room():
            pass
    with suppress(ZeroDivisionError), cache.room():
        raise ZeroDivisionError
    with ExitStack() as again:
        for _place in range(3):
            again.enter_context(cache.room())
