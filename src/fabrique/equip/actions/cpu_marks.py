"""The operator's table of marks replaces the former one; marks of devices that have none are then filled."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import normalise_header, read_table
from fabrique.equip.intake.processors import recognise
from fabrique.equip.intake.processors.marks import MarkTable, key_of
from fabrique.equip.intake.values import whole
from fabrique.equip.models import CpuMark, Device

_NAMES = ("name", "nom", "cpu", "processeur", "processor", "cpu name")
_MARKS = ("mark", "cpu mark", "note", "score", "indice", "passmark")
_WHY = "marks are the same for all organisations"


@transaction.atomic
def import_marks(*, path: Path) -> tuple[int, int, list[int]]:
    """Read a table (name, mark). Gives how many marks are known, how many devices got theirs, and the lines
    that were left out for want of a mark. Raises ``DomainRefusal`` if a column lacks."""
    table = read_table(path)
    folded = {normalise_header(column): column for column in table.columns}
    name = next((folded[each] for each in _NAMES if each in folded), None)
    mark = next((folded[each] for each in _MARKS if each in folded), None)
    if name is None or mark is None:
        raise DomainRefusal(_("Il faut deux colonnes : « name » (le processeur) et « mark » (sa note)."))
    rows, left = [], []
    for row in table:
        value = whole(row.values[mark], least=1, most=1_000_000)
        text = str(row.values[name] or "").strip()
        if value is None or not text:
            left.append(row.line)
        else:
            rows.append((text[:120], value))
    marks = MarkTable(rows)
    CpuMark.objects.all().delete()
    CpuMark.objects.bulk_create(
        (CpuMark(key=key[:120], name=text, mark=value) for key, (text, value) in marks.items() if key),
        batch_size=500,
        ignore_conflicts=True,
    )
    filled = _fill()
    journal.record("equip.import_marks", summary={"marks": len(rows), "devices": filled, "left": len(left)})
    return CpuMark.objects.count(), filled, left


def _fill() -> int:
    """Give their mark to the devices that have a processor and no mark."""
    without = list(
        Device.objects.everywhere(_WHY).filter(cpu_mark__isnull=True).exclude(cpu="").only("pk", "cpu")
    )
    keys = {device.pk: key_of(recognise(device.cpu))[:120] for device in without}
    known = CpuMark.objects.in_bulk(list(set(keys.values()))[:30_000])
    found = [device for device in without if keys[device.pk] in known]
    for device in found:
        device.cpu_mark = known[keys[device.pk]].mark
    Device.objects.everywhere(_WHY).bulk_update(found, ["cpu_mark"], batch_size=500)
    return len(found)
