"""Labels, on sheets to peel off or on the roll of a label printer, and the sheet of moves to scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from fabrique.core.documents import render
from fabrique.core.documents.code128 import code128_svg
from fabrique.core.documents.qr import qr_svg
from fabrique.equip.enums import Move
from fabrique.equip.reading import move_code

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Format:
    """A sheet or a roll. Lengths in millimetres; a roll has one label a page."""

    words: str
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    gap: float = 0

    @property
    def number(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows


# The usual sheets of A4 and the rolls that label printers take; the margins are those of the sheets sold.
FORMATS = {
    "a4-24": Format("Planche A4 de 24 étiquettes, 70 × 37 mm", 70, 37, 3, 8, 0, 0.5),
    "a4-21": Format("Planche A4 de 21 étiquettes, 63,5 × 38,1 mm", 63.5, 38.1, 3, 7, 7.25, 15.15, 2.5),
    "a4-14": Format("Planche A4 de 14 étiquettes, 99,1 × 38,1 mm", 99.1, 38.1, 2, 7, 4.65, 15.15, 2.5),
    "a4-40": Format("Planche A4 de 40 étiquettes, 52,5 × 29,7 mm", 52.5, 29.7, 4, 10),
    "a4-65": Format("Planche A4 de 65 étiquettes, 38,1 × 21,2 mm", 38.1, 21.2, 5, 13, 4.75, 10.7, 2.5),
    "29x90": Format("Imprimante d’étiquettes, 29 × 90 mm", 90, 29),
    "29x42": Format("Imprimante d’étiquettes, 29 × 42 mm", 42, 29),
    "62": Format("Imprimante d’étiquettes, rouleau de 62 mm", 62, 29),
}
MOST = 500


@dataclass(frozen=True, slots=True)
class Label:
    """``code``: in clear and as bars; ``address``: in the QR code; ``title``, ``detail``: two lines."""

    code: str
    address: str
    title: str
    detail: str = ""


def labels_pdf(labels: Sequence[Label], name: str, *, start: int, territory: str, at: datetime) -> bytes:
    """The labels in a format of ``FORMATS``; ``start`` is the first free place of a sheet, from 1."""
    shape = FORMATS[name]
    data = {
        "title": _("Étiquettes"),
        "setting": {"territory": territory},
        "format": asdict(shape) | {"roll": shape.number == 1},
        "empty": min(max(start, 1), shape.number) - 1,
        "labels": [
            {
                "code": each.code,
                "title": each.title,
                "detail": each.detail,
                "qr": qr_svg(each.address),
                "bars": code128_svg(each.code),
            }
            for each in labels
        ],
    }
    return render(HERE / "labels.typ", data, at=at)


def gestures_pdf(moves: Iterable[Move], *, territory: str, at: datetime) -> bytes:
    """One barcode for each move: scanning it says what the next scans do."""
    lines = [
        {"words": move.words, "target": move.target.label, "code": move_code(move.verb),
         "bars": code128_svg(move_code(move.verb))}
        for move in moves
    ]  # fmt: skip
    data = {"title": _("Les gestes à scanner"), "setting": {"territory": territory}, "moves": lines}
    return render(HERE / "gestures.typ", data, at=at)
