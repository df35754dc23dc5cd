"""Rules applied to a device: points, caps and the words that explain each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from fabrique.equip.grading.model import (
    Cap,
    Configuration,
    Criterion,
    Drives,
    DriveSize,
    Grading,
    Point,
    Rules,
    Steps,
    Value,
)

NBSP = "\u00a0"
_WORDS = {"hdd": "disque à plateaux", "ssd": "SSD", "nvme": "SSD NVMe", "emmc": "eMMC"}


@dataclass(frozen=True, slots=True)
class Line:
    """Points without words yet: of a criterion, of a drive, or what the limit of the drives takes off."""

    points: int
    criterion: Criterion | None = None
    value: Value | None = None
    drive: DriveSize | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A grade without its words, to count a whole stock. ``grade`` is "" when something is missing."""

    lines: tuple[Line, ...]
    total: Fraction
    before_caps: str
    grade: str
    caps: tuple[Cap, ...]
    missing: tuple[str, ...]


def outcome(rules: Rules, configuration: Configuration) -> Outcome:
    """The grade of a device under some rules."""
    lines: list[Line] = []
    missing: list[str] = []
    for criterion in rules.criteria:
        if not _applies(criterion, configuration):
            continue
        line = _line(criterion, configuration)
        if line is not None:
            lines.append(line)
        elif criterion.needed:
            missing.append(criterion.label)
    if rules.drives:
        found = list(_drive_lines(rules.drives, configuration))
        lines += found
        if not found:
            missing.append(rules.drives.label)
    total = _total(rules, configuration, lines)
    before = rules.grade_of(total)
    caps = tuple(cap for cap in rules.caps if all(each.met(configuration) for each in cap.when))
    last = min([before, *(cap.grade for cap in caps)], key=rules.rank)
    return Outcome(tuple(lines), total, before, "" if missing else last, caps, tuple(missing))


def grade(rules: Rules, configuration: Configuration) -> Grading:
    """The grade of a device under some rules, each point and each cap explained."""
    found = outcome(rules, configuration)
    return Grading(
        key=rules.key,
        version=rules.version,
        digest=rules.digest,
        points=tuple(_told(rules, line) for line in found.lines),
        total=found.total,
        before_caps=found.before_caps,
        grade=found.grade,
        caps=tuple(
            _("Au plus %(grade)s : %(why)s") % {"grade": cap.grade, "why": cap.why} for cap in found.caps
        ),
        missing=found.missing,
    )


def _applies(criterion: Criterion, configuration: Configuration) -> bool:
    if criterion.only_without and configuration.measure(criterion.only_without) is not None:
        return False
    return all(condition.met(configuration) for condition in criterion.when)


def _line(criterion: Criterion, configuration: Configuration) -> Line | None:
    if criterion.fixed is not None:
        return Line(criterion.fixed, criterion)
    value = configuration.measure(criterion.measure)
    if value is None:
        return None
    if criterion.choices:
        points = criterion.choices.get(value)
        return None if points is None else Line(points, criterion, value)
    if isinstance(value, str):
        return None
    if criterion.as_is:
        return Line(int(value), criterion)
    assert criterion.steps
    return Line(criterion.steps.points(value), criterion, value)


def _drive_lines(drives: Drives, configuration: Configuration) -> Iterator[Line]:
    """A line for the main drive, or for each when they add up; nothing when a kind has no table."""
    main = configuration.main_drive()
    counted = configuration.drives if drives.total else (main,) if main else ()
    if any(drive.kind not in drives.steps for drive in counted):
        return
    total = 0
    for drive in counted:
        points = drives.steps[drive.kind].points(drive.gb)
        total += points
        yield Line(points, drive=drive)
    if drives.most is not None and total > drives.most:
        yield Line(drives.most - total)


def _total(rules: Rules, configuration: Configuration, lines: list[Line]) -> Fraction:
    total = Fraction(sum(line.points for line in lines))
    share = configuration.measure(rules.scaled_by) if rules.scaled_by else None
    if isinstance(share, int | float):
        total *= Fraction(100 + share) / 100
    return total


def _told(rules: Rules, line: Line) -> Point:
    """A line in words."""
    criterion = line.criterion
    if criterion is None:
        assert rules.drives
        return _told_drive(rules.drives, line)
    if criterion.steps is None or not isinstance(line.value, int | float):
        return Point(criterion.label, str(line.value or ""), line.points, criterion.why)
    words = _with_unit(line.value, criterion.unit)
    reason = _reason(criterion.steps, line.value, criterion.unit, criterion.why)
    return Point(criterion.label, words, line.points, reason)


def _told_drive(drives: Drives, line: Line) -> Point:
    if line.drive is None:
        return Point(
            drives.label, "", line.points, _("Les disques donnent au plus %d points.") % (drives.most or 0)
        )
    steps, size = drives.steps[line.drive.kind], line.drive.gb
    words = f"{_WORDS[line.drive.kind]}, {_with_unit(size, 'Go')}"
    return Point(drives.label, words, line.points, _reason(steps, size, "Go", drives.why))


def _reason(steps: Steps, value: float, unit: str, why: str) -> str:
    """« À partir de 8 Gio. 4 points à partir de 16 Gio. », then why it counts."""
    said = []
    reached, following = steps.reached(value), steps.following(value)
    if reached is not None:
        said.append(_("À partir de %s.") % _with_unit(reached, unit))
    elif following is not None:
        said.append(_("Moins de %s.") % _with_unit(following[0], unit))
    if following is not None:
        words = {"points": plural(following[1]), "value": _with_unit(following[0], unit)}
        said.append(_("%(points)s à partir de %(value)s.") % words)
    return " ".join([*said, why]).strip()


def plural(points: int) -> str:
    """« 1 point », « 3 points »."""
    return f"{points}{NBSP}{'points' if abs(points) > 1 else 'point'}"


def number(value: float | Fraction) -> str:
    """A number as it is written in French, two decimals at most."""
    rounded = round(float(value), 2)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:g}".replace(".", ",")


def _with_unit(value: float, unit: str) -> str:
    return f"{number(value)}{NBSP}{unit}" if unit else number(value)
