"""Spreadsheets: one device a row, by the names of the columns.

Known: the imports of tec.tech and of BOLC (and its bare lines of 35 fields, without a header), the exports of
eReuse, and what people write by themselves.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabrique.core.tabular import Limits, Row, Table, TableRefusal, normalise_header, read_table
from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.drives import kind_of as drive_kind
from fabrique.equip.intake.kinds import kind_of
from fabrique.equip.intake.observation import Battery, Drive, DriveKind, Observation, Screen
from fabrique.equip.intake.refusals import KNOWN, IntakeRefusal
from fabrique.equip.intake.values import (
    bytes_of,
    drive_bytes,
    drive_bytes_of_mb,
    imei,
    ram_mb,
    real,
    serial,
    tidy,
    whole,
)

_LIMITS = Limits(
    streamed_bytes=20_000_000, json_bytes=20_000_000, workbook_bytes=20_000_000, rows=20_000, columns=600
)
_NAMES = {  # field: names of its columns, the better first, as ``normalise_header`` gives them
    "kind": """device type; placeholder type; typemateriel; type materiel; type de materiel; type; appareil;
        kind""",
    "make": """device manufacturer; placeholder manufacturer; marque; constructeur; manufacturer; fabricant;
        make; brand""",
    "model": "device model; placeholder model; modele; model",
    "serial": """device serial number; placeholder serial number; numeroserie; n serie; n de serie;
        numero de serie; no serie; serial number; serial; serie; s n; sn; num serie""",
    "imei": "imei1; imei; imei 1; n imei",
    "tag": """identifiant unique; idmaterielreconditionneur; id reconditionneur; id interne; etiquette;
        reference; placeholder id internal; id device internal; n inventaire; numero d inventaire;
        asset tag""",
    "cpu": "processor 1 model; processeur; processor; cpu",
    "ram": "ram mb; ram mo; ram; memoire; memoire vive; ram go; ram gb; memoire go",
    "size": """datastorage 1 size mb; tailledisquedur1; taille disque 1; taille disque; taille du disque;
        stockage; disque dur; disque; capacite; disque go""",
    "size2": "datastorage 2 size mb; tailledisquedur2; taille disque 2",
    "size3": "datastorage 3 size mb",
    "sort": "datastorage 1; typedisquedur1; type disque 1; type disque; type de disque",
    "sort2": "datastorage 2; typedisquedur2; type disque 2",
    "sort3": "datastorage 3",
    "disk_serial": "datastorage 1 serial number; n serie disque; serie disque",
    "disk_serial2": "datastorage 2 serial number",
    "disk_serial3": "datastorage 3 serial number",
    "disk_model": "datastorage 1 model",
    "disk_model2": "datastorage 2 model",
    "disk_model3": "datastorage 3 model",
    "battery": "batterie; etat batterie; batterie pourcent; battery; sante batterie",
    "screen": "ecran; taille ecran; taille de l ecran; ecran pouces; screen",
    "system": "systemeexploitation; systeme d exploitation; os; systeme",
}
_FIELD_OF = {
    normalise_header(n): (f, rank) for f, names in _NAMES.items() for rank, n in enumerate(names.split(";"))
}
# The bare line of BOLC, by rank from 0.
_BOLC = {
    1: "tag",
    3: "kind",
    7: "make",
    10: "model",
    11: "battery",
    14: "serial",
    15: "cpu",
    16: "sort",
    17: "size",
}
_BOLC |= {20: "ram", 23: "screen", 30: "system"}
_BOLC_FIELDS = 35
_ADVICE = (
    "Il faut au moins une colonne qui identifie l’appareil (« Numéro de série », « IMEI » ou « Identifiant "
    "unique ») ou sa marque et son modèle."
)
_MOST_RAM, _LEAST_DISK = 1024, 4


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """A row that is left out: its line in the file, the column at fault, what is wrong."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rows:
    format: str
    observations: tuple[Observation, ...]
    refusals: tuple[RowRefusal, ...]


