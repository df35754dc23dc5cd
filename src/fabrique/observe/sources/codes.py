"""Codes of areas as they are written officially, from the ways in which files damage them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fabrique.core.tabular import Cell

_GUARDED = re.compile(r'="+([^"]*)"+')
_WHOLE = re.compile(r"(\d+)[.,]0+")


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of code: its shape, its length once zeros are put back, and its French description."""

    level: str
    shape: re.Pattern[str]
    width: int
    told: str


CODES: dict[str, Code] = {
    "commune": Code(
        "commune", re.compile(r"\d[\dAB]\d{3}"), 5, "un code de commune (cinq signes : 01004, 2A004)"
    ),
    "iris": Code("iris", re.compile(r"\d[\dAB]\d{7}"), 9, "un code d’IRIS (neuf signes : 010040101)"),
    "epci": Code("epci", re.compile(r"2\d{8}"), 0, "un numéro SIREN d’EPCI (neuf chiffres : 200054807)"),
    "qpv": Code("qpv", re.compile(r"Q[PN]\w{6}"), 0, "un code de quartier prioritaire (QP009001, QN06099M)"),
    "departement": Code(
        "departement", re.compile(r"\d\d|2[AB]|97\d|98\d"), 2, "un code de département (01, 2A, 974)"
    ),
    "cell": Code(
        "cell",
        re.compile(r"(?:CRS\d+)?RES\d+M?N-?\d+E-?\d+|200M\w+", re.IGNORECASE),
        0,
        "un identifiant de carreau (CRS3035RES200mN2029800E4252400)",
    ),
    "text": Code("other", re.compile(r".+", re.DOTALL), 0, "un identifiant"),
}
POSTAL = frozenset({"postal", "postaux", "cp"})  # words of a header
NAMED = "commune_name"  # no code: a name and a postal code, looked up in a list of communes
_CASED = frozenset({"cell", "text"})


def text_of(cell: Cell) -> str:
    """A cell as the text of a code: a number of a workbook loses its decimals, a guarded text its guard."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    if text.startswith('="') and (guarded := _GUARDED.fullmatch(text)):
        return guarded[1].strip()
    return text


def normaliser(code: str) -> Callable[[Cell], str | None]:
    """A function from a cell to the official code; None when it is not one (an empty cell gives "")."""
    kind = CODES[code]
    match, width, cased = kind.shape.fullmatch, kind.width, code in _CASED

    def normalise(cell: Cell) -> str | None:
        text = text_of(cell)
        if not text:
            return ""
        if not cased:
            text = text.upper()
            if code == "iris":
                text = text.replace("_", "")  # the equipment base writes 01004_0101
            if (whole := _WHOLE.fullmatch(text)) is not None:
                text = whole[1]
            if len(text) == width - 1 and text[:1].isdigit():
                text = "0" + text
        return text if match(text) else None

    return normalise


def joined(cells: Sequence[Cell]) -> str:
    """The code of a commune or of an IRIS from its parts: « 1 » and « 4 » give « 01004 », « 974 » and
    « 11 » give « 97411 », and four digits of an IRIS may follow."""
    texts = [text_of(cell).upper() for cell in cells]
    if not all(texts):
        return ""
    area = texts[0].zfill(2)
    if len(texts) > 1:
        area += texts[1][-2:].zfill(2) if len(area) == 3 else texts[1].zfill(3)
    return area + "".join(text.zfill(4) for text in texts[2:])


def guess(texts: Sequence[str]) -> tuple[str, float]:
    """The kind of code that most of these texts are, and their share; ("text", 0) when none stands out.

    An IRIS code that has lost its zero looks like nothing else; five digits may be a postal code: the words
    of the header decide, not this function.
    """
    best, share = "text", 0.0
    for code in ("iris", "epci", "qpv", "cell", "commune", "departement"):
        normalise = normaliser(code)
        found = sum(normalise(text) not in (None, "") for text in texts) / max(1, len(texts))
        if found > share + 1e-9:
            best, share = code, found
    return best, share
