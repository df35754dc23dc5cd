"""A file to a panel, by a specification: every row is taken, settled, out of scope, or refused with a reason.

Rows are streamed; what is held is one number and one byte for each measure of each row.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fabrique.core.tabular import Row, TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.kernels.indicators.model import Kind, Measure, Panel, Series
from fabrique.observe.reading import Fault
from fabrique.observe.sources.absent import with_zeros
from fabrique.observe.sources.cells import IMPUTED, MISSING, OBSERVED, CellReader, worst
from fabrique.observe.sources.codes import text_of
from fabrique.observe.sources.gazetteer import Gazetteer
from fabrique.observe.sources.keys import KeyReader
from fabrique.observe.sources.model import Absent, MeasureRule, Spec
from fabrique.observe.sources.plan import Plan, Term, plan_of
from fabrique.observe.sources.settling import NO_PART, Column, RawRows, Repeated, ratio, settle

Lines = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_FOUR = re.compile(r"(?:19|20)\d\d")
_TOLD = 20
_ODD = {
    "ragged": "pas autant de cellules que d’en-têtes, lues comme vides ou laissées",
    "quote": "un guillemet ouvert et jamais refermé",
    "nul": "des octets illisibles, ôtés",
    "not-object": "pas un objet, laissé",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of the file: ``rows`` = ``taken`` + ``repeated`` + ``refused`` + ``outside``.

    ``repeated``: a row that says again what another says; ``refused``: no code, or a contradiction.
    """

    rows: int
    taken: int
    repeated: int
    refused: int
    outside: int


@dataclass(frozen=True, slots=True)
class ReadPanel:
    """What was read. ``raw`` has the rows before repetitions were settled; ``faults`` name a line and a
    column: a cell at fault is missing in the panel, a row without a code is not in it."""

    spec: Spec
    vintage: int
    panel: Panel
    raw: RawRows
    faults: list[Fault]
    repeated: list[Repeated]
    warnings: list[str]
    counts: Counts

    def told(self, name: str) -> list[str]:
        """What a person must know, in French: warnings, repetitions, faults, the first of each."""
        lines = [f"« {name} » : {warning}" for warning in self.warnings]
        lines += _first(name, [str(one) for one in self.repeated], "zones répétées")
        return [*lines, *_first(name, [str(one) for one in self.faults], "erreurs")]


def _first(name: str, said: list[str], what: str) -> list[str]:
    beyond = len(said) - _TOLD
    lines = [f"« {name} », {one}" for one in said[:_TOLD]]
    return [*lines, f"« {name} » : et {beyond} autres {what}."] if beyond > 0 else lines


def read_panel(
    table: Table, spec: Spec, *, vintage: int = 0, geography: int = 0, communes: Gazetteer | None = None
) -> ReadPanel:
    """Read a table by a specification.

    ``vintage`` and ``geography`` (years) come before what the specification or the columns say. ``communes``
    finds the codes of a file that only has names. Raises ``TableRefusal`` when a column is absent, when the
    file has no row, or when none of its rows can be taken.
    """
    plan = plan_of(table, spec, vintage)
    reading = _Reading(spec, plan, communes)
    for row in table:
        reading.take(row)
    if not reading.rows:
        raise TableRefusal("le fichier n’a aucune ligne de données.", path=table.path)
    if not reading.keys:
        raise TableRefusal(reading.nothing(), path=table.path, mend="Vérifiez la description du fichier.")
    found = reading.result(vintage, geography)
    found.warnings.extend(_odd_rows(table))
    return found


def _odd_rows(table: Table) -> list[str]:
    """What the table said of its rows while they were read."""
    counts = table.log.counts
    return [f"{said} : {counts[code]} lignes." for code, said in _ODD.items() if counts[code]]


