"""A file as a raw table for the lint: which column is the code of the areas, which are measures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fabrique.core.tabular import Cell, TableRefusal
from fabrique.kernels.indicators.lint import RawTable, guess_measure
from fabrique.kernels.indicators.lint.guess import plain
from fabrique.kernels.indicators.lint.keys import level_of
from fabrique.kernels.indicators.model import Floats, Series, Status, Statuses
from fabrique.observe.reading import number_of, open_table
from fabrique.observe.sources.exchange import STATUS, stated, words_of_status
from fabrique.territory.cog import cog

# Names of a column of codes, from the smallest areas up: a file of IRIS also has the codes of the communes.
_KEYS = (
    *("code iris", "codeiris", "dcomiris", "iris", "code qp", "codeqp", "code qpv", "codeqpv", "qp", "qpv"),
    *("code insee", "codeinsee", "codgeo", "insee com", "depcom", "code commune", "codecommune", "insee"),
    *("com", "code com", "code epci", "codeepci", "siren epci", "epci", "siren", "code", "id"),
)
_VAGUE = {"code", "id", "com"}
# What a whole header may say of a column of digits that is no measure: a code, a position, a date.
_UNIT = (
    r"(insee|depcom|codgeo|com|communes?|dep|departements?|reg|regions?|epci|sirens?|siret|iris|qpv?|cp|"
    r"postal|postaux|arr|arrondissements?|canton|uu20\d\d)"
)
_CODES = re.compile(
    rf"((codes?|id|identifiant|num|numero)( {_UNIT})*|{_UNIT}( ({_UNIT}|codes?))*|"
    r"((coord|coordonnees?|gps|lambert|l93) )?(x|y|lat|latitude|lon|lng|long|longitud|longitude)"
    r"( (lambert|l93|wgs84))?|"
    r"date|annee|year|millesime)"
)
SECRETS = {"s", "ns", "nd", "c", "secret"}
_POPULATION = re.compile(r"^(pop|pop mun|pop municipale|pmun|population|population municipale|p\d\d pop)$")
_SAMPLE, _MOSTLY = 400, 0.9


@dataclass(frozen=True, slots=True)
class LintTable:
    """What was read: ``unread`` counts, by column, the cells that are no number (they are read as blank);
    ``population`` by code, where the file has it; ``left`` says why a column is not examined."""

    raw: RawTable
    key: str
    unread: Mapping[str, int]
    population: Mapping[str, float]
    left: Mapping[str, str]


def read_lint_table(
    path: Path, *, key: str = "", level: str = "", geography: int = 0, directions: Mapping[str, int]
) -> LintTable:
    """Read any table. Raises ``TableRefusal`` when it cannot be, or no column holds codes of areas."""
    table = open_table(path)
    cells: dict[str, list[Cell]] = {name: [] for name in table.columns}
    for row in table:
        for name, values in cells.items():
            values.append(row.values[name])
    if not next(iter(cells.values())):
        raise TableRefusal("le fichier n’a aucune ligne de données.", path=path)
    for name in (*([key] if key else []), *directions):
        if name not in cells:
            has = ", ".join(f"« {one} »" for one in table.columns[:12])
            raise TableRefusal(f"pas de colonne « {name} » ; le fichier a {has}.", path=path)
    chosen = key or _key_of(cells)
    if not chosen:
        raise TableRefusal(
            "aucune colonne ne contient de codes de territoires.", path=path, mend="Nommez-la avec --key."
        )
    keys = tuple(_code(cell) for cell in cells[chosen])
    columns: dict[str, Series] = {}
    unread: dict[str, int] = {}
    left: dict[str, str] = {}
    for name, column in cells.items():
        if name == chosen or _is_status(name, cells):
            continue
        if name not in directions and (why := _no_measure(name, column)):
            left[name] = why
            continue
        numbers, status, bad = _numbers(column)
        if _is_status(name + STATUS, cells):
            numbers, status = _stated(numbers, status, cells[name + STATUS])
        columns[name] = Series(guess_measure(name, numbers, directions.get(name, 0)), numbers, status)
        if bad:
            unread[name] = bad
    people = next((one for name, one in columns.items() if _POPULATION.match(plain(name))), None)
    counts = people.values.tolist() if people else [np.nan] * len(keys)
    population = {code: count for code, count in zip(keys, counts, strict=True) if count == count}
    raw = RawTable(keys, columns, level or _level_of(keys), geography)
    return LintTable(raw, chosen, unread, population, left)


def _code(cell: Cell) -> str:
    """A code as text: 33063.0 of a spreadsheet is « 33063 »."""
    text = "" if cell is None else str(cell).strip().upper()
    return text.removesuffix(".0") if isinstance(cell, float) else text


def _sample(cells: Sequence[Cell]) -> list[str]:
    """Filled cells taken all along the column, as text."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    return [_code(cell) for cell in filled[:: max(1, len(filled) // _SAMPLE)]]


