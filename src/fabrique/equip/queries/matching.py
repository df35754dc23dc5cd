"""A donor's list against what came: which announced devices were recognised, by their serial numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabrique.equip.models import AnnouncedItem, Device, Donation

WHY = "the list of a promise that its caller holds"


@dataclass(frozen=True, slots=True)
class Line:
    """An announced device (or so many alike), and the code of the device that has its serial number."""

    kind: str
    make: str
    model: str
    serial: str
    made_year: int | None
    quantity: int
    code: str


@dataclass(frozen=True, slots=True)
class Matching:
    """``listed``: serial numbers announced; ``seen``: of these, recognised in the gift's lots; ``strangers``:
    devices of the lots whose number was not announced."""

    lines: tuple[Line, ...]
    listed: int
    seen: int
    strangers: int

    @property
    def missing(self) -> tuple[str, ...]:
        """The serial numbers that were announced and not seen."""
        return tuple(line.serial for line in self.lines if line.serial and not line.code)


def matching_of(donation: Donation) -> Matching:
    """Two queries, whatever the length of the list. Case does not matter, nor blanks."""
    known = dict(_codes(donation))
    rows = AnnouncedItem.objects.everywhere(WHY).filter(donation=donation).order_by("pk")
    told = rows.values_list("kind", "make", "model", "serial", "made_year", "quantity")
    lines = tuple(Line(*each, code=known.get(_bare(each[3]), "") if each[3] else "") for each in told)
    listed = sum(1 for line in lines if line.serial)
    seen = sum(1 for line in lines if line.code)
    return Matching(lines, listed, seen, len(known) - seen if listed else 0)


def _codes(donation: Donation) -> Iterator[tuple[str, str]]:
    rows = Device.objects.everywhere(WHY).filter(lot__donation=donation).exclude(serial="")
    for serial, code in rows.values_list("serial", "code"):
        yield _bare(serial), code


def _bare(serial: str) -> str:
    return "".join(serial.split()).casefold()