class _Reading:
    """The state of one pass over the rows."""

    def __init__(self, spec: Spec, plan: Plan, communes: Gazetteer | None) -> None:
        self.spec, self.plan = spec, plan
        self.faults: list[Fault] = []
        self.cells = CellReader(spec, self.faults)
        self.key = KeyReader(spec.key, plan.key, self.faults, communes)
        self.keys: list[str] = []
        self.lines = array("q")
        self.values = [array("d") for _ in plan.terms]
        self.status = [bytearray() for _ in plan.terms]
        self.names: dict[str, str] = {}
        self.years = array("h")
        self.rows = self.refused = self.outside = 0

    def take(self, row: Row) -> None:
        self.rows += 1
        cells = row.values
        for column, kept in self.plan.keep:
            if text_of(cells[column]) not in kept:
                self.outside += 1
                return
        areas = self.key.read(row)
        if not areas:
            self.refused += 1
            return
        imputed = bool(self.plan.imputed) and text_of(cells[self.plan.imputed]) in self.plan.imputed_values
        found = [self._figure(term, row, imputed) for term in self.plan.terms]
        year = self._year_of(row)
        for area in areas:
            self.keys.append(area)
            self.years.append(year)
            self.lines.append(row.line)
            for (value, status), values, statuses in zip(found, self.values, self.status, strict=True):
                values.append(value)
                statuses.append(status)
            if self.plan.area_name and (name := str(cells[self.plan.area_name] or "").strip()):
                self.names.setdefault(area, name)

    def _year_of(self, row: Row) -> int:
        """The year that the row says, 0 when it says none."""
        column = self.plan.vintage_column
        met = _FOUR.search(str(row.values[column])) if column else None
        return int(met[0]) if met else 0

    def _figure(self, term: Term, row: Row, imputed: bool) -> tuple[float, int]:
        cells, line = row.values, row.line
        for column, admitted in term.where:
            if text_of(cells[column]) not in admitted:
                return 0.0, NO_PART
        if not term.parts:
            return 1.0, OBSERVED
        if len(term.parts) == 1:
            column, sign = term.parts[0]
            value, status = self.cells.read(cells[column], term.blank, line, column)
            value *= sign
        else:
            read = [(self.cells.read(cells[c], term.blank, line, c), sign) for c, sign in term.parts]
            value = sum(one * sign for (one, _), sign in read)
            status = worst([state for (_, state), _ in read])
        return value, IMPUTED if (imputed or term.rule.estimated) and status == OBSERVED else status

    def nothing(self) -> str:
        """Why no row was taken."""
        if self.outside == self.rows:
            kept = ", ".join(f"« {column} »" for column, _ in self.plan.keep)
            return f"aucune ligne n’est du périmètre de « {self.spec.title} » (colonnes {kept})."
        shown = " ".join(str(fault) for fault in self.faults[:2])
        return f"aucune ligne n’a de code lisible. {shown} {self.key.likeness()}".strip()

    def result(self, vintage: int, geography: int) -> ReadPanel:
        columns: dict[str, Column] = {
            term.rule.measure.code: (
                np.frombuffer(values, dtype=np.float64).copy(),
                np.frombuffer(bytes(status), dtype=np.uint8).copy(),
            )
            for term, values, status in zip(self.plan.terms, self.values, self.status, strict=True)
        }
        lines = np.frombuffer(self.lines, dtype=np.int64).copy()
        warnings = list(self.plan.warnings)
        of_year, year = self._of_year(vintage, lines, warnings)
        for term in self.plan.terms:
            self._bound(term.rule, columns[term.rule.measure.code], lines)
        raw = _kept(self.keys, lines, columns, of_year)
        areas, settled, repeated = settle(raw, self.spec.rows)
        lag = self.spec.geography_lag
        place = geography or self.spec.geography or (year + lag if year and lag is not None else 0)
        series = _series(self.spec, settled)
        panel = Panel(self.spec.level, place, areas, series, self.names)
        if self.spec.absent is Absent.ZERO:
            panel, said = with_zeros(panel)
            warnings.extend([said] if said else [])
            if self.refused and said:
                warnings.append(
                    f"{self.refused} lignes sans code lisible : leurs communes y valent peut-être 0."
                )
        faults = sorted(dict.fromkeys(self.faults), key=lambda fault: fault.line)  # a column of two measures
        return ReadPanel(self.spec, year, panel, raw, faults, repeated, warnings, self._counts(repeated))

    def _bound(self, rule: MeasureRule, column: Column, lines: Lines) -> None:
        """A figure outside what is possible is a fault; one that passes it by a rounding is brought back."""
        values, status = column
        measure = rule.measure
        name = " + ".join(rule.plus) or measure.label
        for row in np.flatnonzero((status <= IMPUTED) & ~np.isfinite(values)):
            self.faults.append(
                Fault(int(lines[row]), name, "le résultat est trop grand pour être un nombre.")
            )
            values[row], status[row] = np.nan, MISSING
        for bound, sign, said in ((measure.least, -1.0, "petit"), (measure.most, 1.0, "grand")):
            if bound is None:
                continue
            with np.errstate(invalid="ignore"):
                beyond = (status <= IMPUTED) & ((values - bound) * sign > 0)
                rounded = beyond & (np.abs(values - bound) <= 1e-9 * max(1.0, abs(bound)))
            values[rounded] = bound
            for row in np.flatnonzero(beyond & ~rounded):
                what = f"{values[row]:g} est plus {said} que {bound:g}, ce qui est impossible."
                self.faults.append(Fault(int(lines[row]), name, what))
                values[row], status[row] = np.nan, MISSING

    def _of_year(self, vintage: int, lines: Lines, warnings: list[str]) -> tuple[Flags, int]:
        """Which rows are of the vintage, and the vintage: a file of several years is read for one of them."""
        years = np.frombuffer(self.years, dtype=np.int16)
        found = sorted({int(year) for year in years if year})
        year = vintage or self.plan.year or self.spec.vintage or max(found, default=0)
        kept = np.ones(len(years), dtype=np.bool_)
        if not year:
            warnings.append("l’année des chiffres n’est dite nulle part : indiquez-la.")
        if found and year not in found:
            told = ", ".join(map(str, found))
            raise TableRefusal(f"aucune ligne n’est de l’année {year}.", mend=f"Années possibles : {told}.")
        if len(found) > 1:
            kept = years == year
            left = {int(line) for line in lines[~kept]}
            self.outside += len(left)
            self.faults[:] = [fault for fault in self.faults if fault.line not in left]
            told = ", ".join(map(str, found))
            warnings.append(
                f"les lignes sont de plusieurs années ({told}) : seules celles de {year} sont lues."
            )
        return kept, year

    def _counts(self, repeated: list[Repeated]) -> Counts:
        again = sum(len(one.lines) - 1 for one in repeated if one.outcome != "contradictory")
        against = sum(len(one.lines) for one in repeated if one.outcome == "contradictory")
        refused = self.refused + against
        taken = self.rows - self.outside - refused - again
        return Counts(self.rows, taken, again, refused, self.outside)


