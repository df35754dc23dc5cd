"""The normalised file: one line for each area, each measure with its status, and a dictionary beside it.

``index`` and ``lint`` read the columns of figures; the columns of status and the dictionary keep the rest,
so that writing then reading gives the same panel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from fabrique.core.tabular import Cell, TableRefusal, read_table, write_csv
from fabrique.kernels.indicators.model import Kind, Measure, Panel, Series, Status
from fabrique.observe.reading import choose, number_of
from fabrique.observe.sources.model import Spec

STATUS = "_status"
_WORDS = tuple(status.name.lower() for status in Status)
_MEASURE = ("colonne", "libelle", "unite", "nature", "sens", "numerateur", "denominateur", "echelle")
_HEAD = (
    *_MEASURE,
    "poids_approche",
    "plus_petit",
    "plus_grand",
    "observes",
    "imputes",
    "secrets",
    "manquants",
)
_OF_FILE = ("niveau", "geographie", "millesime", "titre", "producteur", "licence", "adresse")
DICTIONARY = (*_HEAD, *_OF_FILE)


def dictionary_path(path: Path) -> Path:
    """Where the dictionary of ``path`` is: ``OUT.csv`` has ``OUT.dictionnaire.csv``."""
    return path.with_name(f"{path.stem}.dictionnaire.csv")


def write_panel(panel: Panel, path: Path, *, spec: Spec | None = None, vintage: int = 0) -> int:
    """Write ``id,name,<measure>,<measure>_status…`` and its dictionary; the number of areas."""
    write_csv(path, value_columns(panel), value_rows(panel))
    of_file = (spec.title, spec.producer, spec.licence, spec.url) if spec else ("", "", "", "")
    write_csv(dictionary_path(path), DICTIONARY, dictionary_rows(panel, vintage, of_file))
    return len(panel.areas)


def value_columns(panel: Panel) -> list[str]:
    """The columns of the normalised file."""
    return ["id", "name", *(name for code in panel.series for name in (code, code + STATUS))]


def value_rows(panel: Panel) -> Iterator[list[Cell]]:
    """Its rows, one for each area."""
    listed: list[tuple[list[float], list[int]]] = [
        (one.values.tolist(), one.status.tolist()) for one in panel.series.values()
    ]
    for rank, area in enumerate(panel.areas):
        row: list[Cell] = [area, panel.names.get(area, "")]
        for values, status in listed:
            state = status[rank]
            row += [_plain(values[rank]) if state <= Status.IMPUTED else None, _WORDS[state]]
        yield row


def stated(value: float, status: int, word: Cell) -> tuple[float, int]:
    """A figure read from a written file, as its column of status says it: secret, missing, imputed.

    A word that is none of ours changes nothing; nor does « observed » or « imputed » beside no number.
    """
    said = str(word or "").strip().casefold()
    state = _WORDS.index(said) if said in _WORDS else status
    if state > Status.IMPUTED:
        return np.nan, state
    return value, state if status <= Status.IMPUTED else status


def words_of_status(column: Sequence[Cell]) -> bool:
    """Whether every filled cell of a column is a word of status."""
    filled = {str(cell).strip().casefold() for cell in column if cell not in (None, "")}
    return bool(filled) and filled <= set(_WORDS)


def _plain(value: float) -> Cell:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def dictionary_rows(panel: Panel, vintage: Cell, of_file: Sequence[str]) -> Iterator[list[Cell]]:
    """What each measure is. ``of_file``: title, producer, licence and address of the data set."""
    for code, one in panel.series.items():
        m = one.measure
        counts: list[Cell] = [int(np.count_nonzero(one.status == status)) for status in Status]
        described: list[Cell] = [code, m.label, m.unit, str(m.kind), m.direction, m.numerator, m.denominator]
        yield [
            *described,
            m.scale,
            "oui" if m.approximate else "",
            m.least,
            m.most,
            *counts,
            panel.level,
            panel.geography,
            vintage,
            *of_file,
        ]


def read_written(path: Path) -> Panel:
    """The panel that ``write_panel`` wrote. Raises ``TableRefusal`` when its dictionary is absent."""
    level, geography, measures = _described(dictionary_path(path))
    table = read_table(path)
    choose(table, ["id", *measures])
    areas: list[str] = []
    names: dict[str, str] = {}
    values: dict[str, list[float]] = {code: [] for code in measures}
    status: dict[str, list[int]] = {code: [] for code in measures}
    for row in table:
        area = str(row.values["id"])
        areas.append(area)
        if name := row.values.get("name"):
            names[area] = str(name)
        for code in measures:
            state = _WORDS.index(str(row.values[code + STATUS]))
            value = number_of(row.values[code])
            values[code].append(np.nan if value is None else value)
            status[code].append(state)
    series = {
        code: Series(measure, np.array(values[code]), np.array(status[code], dtype=np.uint8))
        for code, measure in measures.items()
    }
    return Panel(level, geography, tuple(areas), series, names)


def _described(path: Path) -> tuple[str, int, dict[str, Measure]]:
    table = read_table(path)
    choose(table, [*_MEASURE, "plus_petit", "plus_grand", "niveau", "geographie"])
    level, geography = "other", 0
    measures: dict[str, Measure] = {}
    for row in table:
        cell = {name: str(value or "") for name, value in row.values.items()}
        level, geography = cell["niveau"], int(cell["geographie"])
        measures[cell["colonne"]] = Measure(
            code=cell["colonne"],
            label=cell["libelle"],
            unit=cell["unite"],
            kind=Kind(cell["nature"]),
            direction=int(cell["sens"]),
            numerator=cell["numerateur"],
            denominator=cell["denominateur"],
            scale=float(cell["echelle"]),
            least=number_of(cell["plus_petit"]),
            most=number_of(cell["plus_grand"]),
            approximate=cell.get("poids_approche") == "oui",
        )
    if not measures:
        raise TableRefusal("ce dictionnaire ne décrit aucune mesure.", path=path)
    return level, geography, measures