def read(content: bytes) -> Rows:
    """The devices of a spreadsheet. Raises ``IntakeRefusal`` for one that describes no device."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tableau"  # no name of the sender reaches the disk
        path.write_bytes(content)
        try:
            return _read(read_table(path, limits=_LIMITS))
        except TableRefusal as refusal:
            where = f" (ligne {refusal.line})" if refusal.line is not None else ""
            problem = refusal.problem[:1].upper() + refusal.problem[1:]
            raise IntakeRefusal(f"{problem[:-1]}{where}. {refusal.mend}".strip()) from None


def _read(table: Table) -> Rows:
    columns, bare = _columns(table), False
    if not columns and len(table.columns) == _BOLC_FIELDS and kind_of(table.columns[3]) is not None:
        columns, bare = {f: table.columns[rank] for rank, f in _BOLC.items()}, True
    if not columns:
        raise IntakeRefusal(f"Ce fichier n’est pas reconnu. {KNOWN}")
    if not (columns.keys() & {"serial", "imei", "tag"} or {"make", "model"} <= columns.keys()):
        raise IntakeRefusal(f"Ce fichier ne décrit pas d’appareil, ou d’une façon inconnue. {_ADVICE}")
    observations, refusals = [], []
    for row in _rows(table, bare=bare):
        cells = {field: row.values.get(column) for field, column in columns.items()}
        if not any(tidy(str(value)) for value in cells.values() if value is not None):
            continue
        try:
            observations.append(_Reader(table.format, cells, columns, row.line).observation())
        except _Odd as odd:
            refusals.append(RowRefusal(row.line, odd.column, odd.reason))
    if not observations and not refusals:
        raise IntakeRefusal("Ce tableau n’a aucune ligne d’appareil.", format=table.format)
    return Rows(table.format, tuple(observations), tuple(refusals))


def _columns(table: Table) -> dict[str, str]:
    """Field → column, by the best of its names that is there."""
    best: dict[str, tuple[int, str]] = {}
    for column in table.columns:
        field, rank = _FIELD_OF.get(normalise_header(column), ("", 0))
        if field and (field not in best or rank < best[field][0]):
            best[field] = (rank, column)
    return {field: column for field, (_, column) in best.items()}


def _rows(table: Table, *, bare: bool) -> Iterator[Row]:
    if bare:  # what was taken for a header is the first device
        yield Row(0, dict(zip(table.columns, table.columns, strict=True)), 1)
    yield from table


class _Odd(Exception):
    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason


class _Reader:
    """One row, read by its fields."""

    def __init__(self, format: str, cells: dict[str, Any], columns: dict[str, str], line: int) -> None:
        self._cells, self._columns = cells, columns
        self._draft = Draft(format, row=line)

    def observation(self) -> Observation:
        draft, where = self._draft, "tableau"
        draft.say_kind(kind_of(self._text("kind")))
        draft.say("make", real(self._text("make")), where)
        draft.say("model", real(self._text("model")), where)
        draft.say("serial", serial(self._text("serial")), where)
        draft.say("imei", imei(self._text("imei")), where)
        draft.tag = self._text("tag")
        draft.system = real(self._text("system"))
        if not any(draft.first(f) for f in ("make", "model", "serial", "imei")) and not draft.tag:
            raise _Odd(
                self._columns.get("serial", ""),
                "Rien n’identifie cet appareil : donnez sa marque et son modèle.",
            )
        draft.say_cpu(self._text("cpu"))
        draft.say("ram_mb", self._ram(), where)
        for more in ("", "2", "3"):
            self._drive(more)
        self._battery()
        self._screen()
        return draft.finish()

    def _text(self, field: str) -> str:
        value = self._cells.get(field)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # « 356868000041412.0 »: a workbook makes a number of it
        return tidy(value)

    def _odd(self, field: str, what: str) -> _Odd:
        return _Odd(self._columns[field], f"« {self._text(field)[:40]} » n’est pas {what}.")

    def _amount(self, field: str, bare_unit: str, *, binary: bool) -> int | None:
        """Bytes; a negative or unreadable amount refuses the row."""
        text = self._text(field)
        if not real(text) or text.casefold() in ("-", "aucun", "sans", "non"):
            return None
        size = bytes_of(text, binary=binary, unit=bare_unit)
        if size is None:
            raise self._odd(field, "une quantité de mémoire" if field == "ram" else "une taille de disque")
        return size

    def _ram(self) -> int | None:
        """« 8 », « 8 Go », « 8192 »: beyond 128 a bare number is in MB."""
        text = self._text("ram")
        number = whole(text)
        in_mb = "mb" in normalise_header(self._columns.get("ram", "")).split() or (number or 0) > 128
        size = self._amount("ram", "m" if in_mb else "g", binary=True)
        found = ram_mb(size)
        if size and (found is None or found > _MOST_RAM * 1024):
            raise self._odd("ram", "une quantité de mémoire possible")
        return found

    def _drive(self, more: str) -> None:
        field = f"size{more}"
        sort, model = self._text(f"sort{more}"), self._text(f"disk_model{more}")
        if field in self._columns and "mb" in normalise_header(self._columns[field]).split():
            size = drive_bytes_of_mb(self._text(field))
        else:
            said = self._amount(field, "g", binary=False)
            size = drive_bytes(said)
            if said and size is None:
                raise self._odd(field, "une taille de disque possible")
        if size is None:
            return
        if size < _LEAST_DISK * 10**9:
            raise self._odd(field, "une taille de disque possible")
        kind = _SORTS.get(normalise_header(sort)) or drive_kind(sort, model)
        if kind is DriveKind.UNKNOWN:
            kind = (
                DriveKind.SSD
                if "solidstate" in sort.casefold()
                else DriveKind.HDD
                if "hard" in sort.casefold()
                else kind
            )
        self._draft.say_drive(
            Drive(kind, size, serial(self._text(f"disk_serial{more}")), "", model), f"tableau {more}"
        )

    def _battery(self) -> None:
        match = re.fullmatch(r"(-?\d{1,4}(?:[.,]\d+)?) ?%?", self._text("battery"))
        if match is None:
            return
        percent = float(match[1].replace(",", "."))
        if isinstance(self._cells.get("battery"), float) and percent <= 1:
            percent *= 100  # a cell in percents holds a fraction
        if not 0 <= percent <= 120:
            raise self._odd("battery", "un pourcentage de batterie")
        self._draft.battery = Battery(100, round(percent), "%")

    def _screen(self) -> None:
        match = re.match(r"(\d{1,2}(?:[.,]\d+)?)", self._text("screen"))
        if match is not None and 3 <= (inches := float(match[1].replace(",", "."))) <= 100:
            self._draft.screen = Screen(inches)


_SORTS = {
    **dict.fromkeys(("hdd", "disque dur", "sata", "mecanique", "ide"), DriveKind.HDD),
    **dict.fromkeys(("ssd", "ssd sata", "m2", "m 2", "msata", "flash"), DriveKind.SSD),
    **dict.fromkeys(("nvme", "ssd nvme", "m2 nvme", "m 2 nvme", "pcie"), DriveKind.NVME),
    **dict.fromkeys(("emmc", "mmc"), DriveKind.EMMC),
}
