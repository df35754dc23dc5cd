"""What a specification says: from which columns of a producer's file come the areas and their measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators.model import Measure

# What Insee writes where there is no figure: statistical secret, not significant, not published; no object.
SECRET = ("s", "ns", "nd")
MISSING = ("so",)


class SpecError(DomainRefusal):
    """A specification cannot be used: the message names the file, the entry and the mend."""

    def __init__(self, where: str, entry: str, problem: str, mend: str = "") -> None:
        place = f"« {where} », {entry}" if entry else f"« {where} »"
        super().__init__(f"{place} : {problem}{' ' + mend if mend else ''}")


class Rows(StrEnum):
    """What several rows of one area mean: a repetition to settle, or parts to put together."""

    ONE = "one"
    SUM = "sum"
    LEAST = "least"
    MOST = "most"


class Blank(StrEnum):
    """What an empty cell means."""

    MISSING = "missing"
    SECRET = "secret"  # noqa: S105
    ZERO = "zero"


class Absent(StrEnum):
    """What a commune that the file does not name is worth: nobody knows, or none of the places it lists."""

    MISSING = "missing"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Where the code of the area is. ``columns`` are joined (département and commune); each may hold
    alternatives parted by ``|``. ``code``: how codes are written (see ``codes``). ``split``: what parts the
    codes of one cell, each of which then gets the row."""

    columns: tuple[str, ...]
    code: str
    split: str = ""


@dataclass(frozen=True, slots=True)
class Imputed:
    """The column that says that the figures of the row were estimated, and its values then."""

    column: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """A measure, and its sum of columns: ``factor`` × (Σ ``plus`` − Σ ``minus``).

    Without columns each row counts for one. ``where``: the row has a part in the measure only if each of
    these columns holds one of these values (else it adds 0). ``optional``: the file may be without it.
    ``estimated``: the producer estimated its values without saying which, so all are imputed.
    """

    measure: Measure
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    factor: float = 1.0
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    blank: Blank | None = None
    optional: bool = False
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """How a file is read. Names of columns may hold ``{yy}`` or ``{yyyy}``: the vintage is read there.

    ``vintage`` and ``geography`` are years, 0 when the file or the person must say; ``geography_lag`` is
    added to the vintage to give the geography. ``signature``: the columns that make the file known; empty for
    a specification that must be named. ``keep``: the rows that are in scope. ``secret`` and ``missing`` are
    texts, folded, Insee’s own when the file says nothing; ``sentinels``: numbers that stand for no figure.
    ``absent``: whether the file is a list of places, in which no line is a 0 (communes only).
    """

    name: str
    title: str
    level: str
    key: KeyRule
    measures: tuple[MeasureRule, ...]
    producer: str = ""
    licence: str = ""
    url: str = ""
    note: str = ""
    vintage: int = 0
    vintage_column: str = ""
    geography: int = 0
    geography_lag: int | None = None
    signature: tuple[str, ...] = ()
    exact: bool = False
    area_name: str = ""
    rows: Rows = Rows.ONE
    absent: Absent = Absent.MISSING
    keep: Mapping[str, frozenset[str]] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    blank: Blank = Blank.MISSING
    sentinels: frozenset[float] = frozenset()
    imputed: Imputed | None = None
    ratios: tuple[Measure, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Every column that the specification names, alternatives and patterns as they are written."""
        of_measures = [name for rule in self.measures for name in (*rule.plus, *rule.minus, *rule.where)]
        others = [self.area_name, self.vintage_column, self.imputed.column if self.imputed else ""]
        named = [*self.key.columns, *of_measures, *self.keep, *others]
        return tuple(dict.fromkeys(name for name in named if name))
