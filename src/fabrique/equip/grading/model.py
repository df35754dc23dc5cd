"""What a grade is made of: what is known of a device, the rules, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Value = float | str | bool

# A machine is as quick as the drive that its system is on: the best kind that it has.
DRIVE_KINDS = ("nvme", "ssd", "emmc", "hdd")


@dataclass(frozen=True, slots=True)
class DriveSize:
    """A drive: its kind (one of ``DRIVE_KINDS``) and its size in decimal gigabytes."""

    kind: str
    gb: float


@dataclass(frozen=True, slots=True)
class Configuration:
    """What rules may read of a device. None or "": not known.

    ``ram_gib`` is in GiB; ``technical`` and ``aesthetic`` are points that a person adds or takes away;
    ``weighting`` is a percentage that a person adds or takes away; ``appearance`` is A to E and
    ``functionality`` A to D (the scales of eReuse).
    """

    kind: str
    ram_gib: float | None = None
    drives: tuple[DriveSize, ...] = ()
    cpu_mark: float | None = None
    cpu_year: float | None = None
    system: str = ""
    windows_11: bool | None = None
    battery_percent: float | None = None
    appearance: str = ""
    functionality: str = ""
    technical: float | None = None
    aesthetic: float | None = None
    antutu: float | None = None
    storage_gb: float | None = None
    weighting: float | None = None

    def main_drive(self) -> DriveSize | None:
        """The best kind of drive, and the largest of it."""
        known = [drive for drive in self.drives if drive.kind in DRIVE_KINDS]
        return min(known, key=lambda drive: (DRIVE_KINDS.index(drive.kind), -drive.gb), default=None)

    def measure(self, name: str) -> Value | None:
        """A measure by its name; None when it is not known."""
        if name == "drive_kind":
            main = self.main_drive()
            return main.kind if main else None
        value: Value | None = getattr(self, name)
        return None if value == "" else value


MEASURES = frozenset(Configuration.__dataclass_fields__) - {"drives", "kind"} | {"drive_kind"}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a measure must be: at least, below, or among. A measure that is not known meets nothing."""

    measure: str
    at_least: float | None = None
    below: float | None = None
    among: tuple[Value, ...] = ()

    def met(self, configuration: Configuration) -> bool:
        """Whether a device is so."""
        value = configuration.measure(self.measure)
        if value is None:
            return False
        if self.among:
            return value in self.among
        if isinstance(value, str):
            return False
        return (self.at_least is None or value >= self.at_least) and (
            self.below is None or value < self.below
        )


@dataclass(frozen=True, slots=True)
class Steps:
    """``((4, 1), (8, 2))``: from 4 one point, from 8 two; below the first, the points of the first."""

    steps: tuple[tuple[float, int], ...]

    def points(self, value: float) -> int:
        """The points of a value."""
        return next((points for start, points in reversed(self.steps) if value >= start), self.steps[0][1])

    def reached(self, value: float) -> float | None:
        """From which value these points are given; None for the first step."""
        starts = [start for start, _points in self.steps[1:] if value >= start]
        return starts[-1] if starts else None

    def following(self, value: float) -> tuple[float, int] | None:
        """The next step, if there is one."""
        return next(((start, points) for start, points in self.steps[1:] if value < start), None)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the rules. ``steps`` for a number, ``choices`` for a word, ``as_is`` for points that a person
    gives, ``fixed`` for points that its conditions alone give."""

    id: str
    label: str
    why: str
    measure: str = ""
    unit: str = ""
    steps: Steps | None = None
    choices: Mapping[Value, int] = field(default_factory=dict)
    as_is: bool = False
    fixed: int | None = None
    when: tuple[Condition, ...] = ()
    needed: bool = True
    only_without: str = ""  # another measure, better when it is known


@dataclass(frozen=True, slots=True)
class Drives:
    """How drives count: a table for each kind; the main one alone, or their sum up to ``most``."""

    label: str
    why: str
    steps: Mapping[str, Steps]
    total: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """At most this grade, when a device is so."""

    grade: str
    why: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, from how many points on, and what it means to who gets the device."""

    name: str
    start: float
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """A version of some rules. ``digest`` is the SHA-256 of its file; ``grades`` go from the lowest up."""

    key: str
    version: str
    title: str
    source: str
    kinds: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    drives: Drives | None
    caps: tuple[Cap, ...]
    grades: tuple[Grade, ...]
    scaled_by: str  # a measure in percent that the total is multiplied by, or ""
    digest: str

    def rank(self, grade: str) -> int:
        """The place of a grade, 0 being the lowest."""
        return [each.name for each in self.grades].index(grade)

    def grade_of(self, total: Fraction) -> str:
        """The grade of a number of points: the lowest below the first threshold."""
        return next((each.name for each in reversed(self.grades) if total >= each.start), self.grades[0].name)

    def meaning(self, grade: str) -> str:
        """What a grade means, in words."""
        return next((each.meaning for each in self.grades if each.name == grade), "")


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the explanation."""

    label: str
    value: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Grading:
    """A grade and all its reasons. ``grade`` is "" while something ``missing`` is needed."""

    key: str
    version: str
    digest: str
    points: tuple[Point, ...]
    total: Fraction
    before_caps: str
    grade: str
    caps: tuple[str, ...]
    missing: tuple[str, ...]
