"""The files that an index is made of: a definition, shipped or one's own, and a table of areas."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Cell, TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.kernels.index import Data, Definition, Refusal, of_panel, parse
from fabrique.kernels.indicators.model import Status
from fabrique.observe.reading import Fault, choose, number_of, open_table
from fabrique.observe.sources import Spec, beneath_labels, read_panel, recognise
from fabrique.observe.sources.exchange import STATUS, stated

SHIPPED = Path(__file__).parent.parent / "definitions"
KEYS = ("id", "code_insee", "code", "CODE_INSEE", "INSEE_COM", "CODGEO")
NAMES = ("name", "nom", "nom_commune", "LIBCOM", "libelle")
SECRET, MISSING = {"s", "ns", "c", "secret"}, {"", "nd", "na", "n/a", "nan", "-"}
MOST_BYTES = 1_000_000


@contextmanager
def in_french(where: str) -> Iterator[None]:
    """Say which file a refusal of the library is about."""
    try:
        yield
    except Refusal as refusal:
        raise DomainRefusal(f"{where} : {refusal}") from refusal


def shipped() -> dict[str, Path]:
    """The definitions that come with the project, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def load_definition(given: str) -> Definition:
    """A definition by the path of its file or by its name among those shipped."""
    path = Path(given)
    if path.suffix != ".toml":
        if given not in shipped():
            names = ", ".join(shipped())
            raise DomainRefusal(
                f"« {given} » n’est ni un fichier .toml ni une définition livrée. Livrées : {names}."
            )
        path = shipped()[given]
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DomainRefusal(f"« {path} » est trop gros pour une définition.")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DomainRefusal(f"« {path} » n’est pas un texte en UTF-8 : enregistrez-le ainsi.") from error
    except OSError as error:
        raise DomainRefusal(f"« {path} » ne peut pas être lu : vérifiez le chemin.") from error
    with in_french(f"« {path.name} »"):
        return parse(text)


@dataclass(frozen=True)
class AreaTable:
    """Areas that were read: ``data``, their ``names``, and what is wrong in some rows. A cell that is no
    number counts as missing; a row without a key of its own is left out."""

    data: Data
    names: tuple[str, ...]
    faults: list[Fault]
    lost_rows: int

    def told(self, path: Path) -> list[str]:
        """The first faults in French; the last line counts the others."""
        lines = [f"« {path.name} », {fault}" for fault in self.faults[:20]]
        beyond = len(self.faults) - len(lines)
        return [*lines, *([f"« {path.name} » : et {beyond} autres."] if beyond > 0 else [])]


def columns_of(*definitions: Definition) -> tuple[list[str], list[str]]:
    """The columns of numbers and of labels that definitions name."""
    numbers = [code for one in definitions for code in one.codes]
    numbers += [i.denominator for one in definitions for i in one.indicators if i.denominator]
    labels = [one.population for one in definitions if one.population]
    return list(dict.fromkeys(numbers)), list(dict.fromkeys(labels))


def read_areas(path: Path, numbers: Sequence[str], labels: Sequence[str], key: str = "") -> AreaTable:
    """Read the areas of a file, with the statuses that « observe read » wrote beside its figures.

    Raises ``TableRefusal`` when a column or every row is lacking.
    """
    table = beneath_labels(open_table(path))
    lacking = [code for code in numbers if code not in table.columns]
    if lacking and not labels and not key and (spec := recognise(table.columns)):
        return _described(table, spec, numbers)
    key = choose(table, *([one] for one in ([key] if key else KEYS)))[0]
    _require(table, [*numbers, *labels])
    name = next((one for one in NAMES if one in table.columns), "")
    told = {code: code + STATUS for code in numbers if code + STATUS in table.columns}
    ids: dict[str, int] = {}
    names: list[str] = []
    values = {code: array("d") for code in numbers}
    status = {code: bytearray() for code in numbers}
    texts: dict[str, list[str]] = {code: [] for code in labels}
    faults: list[Fault] = []
    lost = 0
    for row in table:
        area = _text(row.values[key])
        if not area or area in ids:
            why = f"« {area} » est déjà à la ligne {ids[area]}." if area else "l’identifiant manque."
            faults.append(Fault(row.line, key, f"{why} Ligne laissée de côté."))
            lost += 1
            continue
        ids[area] = row.line
        names.append(_text(row.values[name]) if name else "")
        for code in numbers:
            value, kind = _read(row.values[code], code, row.line, faults)
            if code in told:
                value, kind = stated(value, kind, row.values[told[code]])
            values[code].append(value)
            status[code].append(kind)
        for code in labels:
            texts[code].append(_text(row.values[code]))
    if not ids:
        raise TableRefusal("le fichier n’a aucune ligne utilisable.", path=path)
    data = Data(
        tuple(ids),
        {code: np.frombuffer(one, dtype=np.float64) for code, one in values.items()},
        {code: np.frombuffer(bytes(one), dtype=np.uint8) for code, one in status.items()},
        {code: tuple(one) for code, one in texts.items()},
    )
    return AreaTable(data, tuple(names), faults, lost)


def _described(table: Table, spec: Spec, numbers: Sequence[str]) -> AreaTable:
    """The areas of a producer's file, read by its description into the common vocabulary."""
    read = read_panel(table, spec)
    panel = read.panel
    absent = [code for code in numbers if code not in panel.series]
    if absent:
        gone, has = (", ".join(f"« {one} »" for one in many) for many in (absent, panel.series))
        raise TableRefusal(
            f"reconnu ({spec.title}), ce fichier donne {has} ; il manque {gone}.",
            path=table.path,
            mend="Joignez-lui les fichiers qui les donnent (« observe read »).",
        )
    kept = {code: panel.series[code] for code in numbers}
    data = of_panel(replace(panel, series=kept))
    names = tuple(panel.names.get(area, "") for area in panel.areas)
    return AreaTable(data, names, read.faults, read.counts.refused)


def _require(table: Table, columns: Sequence[str]) -> None:
    lacking = [name for name in columns if name not in table.columns]
    if lacking:
        names = ", ".join(f"« {name} »" for name in lacking)
        has = ", ".join(f"« {name} »" for name in table.columns[:20])
        raise TableRefusal(
            f"il manque les colonnes {names} ; le fichier a {has}.",
            path=table.path,
            mend="Renommez les colonnes du fichier, ou les « code » de la définition.",
        )


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _read(cell: Cell, column: str, line: int, faults: list[Fault]) -> tuple[float, int]:
    if cell is None:
        return math.nan, Status.MISSING
    value = number_of(cell)
    if value is not None:
        return value, Status.OBSERVED
    word = str(cell).strip().casefold()
    if word in SECRET:
        return math.nan, Status.SECRET
    if word not in MISSING:
        told = f"« {str(cell)[:40]} » n’est pas un nombre : compté comme manquant."
        faults.append(Fault(line, column, told))
    return math.nan, Status.MISSING
