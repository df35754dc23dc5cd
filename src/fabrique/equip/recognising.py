"""Is this machine known? By its marks, the surest first; a repeated serial number merges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from fabrique.equip.enums.intake import Mark
from fabrique.equip.intake import Observation
from fabrique.equip.intake.draft import make_name
from fabrique.equip.intake.values import uuid_key
from fabrique.equip.models import Device, DeviceMark
from fabrique.people.models import Organisation

Marks = frozenset[tuple[str, str]]
Bearers = defaultdict[Device, set[tuple[str, str]]]
_CROWD = 10  # devices under one mark
# Marks that two machines cannot share unless somebody copied them.
_STRONG = (Mark.SERIAL, Mark.IMEI, Mark.UUID)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The device, and by which mark; or none. ``warning`` names a device that looks like it and is another.

    ``rivals`` are several devices among which nothing decides: a person must.
    """

    device: Device | None = None
    by: str = ""
    warning: str = ""
    rivals: tuple[Device, ...] = ()


def marks_of(observation: Observation) -> Marks:
    """Everything by which the machine of an observation can be known again."""
    found = {
        (Mark.SERIAL.value, observation.serial),
        (Mark.IMEI.value, observation.imei),
        (Mark.UUID.value, uuid_key(observation.uuid)),
        (Mark.TAG.value, observation.tag.upper()),
        *((Mark.MAC.value, mac) for mac in observation.macs),
    }
    return frozenset((kind, value[:120]) for kind, value in found if value)


def recognise(observation: Observation, organisation: Organisation) -> Recognised:
    """The device of an observation, in one organisation: six queries at most, however many devices.

    Network cards are asked only when nothing surer answers: the same adapter serves a whole bench.
    """
    marks = marks_of(observation)
    known = _bearers({mark for mark in marks if mark[0] != Mark.MAC}, organisation)
    _add_named(known, observation, organisation)
    if not known:
        known = _bearers({mark for mark in marks if mark[0] == Mark.MAC}, organisation)
    if not known:
        return Recognised()
    theirs = _marks_by_device(list(known), organisation)
    for device, shared in known.items():
        shared.update(marks & theirs[device.pk])
    same = [each for each in known if _is_same(observation, marks, each, known[each], theirs[each.pk])]
    best = _surest(same, known)
    if len(best) > 1:
        return Recognised(rivals=tuple(sorted(best, key=lambda device: device.code)))
    if best:
        (device,) = best
        return Recognised(device, _by(known[device]))
    return Recognised(warning=_lookalike(known))


def _bearers(marks: Iterable[tuple[str, str]], organisation: Organisation) -> Bearers:
    """The devices that bear any of these marks; a mark that a crowd bears tells nothing."""
    wanted = set(marks)
    if not wanted:
        return defaultdict(set)
    rows = DeviceMark.objects.of(organisation).filter(value__in=[value for _kind, value in wanted])
    by_mark: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for kind, value, device_id in rows.values_list("kind", "value", "device_id")[: _CROWD * len(wanted)]:
        by_mark[kind, value].add(device_id)
    telling = {mark: ids for mark, ids in by_mark.items() if mark in wanted and len(ids) < _CROWD}
    ids = {pk for each in telling.values() for pk in each}
    if not ids:
        return defaultdict(set)
    devices = Device.objects.of(organisation).filter(pk__in=ids).select_related("organisation", "site")
    return defaultdict(set, {d: {mark for mark, each in telling.items() if d.pk in each} for d in devices})


def _add_named(known: Bearers, observation: Observation, organisation: Organisation) -> None:
    """Devices whose label or serial number it is, however they were entered."""
    tag, serial = observation.tag.upper(), observation.serial
    if not (tag or serial):
        return
    named = (Q(code=tag) if tag else Q(pk__in=[])) | (Q(serial=serial) if serial else Q(pk__in=[]))
    for device in (
        Device.objects.of(organisation).filter(named).select_related("organisation", "site")[:_CROWD]
    ):
        kind, value = (Mark.SERIAL, serial) if serial and device.serial == serial else (Mark.TAG, tag)
        known[device].add((kind.value, value))


def _marks_by_device(devices: list[Device], organisation: Organisation) -> dict[object, Marks]:
    found: dict[object, set[tuple[str, str]]] = defaultdict(set)
    rows = DeviceMark.objects.of(organisation).filter(device__in=devices)
    for device_id, kind, value in rows.values_list("device_id", "kind", "value"):
        found[device_id].add((kind, value))
    for device in devices:
        if device.serial:
            found[device.pk].add((Mark.SERIAL.value, device.serial))
    return defaultdict(frozenset, {key: frozenset(values) for key, values in found.items()})


def _is_same(
    observation: Observation, marks: Marks, device: Device, shared: set[tuple[str, str]], theirs: Marks
) -> bool:
    """Whether what is shared is enough, and nothing that differs says the contrary."""
    kinds = {kind for kind, _value in shared}
    against = {kind for kind in _STRONG if kind not in kinds and _differ(kind, marks, theirs)}
    if Mark.TAG in kinds:
        return Mark.SERIAL not in against
    if Mark.IMEI in kinds:
        return True
    if Mark.SERIAL in kinds:
        # Another board under the same serial number: repaired if the model is the same, else another machine.
        return bool(kinds & {Mark.UUID, Mark.MAC}) or _same_model(observation, device)
    if Mark.SERIAL in against:
        return False
    return Mark.UUID in kinds or _same_model(observation, device)


def _differ(kind: str, marks: Marks, theirs: Marks) -> bool:
    ours = {value for each, value in marks if each == kind}
    known = {value for each, value in theirs if each == kind}
    return bool(ours and known and not ours & known)


def _same_model(observation: Observation, device: Device) -> bool:
    """Brand and model that can be those of one machine; what is empty contradicts nothing."""
    if (
        observation.make
        and device.make
        and _fold(make_name(observation.make)) != _fold(make_name(device.make))
    ):
        return False
    names = [_fold(name) for name in (observation.model, observation.name) if name]
    ours = _fold(device.model)
    return not names or not ours or any(name in ours or ours in name for name in names)


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _surest(same: list[Device], known: dict[Device, set[tuple[str, str]]]) -> list[Device]:
    """Of several devices, those that share the most, the surest marks first."""
    if len(same) < 2:
        return same
    order = [mark.value for mark in Mark]

    def weight(device: Device) -> tuple[int, ...]:
        return tuple(sum(kind == mark for kind, _value in known[device]) for mark in order)

    most = max(weight(device) for device in same)
    return [device for device in same if weight(device) == most]


def _by(shared: set[tuple[str, str]]) -> str:
    kinds = {kind for kind, _value in shared}
    return next(mark.value for mark in Mark if mark in kinds)


def _lookalike(known: dict[Device, set[tuple[str, str]]]) -> str:
    serials = sorted(d.code for d, shared in known.items() if any(kind == Mark.SERIAL for kind, _v in shared))
    if not serials:
        return ""
    return _("Le même numéro de série est aussi celui de %(code)s, qui est une autre machine.") % {
        "code": ", ".join(serials)
    }
