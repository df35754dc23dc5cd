"""Devices and requests read from two tables, for a simulation without any instance.

The columns are in ``docs/guide/attribuer.md``; they have an English name, the one of the tables, and a French
one. A row that cannot be read is left out and told: the file, the row, the column, the mend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Cell, Row, normalise_header, read_table
from fabrique.equip.allocation.facts import Asked, Offered
from fabrique.equip.enums.asking import Constraint, Criterion, Use
from fabrique.equip.enums.kinds import DeviceKind

Made = TypeVar("Made", Offered, Asked)
YES = frozenset({"oui", "yes", "true", "vrai", "1", "x"})
NO = frozenset({"non", "no", "false", "faux", "0"})
MOST = {"screen_tenths": 1_000, "weight_g": 200_000, "cpu_mark": 1_000_000}
LARGEST = 10_000_000
DEVICE_COLUMNS = {
    "code": "code",
    "kind": "sorte",
    "ram_mb": "memoire mo",
    "storage_gb": "stockage go",
    "cpu_mark": "indice processeur",
    "weight_g": "poids g",
    "screen_tenths": "ecran dixiemes de pouce",
    "windows_11": "windows 11",
}
REQUEST_COLUMNS = {
    "code": "code",
    "use": "usage",
    "asked_on": "demande le",
    "needed_on": "echeance",
    "criteria": "criteres",
    "constraints": "contraintes",
    "kinds": "sortes",
    "programme": "programme",
    "area": "quartier",
    "household": "foyer",
}


@dataclass(slots=True)
class Read(Generic[Made]):
    """What a file gave, and what is wrong in the rows that were left out."""

    rows: list[Made] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class _Wrong(Exception):
    """A cell that cannot be read: its column, and what to do."""

    def __init__(self, column: str, mend: str) -> None:
        super().__init__(mend)
        self.column, self.mend = column, mend


def read_devices(path: Path) -> Read[Offered]:
    """The devices of a file. Raises ``DomainRefusal`` when it has not the columns that must be there."""
    return _read(path, DEVICE_COLUMNS, ("code", "kind"), _device)


def read_requests(path: Path, today: date) -> Read[Asked]:
    """The requests of a file; a day to come is refused."""
    return _read(path, REQUEST_COLUMNS, ("code", "use", "asked_on"), lambda cells: _request(cells, today))


def _read(
    path: Path, columns: Mapping[str, str], needed: Iterable[str], make: Callable[[dict[str, Cell]], Made]
) -> Read[Made]:
    table = read_table(path)
    folded = {normalise_header(name): name for name in table.columns}
    named = {
        name: found
        for name, french in columns.items()
        if (found := folded.get(normalise_header(name)) or folded.get(french))
    }
    if missing := [name for name in needed if name not in named]:
        said = _("« %(file)s » : il manque la colonne « %(name)s » (ou « %(french)s »).")
        raise DomainRefusal(said % {"file": path.name, "name": missing[0], "french": columns[missing[0]]})
    read: Read[Made] = Read()
    seen: set[str] = set()
    for row in table:
        try:
            read.rows.append(_once(make(_cells(row, named)), seen))
        except _Wrong as wrong:
            said = _("« %(file)s », ligne %(line)s, colonne « %(column)s » : %(mend)s")
            place = {"file": path.name, "line": row.line, "column": named.get(wrong.column, wrong.column)}
            read.errors.append(said % {**place, "mend": wrong.mend})
    return read


def _cells(row: Row, named: Mapping[str, str]) -> dict[str, Cell]:
    return {name: row.values.get(column) for name, column in named.items()}


def _once(made: Made, seen: set[str]) -> Made:
    if made.key in seen:
        raise _Wrong("code", _("« %(code)s » est déjà plus haut.") % {"code": made.key})
    seen.add(made.key)
    return made


def _device(cells: dict[str, Cell]) -> Offered:
    numbers = {
        name: _number(cells, name) for name in DEVICE_COLUMNS if name not in {"code", "kind", "windows_11"}
    }
    kind = _choice(cells, "kind", DeviceKind)
    return Offered(_text(cells, "code", needed=True), kind, windows_11=_yes(cells, "windows_11"), **numbers)


def _request(cells: dict[str, Cell], today: date) -> Asked:
    return Asked(
        key=_text(cells, "code", needed=True),
        use=_choice(cells, "use", Use),
        asked_on=_day(cells, "asked_on", today),
        needed_on=_day(cells, "needed_on", date(2999, 12, 31)) if _text(cells, "needed_on") else None,
        criteria=_choices(cells, "criteria", Criterion),
        constraints=_choices(cells, "constraints", Constraint),
        kinds=_choices(cells, "kinds", DeviceKind),
        programme=_text(cells, "programme"),
        area=_text(cells, "area"),
        household=_text(cells, "household"),
    )


def _text(cells: dict[str, Cell], name: str, *, needed: bool = False) -> str:
    value = cells.get(name)
    found = (
        "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)
    )
    if needed and not found.strip():
        raise _Wrong(name, _("écrivez un code, différent pour chaque ligne."))
    if len(found) > 100:
        raise _Wrong(name, _("100 signes au plus."))
    return found.strip()


def _choice(cells: dict[str, Cell], name: str, words: Any) -> str:
    found = _coded(_text(cells, name), words)
    if not found:
        known = ", ".join(words.values)
        raise _Wrong(name, _("écrivez l’un de ces codes : %(known)s.") % {"known": known})
    return found


def _choices(cells: dict[str, Cell], name: str, words: Any) -> frozenset[str]:
    told = [each for each in _text(cells, name).replace(";", ",").split(",") if each.strip()]
    found = [_coded(each, words) for each in told]
    if not all(found):
        wrong, known = told[found.index("")].strip(), ", ".join(words.values)
        said = _("« %(wrong)s » n’est pas connu. Séparez par des virgules : %(known)s.")
        raise _Wrong(name, said % {"wrong": wrong, "known": known})
    return frozenset(found)


@lru_cache(maxsize=1024)
def _coded(told: str, words: Any) -> str:
    """The code that a cell says, by itself or by its French words; empty when it is none."""
    wanted = normalise_header(told)
    pairs = ((str(code), str(label)) for code, label in words.choices)
    return next((c for c, label in pairs if wanted in {normalise_header(c), normalise_header(label)}), "")


def _number(cells: dict[str, Cell], name: str) -> int | None:
    value = cells.get(name)
    if value is None or value == "":
        return None
    most = MOST.get(name, LARGEST)
    try:
        found = float(str(value).replace(",", ".").replace("\u202f", "").replace("\xa0", "").replace(" ", ""))
    except ValueError:
        found = -1.0
    if not 0 <= found <= most:
        raise _Wrong(name, _("écrivez un nombre entre 0 et %(most)s, ou rien.") % {"most": most})
    return int(found)


def _yes(cells: dict[str, Cell], name: str) -> bool | None:
    told = _text(cells, name).casefold()
    if told and told not in YES | NO:
        raise _Wrong(name, _("écrivez « oui » ou « non », ou rien."))
    return told in YES if told else None


def _day(cells: dict[str, Cell], name: str, last: date) -> date:
    value = cells.get(name)
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        value = _parsed(str(value or "").strip())
    if value is None or not date(2000, 1, 1) <= value <= last:
        raise _Wrong(name, _("écrivez un jour possible, comme 2026-11-30 ou 30/11/2026."))
    return value


def _parsed(told: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(told, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
