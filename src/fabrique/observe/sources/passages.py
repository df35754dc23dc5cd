"""Insee's two files on how communes change: the passage tables, and the events of the geographic code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fabrique.core.tabular import Cell, TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.kernels.indicators.passage import Step
from fabrique.observe.reading import Fault
from fabrique.observe.sources.codes import normaliser
from fabrique.observe.sources.columns import Headers
from fabrique.observe.sources.labels import beneath_labels

_BEFORE, _AFTER = "CODGEO_INI", "CODGEO_{yyyy}"
_EVENT = ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP")
_COMMUNE = "COM"  # delegated and associated communes (COMD, COMA) keep no people of their own
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)")


@dataclass(frozen=True, slots=True)
class Passage:
    """``steps`` from the codes of the year ``before`` (0: any since 2003) to those of the year ``after``.

    A merger gives several old codes one new code, a split one old code several, without their shares.
    """

    steps: tuple[Step, ...]
    before: int
    after: int
    faults: tuple[Fault, ...]


def read_passage(table: Table, before: int = 0, after: int = 0) -> Passage:
    """Read either file, known by its columns. ``before`` and ``after`` are years, each on 1 January.

    The passage table from 2003 has one arrival year and takes any older code; the yearly table and the events
    need both years. Raises ``TableRefusal`` when the columns or the years are not there.
    """
    table = beneath_labels(table, _is_passage)
    headers = Headers(table.columns)
    years = sorted(headers.years(_AFTER))
    if all(headers.find(name) for name in _EVENT):
        return _from_events(table, headers, before, after)
    if not years:
        wanted = f"« {_BEFORE} » et « CODGEO_2026 », ou {', '.join(f'« {name} »' for name in _EVENT)}"
        raise TableRefusal(f"il faut les colonnes {wanted}.", path=table.path)
    wanted_year = after or years[-1]
    start = headers.find(_AFTER, before) if before else None
    old, new = start or headers.find(_BEFORE), headers.find(_AFTER, wanted_year)
    if old is None or new is None:
        told = ", ".join(map(str, years))
        raise TableRefusal(
            f"cette table ne va pas de {before or 'n’importe quelle année'} à {wanted_year}.",
            path=table.path,
            mend=f"Années possibles : {told}.",
        )
    faults: list[Fault] = []
    pairs = dict.fromkeys(_pairs(table, old, new, faults))
    steps = tuple(Step(one, other) for one, other in pairs)
    return Passage(steps, before if start else 0, wanted_year, tuple(faults))


def _is_passage(columns: Sequence[str]) -> bool:
    return bool(Headers(columns).years(_AFTER))


def _pairs(table: Table, old: str, new: str, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    normalise = normaliser("commune")
    for row in table:
        first, second = normalise(row.values[old]), normalise(row.values[new])
        if first and second:
            yield first, second
        elif first != "" or second != "":
            column = new if first else old
            faults.append(Fault(row.line, column, f"« {row.values[column]} » n’est pas un code de commune."))


def _from_events(table: Table, headers: Headers, before: int, after: int) -> Passage:
    if not before or not after or before >= after:
        raise TableRefusal(
            "les événements des communes se suivent entre deux années.",
            path=table.path,
            mend="Dites l’année des codes du fichier et l’année voulue, plus récente.",
        )
    start, end = date(before, 1, 1), date(after, 1, 1)
    faults: list[Fault] = []
    changes: dict[date, dict[str, set[str]]] = {}
    normalise = normaliser("commune")
    names = {name: headers.find(name) or "" for name in _EVENT}
    for row in table:
        cell = {name: row.values[column] for name, column in names.items()}
        if (cell["TYPECOM_AV"], cell["TYPECOM_AP"]) != (_COMMUNE, _COMMUNE):
            continue
        day, old, new = day_of(cell["DATE_EFF"]), normalise(cell["COM_AV"]), normalise(cell["COM_AP"])
        if day is None or not old or not new:
            faults.append(Fault(row.line, names["COM_AV"], "la date ou un code ne se lit pas."))
        elif start < day <= end:
            changes.setdefault(day, {}).setdefault(old, set()).add(new)
    steps = [Step(one, other) for one, others in _followed(changes).items() for other in sorted(others)]
    return Passage(tuple(steps), before, after, tuple(faults))


def _followed(changes: Mapping[date, Mapping[str, Iterable[str]]]) -> dict[str, set[str]]:
    """What each code of the start became, event after event; a code born on the way is no start."""
    became: dict[str, set[str]] = {}
    born: set[str] = set()
    for day in sorted(changes):
        moves = changes[day]
        for old in moves:
            if old not in born:
                became.setdefault(old, {old})
        for origin, now in became.items():
            became[origin] = {new for code in now for new in moves.get(code, (code,))}
        born.update(new for news in moves.values() for new in news if new not in became)
    return became


def day_of(cell: Cell) -> date | None:
    """« 2019-01-01 », « 01/01/2019 », « 01/01/19 » or a date of a workbook; None when it is not one."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell or "").strip()
    try:
        if (met := _DAY.fullmatch(text)) is not None:
            day, month, year = map(int, met.groups())
            return date(year + (0 if year > 99 else 1900 if year > 40 else 2000), month, day)
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