def _kept(keys: list[str], lines: Lines, columns: dict[str, Column], kept: Flags) -> RawRows:
    if kept.all():
        return RawRows(tuple(keys), lines, columns)
    ours = tuple(key for key, flag in zip(keys, kept.tolist(), strict=True) if flag)
    return RawRows(ours, lines[kept], {code: (v[kept], s[kept]) for code, (v, s) in columns.items()})


def _series(spec: Spec, columns: Mapping[str, Column]) -> dict[str, Series]:
    """The series of a panel; a rate that the file does not give is computed from its two counts."""
    measures = {rule.measure.code: rule.measure for rule in spec.measures if rule.measure.code in columns}
    found = dict(columns)
    for measure in spec.ratios:
        top, bottom = measure.numerator, measure.denominator
        if measure.code not in found and top in columns and bottom in columns:
            measures[measure.code] = measure
            found[measure.code] = ratio(columns[top], columns[bottom], measure.scale)
    return {code: Series(_grounded(m, measures), *found[code]) for code, m in measures.items()}


def _grounded(measure: Measure, measures: Mapping[str, Measure]) -> Measure:
    """The measure without the names of counts that the panel does not hold: only the rate was published."""

    def held(code: str) -> str:
        return code if code in measures and measures[code].kind is Kind.COUNT else ""

    return replace(measure, numerator=held(measure.numerator), denominator=held(measure.denominator))
