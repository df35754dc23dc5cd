"""A person settles what inventories disagree on, and says whose a measure is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import locked_device, note_event
from fabrique.equip.models import Device, ObservationRecord
from fabrique.equip.queries.intake import options_of
from fabrique.people.models import Account

Choices = Mapping[str, Any]
HIGHEST_MARK = 1_000_000


@transaction.atomic
def settle_differences(*, device: Device, choices: Choices, by: Account) -> Device:
    """Keep for each field the value that a person chose among those that were read, or the one noted.

    Every difference noted until now is settled. Raises ``DomainRefusal`` if there is none, or for a value
    that nothing said.
    """
    held = locked_device(device)
    open_ones = ObservationRecord.objects.of(held.organisation).filter(device=held, to_settle=True)
    records = list(open_ones)
    if not records:
        raise DomainRefusal(_("Il n’y a plus rien à trancher : quelqu’un vient de le faire."))
    read = options_of(held, records)
    changed = {}
    for field, value in choices.items():
        if value not in read.get(field, ()):
            raise DomainRefusal(_("Choisissez parmi les valeurs lues."), field=field)
        if getattr(held, field) != value:
            changed[field] = [getattr(held, field), value]
            setattr(held, field, value)
    if changed:
        held.save(update_fields=list(changed))
    settled = {"to_settle": False, "settled_at": clock.now(), "settled_by": by}
    open_ones.filter(pk__in=[record.pk for record in records]).update(**settled)
    note_event(device=held, verb="settle", by=by, facts={"changed": changed, "records": len(records)})
    return held


@transaction.atomic
def attach_record(*, record: ObservationRecord, code: str, by: Account) -> Device:
    """Say whose a measure is, by the label of the device; a battery then shows on it."""
    rows = Device.objects.of(record.file.organisation).filter(code=code.strip().upper())
    device = rows.first()
    if device is None:
        raise DomainRefusal(_("Aucun appareil n’a cette étiquette."), field="code")
    held = locked_device(device)
    mine = ObservationRecord.objects.of(held.organisation).filter(pk=record.pk, device__isnull=True)
    if not mine.update(device=held):
        raise DomainRefusal(_("Ce relevé est déjà rattaché à un appareil."), field="code")
    percent = (record.data.get("battery") or {}).get("percent")
    if percent is not None:
        held.battery = min(int(percent), 200)
        held.save(update_fields=["battery"])
    note_event(device=held, verb="observe", by=by, evidence=record.file.sha256, facts={"battery": percent})
    return held


@transaction.atomic
def note_cpu_mark(*, device: Device, mark: int, by: Account) -> Device:
    """Note the mark of a device's processor by hand: the table has none, or a person knows better."""
    if not 1 <= mark <= HIGHEST_MARK:
        raise DomainRefusal(_("Une note va de 1 à un million."), field="mark")
    held = locked_device(device)
    before, held.cpu_mark = held.cpu_mark, mark
    held.save(update_fields=["cpu_mark"])
    note_event(device=held, verb="settle", by=by, facts={"changed": {"cpu_mark": [before, mark]}})
    return held