def _key_of(cells: Mapping[str, Sequence[Cell]]) -> str:
    """The column of codes: by its name if its values agree, else by its values; "" when none is."""
    named: dict[str, str] = {}
    for name in cells:
        named.setdefault(plain(name), name)
    for wanted in _KEYS:
        name = named.get(wanted, "")
        if name and _looks_like_codes(
            cells[name], 0.5 if wanted not in _VAGUE else _MOSTLY, wanted in _VAGUE
        ):
            return name
    others = [name for name in cells if "post" not in plain(name)]
    return next((name for name in others if _looks_like_codes(cells[name], _MOSTLY, strict=True)), "")


def _looks_like_codes(column: Sequence[Cell], least: float, strict: bool) -> bool:
    sample = _sample(column)
    if not sample or (strict and len(set(sample)) < _MOSTLY * len(sample)):
        return False
    # A zero lost by a spreadsheet leaves four or eight digits.
    fit = sum(
        bool(level_of(one)) or bool(level_of("0" + one) in ("commune", "iris") and not strict)
        for one in sample
    )
    return fit >= least * len(sample)


def _level_of(keys: Sequence[str]) -> str:
    """The level of most codes; a code of nine digits that begins with 2 may be an EPCI or an IRIS."""
    looks = Counter(level_of(code) or level_of("0" + code) for code in keys if code)
    return looks.most_common(1)[0][0] if looks else ""


def _is_status(name: str, cells: Mapping[str, Sequence[Cell]]) -> bool:
    """Whether a column is the status, written by « observe read », of another one of the file."""
    of = name.removesuffix(STATUS)
    return of != name and of in cells and name in cells and words_of_status(cells[name])


def _stated(numbers: Floats, status: Statuses, words: Sequence[Cell]) -> tuple[Floats, Statuses]:
    read = [stated(*one) for one in zip(numbers.tolist(), status.tolist(), words, strict=True)]
    return np.array([value for value, _ in read]), np.array([state for _, state in read], dtype=np.uint8)


def _no_measure(name: str, column: Sequence[Cell]) -> str:
    """Why a column holds no measure, in French; "" when nearly all its cells are numbers and no codes."""
    if _CODES.fullmatch(plain(name)):
        return "code, position ou date"
    sample = _sample(column)
    if not sample:
        return "vide"
    if name.startswith("colonne_") and _is_rank(column):
        return "rang des lignes"
    if any(len(one) > 1 and one[0] == "0" and one.isdigit() for one in sample) or _are_places(sample):
        return "codes"
    good = sum(one.lower() in SECRETS or number_of(one) is not None for one in sample)
    if good >= _MOSTLY * len(sample) and any(number_of(one) is not None for one in sample):
        return ""
    return "pas des nombres"


def _are_places(sample: Sequence[str]) -> bool:
    """Codes of communes or EPCI that exist: of any numbers of five digits, about one in three is one."""
    official = cog()
    there = sum(one in official or official.epci(one) is not None for one in sample)
    return there >= _MOSTLY * len(sample)


def _is_rank(column: Sequence[Cell]) -> bool:
    """0, 1, 2… : the rank that a program wrote beside the rows."""
    return all(_code(cell) in (str(rank), str(rank + 1)) for rank, cell in enumerate(column[:50]))


def _numbers(column: Sequence[Cell]) -> tuple[Floats, Statuses, int]:
    """Values and what they are, and how many cells could not be read."""
    try:  # plain numbers and blanks, as nearly every file has: one pass
        values = np.array([cell if cell not in ("", None) else "nan" for cell in column], dtype=np.float64)
    except (TypeError, ValueError):
        return _numbers_one_by_one(column)
    values = np.where(np.isfinite(values), values, np.nan)
    status = np.where(np.isfinite(values), Status.OBSERVED, Status.MISSING).astype(np.uint8)
    return values, status, 0


def _numbers_one_by_one(column: Sequence[Cell]) -> tuple[Floats, Statuses, int]:
    values = np.full(len(column), np.nan)
    status = np.full(len(column), Status.MISSING, dtype=np.uint8)
    bad = 0
    for rank, cell in enumerate(column):
        value = number_of(cell)
        if value is not None:
            values[rank], status[rank] = value, Status.OBSERVED
        elif isinstance(cell, str) and cell.strip().lower() in SECRETS:
            status[rank] = Status.SECRET
        elif cell is not None and str(cell).strip():
            bad += 1
    return values, status, bad
