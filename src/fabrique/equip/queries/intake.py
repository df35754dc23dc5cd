"""What is read of inventories: the files that came, and what they say of a device, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fabrique.core.policies import Actor, scope
from fabrique.core.ui import formats
from fabrique.core.ui.portal import Waiting
from fabrique.equip.comparing import COMPARED, differs, kind_of, values_of
from fabrique.equip.enums import DeviceKind, DriveKind
from fabrique.equip.intake.observation import Observation, revived
from fabrique.equip.intake.processors import recognise
from fabrique.equip.intake.processors.marks import Confidence, MarkTable, key_of
from fabrique.equip.intake.processors.marks import Mark as MarkFound
from fabrique.equip.models import CpuMark, Device, InventoryFile, ObservationRecord, StorageDrive

FIELDS = {
    "kind": gettext_lazy("Sorte"),
    "make": gettext_lazy("Marque"),
    "model": gettext_lazy("Modèle"),
    "serial": gettext_lazy("Numéro de série"),
    "cpu": gettext_lazy("Processeur"),
    "ram_mb": gettext_lazy("Mémoire"),
    "storage_gb": gettext_lazy("Stockage"),
}
_LATEST = 12  # inventories shown side by side


@dataclass(frozen=True, slots=True)
class Cell:
    """What one inventory says of a field; ``other`` when it is not what the stock says."""

    text: str
    other: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A field: what the stock says, what each inventory says, and the values among which one may choose."""

    field: str
    label: str
    stock: str
    cells: tuple[Cell, ...]
    options: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A device and its latest inventories, the newest first. ``open`` when something is to be settled."""

    device: Device
    records: tuple[ObservationRecord, ...]
    lines: tuple[Line, ...]
    open: bool
    warnings: tuple[str, ...]


def mark_proposed(device: Device) -> MarkFound | None:
    """What the operator's table says of a device's processor, and how surely: two queries at most."""
    if not device.cpu:
        return None
    cpu = recognise(device.cpu)
    if row := CpuMark.objects.filter(pk=key_of(cpu)[:120]).first():
        return MarkFound(row.mark, Confidence.EXACT, row.name)
    rows = {key: (name, mark) for key, name, mark in CpuMark.objects.values_list("key", "name", "mark")}
    found = MarkTable.of_keys(rows).find(cpu)
    return found if found.mark is not None else None


def files_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The files that came in, the newest first, each with its site and who sent it."""
    return rows.select_related("site", "taken_by", "raw").order_by("-taken_at", "pk")


def records_of(file: InventoryFile) -> QuerySet[Any]:
    """What a file said, machine by machine."""
    rows = ObservationRecord.objects.everywhere("records of a file that its caller holds")
    return rows.filter(file=file).select_related("device").order_by("row", "pk")


def devices_to_settle(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The devices on which inventories disagree, with how many."""
    waiting = Q(observations__to_settle=True)
    counted: QuerySet[Any] = rows.annotate(waiting=Count("observations", filter=waiting))
    return counted.filter(waiting__gt=0).order_by("code")


def devices_waiting(actor: Actor) -> Waiting | None:
    """The devices on which inventories disagree, for who may settle it."""
    number = devices_to_settle(scope(actor, "equip.keep_stock", Device.objects.all())).count()
    if not number:
        return None
    words = ngettext("appareil dont les relevés diffèrent", "appareils dont les relevés diffèrent", number)
    return Waiting(number, words, reverse("equip:intake"))


def compare(device: Device) -> Comparison:
    """A device beside its inventories: three queries, however many there are."""
    rows = ObservationRecord.objects.everywhere("records of a device that its caller holds")
    found = rows.filter(device=device).select_related("file__taken_by", "settled_by")
    records = tuple(found.order_by("-seen_at", "-pk")[:_LATEST])
    said = [revived(record.data) for record in records]
    waiting = [record for record in records if record.to_settle]
    options = options_of(device, waiting)
    sources = [
        f"{record.file.format}, {formats.dated(timezone.localdate(record.seen_at))}" for record in records
    ]
    lines = [_line(device, field, said, sources, options.get(field, ())) for field in COMPARED]
    lines.append(_drives(device, said, sources))
    warnings = tuple(dict.fromkeys(warning for each in said for warning in each.warnings))
    return Comparison(device, records, tuple(lines), bool(waiting), warnings)


def options_of(device: Device, records: Iterable[ObservationRecord]) -> dict[str, list[Any]]:
    """For each field on which inventories disagree: the value of the stock, then those that were read."""
    found: dict[str, list[Any]] = {}
    for record in records:
        said = revived(record.data)
        read = values_of(said) | {"kind": kind_of(said).value}
        inside = {each.field: [value for value, _where in each.values] for each in said.disagreements}
        for field in record.differences:
            if field not in COMPARED:
                continue
            values = found.setdefault(field, [getattr(device, field)])
            more = [read.get(field), *(_typed(field, value) for value in inside.get(field, ()))]
            values += [value for value in more if value not in (None, "") and value not in values]
    return found


def shown(field: str, value: Any) -> str:
    """A value of a device, as people read it."""
    if value in (None, ""):
        return ""
    if field == "kind":
        return str(DeviceKind(value).label)
    if field == "ram_mb":
        return f"{value / 1024:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "\u00a0Go"
    if field == "storage_gb":
        return f"{value}\u00a0Go"
    return str(value)


def _typed(field: str, value: str) -> Any:
    return int(value) if field in ("ram_mb", "storage_gb") else value


def _line(
    device: Device, field: str, said: list[Observation], sources: list[str], options: Iterable[Any]
) -> Line:
    ours = getattr(device, field)
    cells = []
    for each, source in zip(said, sources, strict=True):
        theirs = kind_of(each).value if field == "kind" else values_of(each).get(field)
        cells.append(Cell(shown(field, theirs), differs(field, ours, theirs), source))
    choices = tuple((value, shown(field, value) or _("(rien)")) for value in options)
    return Line(field, str(FIELDS[field]), shown(field, ours), tuple(cells), choices)


def _drives(device: Device, said: list[Observation], sources: list[str]) -> Line:
    rows = StorageDrive.objects.everywhere("drives of a device that its caller holds").filter(device=device)
    ours = [(DriveKind(d.kind).label, d.size_bytes, d.serial) for d in rows.order_by("pk")]
    known = {serial for _kind, _size, serial in ours if serial}
    cells = []
    for each, source in zip(said, sources, strict=True):
        theirs = {drive.serial for drive in each.drives if drive.serial}
        text = _listed((drive.kind.value, drive.size_bytes, drive.serial) for drive in each.drives)
        cells.append(Cell(text, bool(theirs) and theirs != known, source))
    return Line("drives", _("Disques"), _listed(ours), tuple(cells))


def _listed(drives: Iterable[tuple[str, int | None, str]]) -> str:
    return " ; ".join(
        " ".join(filter(None, (kind, f"{round(size / 10**9)}\u00a0Go" if size else "", serial)))
        for kind, size, serial in drives
    )
