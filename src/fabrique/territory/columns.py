"""Which properties of a contour file hold the code and the name: from their names, else from their values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fabrique.territory.enums import AreaKind
from fabrique.territory.naming import fold

_CODES: dict[str, tuple[str, ...]] = {
    AreaKind.COMMUNE: (
        "insee com", "codgeo", "code insee", "codeinsee", "code commune", "codecommune", "insee commune",
        "insee", "com code", "depcom", "code com", "com", "code",
    ),
    AreaKind.EPCI: ("code epci", "siren epci", "epci code", "codeepci", "siren", "code siren", "code"),
    AreaKind.QPV: ("code qp", "code qpv", "codeqp", "codeqpv", "code quartier", "qp", "qpv", "code"),
    AreaKind.IRIS: ("code iris", "codeiris", "dcomiris", "depcomiris", "iris code", "code"),
    AreaKind.OTHER: ("code", "identifiant", "id", "ref", "reference", "numero"),
}  # fmt: skip
_NAMES: dict[str, tuple[str, ...]] = {
    AreaKind.COMMUNE: ("nom com", "nom commune", "libgeo", "nomcom", "com nom", "nom officiel", "commune"),
    AreaKind.EPCI: ("nom epci", "epci nom", "lib epci", "libepci", "nom officiel"),
    AreaKind.QPV: ("nom qp", "nom qpv", "lib qp", "lib qpv", "libelle qp", "nom quartier", "quartier"),
    AreaKind.IRIS: ("nom iris", "lib iris", "libiris", "nomiris"),
    AreaKind.OTHER: (),
}
_ANY_NAME = ("nom", "name", "libelle", "lib", "label", "intitule", "denomination", "titre", "title")
_COMMUNES = (
    "code commune",
    "insee com",
    "code insee",
    "insee",
    "codgeo",
    "codes communes",
    "depcom",
    "com code",
)
_PATTERNS: dict[str, re.Pattern[str]] = {
    AreaKind.COMMUNE: re.compile(r"\d[\dAB]\d{3}"),
    AreaKind.EPCI: re.compile(r"\d{9}"),
    AreaKind.QPV: re.compile(r"Q[PN][0-9A-Z]{6}"),
    AreaKind.IRIS: re.compile(r"\d[\dAB]\d{7}"),
    AreaKind.OTHER: re.compile(r"[\w.-]{1,32}"),
}

Rows = Sequence[Mapping[str, Any]]


def code_property(rows: Rows, kind: AreaKind) -> str:
    """The property that holds the code, "" if none does."""
    for name in _named(rows, _CODES[kind]):
        if _fits(rows, name, kind, least=0.5):
            return name
    return next(
        (name for name in _all(rows) if _fits(rows, name, kind, least=0.9) and _distinct(rows, name)), ""
    )


def name_property(rows: Rows, kind: AreaKind, code: str) -> str:
    """The property that holds the name, "" if none does."""
    for name in _named(rows, (*_NAMES[kind], *_ANY_NAME)):
        if name != code:
            return name
    lettered = (name for name in _all(rows) if name != code and _lettered(rows, name))
    return next((name for name in lettered if _distinct(rows, name)), "")


def communes_property(rows: Rows, code: str) -> str:
    """The property that holds the code of the commune in which an area lies, "" if none does."""
    names = (name for name in _named(rows, _COMMUNES) if name != code)
    return next(names, "")


def _all(rows: Rows) -> list[str]:
    return list(dict.fromkeys(name for row in rows[:200] for name in row))


def _named(rows: Rows, wanted: Sequence[str]) -> list[str]:
    """The properties of the file that bear one of these names, in the order of the names."""
    folded: dict[str, str] = {}
    for name in _all(rows):
        folded.setdefault(fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)), name)
        folded.setdefault(fold(name), name)
    return [folded[one] for one in wanted if one in folded]


def _fits(rows: Rows, name: str, kind: AreaKind, *, least: float) -> bool:
    values = [text_of(row.get(name)).upper() for row in rows]
    return sum(bool(_PATTERNS[kind].fullmatch(pad(one, kind))) for one in values) >= least * len(values)


def _distinct(rows: Rows, name: str) -> bool:
    return len({text_of(row.get(name)) for row in rows}) > 0.8 * len(rows)


def _lettered(rows: Rows, name: str) -> bool:
    return all(isinstance(row.get(name), str) and re.search(r"[^\W\d]{2}", row[name]) for row in rows)


def text_of(value: Any) -> str:
    """A property as trimmed text; 33063.0 is "33063", nothing is ""."""
    if value is None or isinstance(value, dict | list):
        return ""
    return re.sub(r"\.0+$", "", str(value)).strip()


def pad(code: str, kind: AreaKind) -> str:
    """A code with the zero that a spreadsheet took off."""
    width = {AreaKind.COMMUNE: 5, AreaKind.IRIS: 9}.get(kind, 0)
    return "0" + code if width and len(code) == width - 1 else code
