"""A device as the rules see it, the rules that an organisation may use, and their replay on the stock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from fabrique.equip import grading
from fabrique.equip.enums import ENDED, WITH_SOMEBODY, DeviceKind, SoftwareKind
from fabrique.equip.grading import Configuration, DriveSize, Replay, Rules
from fabrique.equip.grading.cpu import cpu_year
from fabrique.equip.models import Device, DeviceGrading, GradingRules, InstalledSoftware, StorageDrive
from fabrique.equip.queries.bench import functionality
from fabrique.people.models import Organisation

WHY = "devices of a stock that the caller may see"
MIB_IN_GIB = 1024
GB = 10**9
# What a person sees and a machine does not tell.
SEEN = ("appearance", "technical", "aesthetic", "weighting", "antutu")
OWN = {DeviceKind.SMARTPHONE: "fabrique-mobile", DeviceKind.TABLET: "fabrique-mobile"}


def configuration_of(device: Device, seen: dict[str, object] | None = None) -> Configuration:
    """What rules read of a device. ``seen``: what a person saw of it (``SEEN``), else what was last seen."""
    (found,) = (configuration for _device, configuration in configurations([device]))
    if seen is None:
        return replace(found, functionality=functionality(device))
    known = {name: value for name, value in seen.items() if name in SEEN and value not in ("", None)}
    bare = {name: "" if name == "appearance" else None for name in SEEN}
    return replace(found, functionality=functionality(device), **{**bare, **known})  # type: ignore[arg-type]


def configurations(devices: Iterable[Device]) -> Iterator[tuple[Device, Configuration]]:
    """Devices of a stock with what rules read of them: three queries, whatever their number."""
    held = list(devices)
    drives: dict[object, list[DriveSize]] = {}
    for each in StorageDrive.objects.everywhere(WHY).filter(device__in=held):
        if each.size_bytes:
            drives.setdefault(each.device_id, []).append(DriveSize(each.kind, each.size_bytes / GB))
    systems = InstalledSoftware.objects.everywhere(WHY).filter(device__in=held, removed_at__isnull=True)
    system = dict(systems.exclude(kind=SoftwareKind.PROGRAM).values_list("device", "kind"))
    gradings = DeviceGrading.objects.everywhere(WHY).filter(device__in=held).order_by("at", "pk")
    seen = dict(gradings.values_list("device", "seen"))
    for device in held:
        known = {
            name: value for name, value in seen.get(device.pk, {}).items() if name in (*SEEN, "functionality")
        }
        yield (
            device,
            Configuration(
                kind=device.kind,
                ram_gib=device.ram_mb / MIB_IN_GIB if device.ram_mb else None,
                drives=tuple(drives.get(device.pk, ())),
                cpu_mark=device.cpu_mark,
                cpu_year=cpu_year(device.cpu) or device.made_year,
                system=system.get(device.pk, ""),
                windows_11=device.windows_11,
                battery_percent=device.battery,
                storage_gb=device.storage_gb,
                **known,
            ),
        )


def rules_for(organisation: Organisation, kind: str = "") -> list[Rules]:
    """The rules that an organisation may use, shipped or its own, of a kind if one is given."""
    own = GradingRules.objects.of(organisation).order_by("key", "version")
    found = [*grading.shipped(), *(grading.read_rules(each.content.encode()) for each in own)]
    return [rules for rules in found if not kind or kind in rules.kinds]


def named(rules: Iterable[Rules], name: str) -> Rules | None:
    """The rules called « key version » among some."""
    return next((each for each in rules if f"{each.key} {each.version}" == name), None)


def usual_rules(rules: list[Rules], kind: str) -> Rules | None:
    """Those to begin with: our own for the kind, the newest."""
    key = OWN.get(DeviceKind(kind), "fabrique-pc")
    return max((each for each in rules if each.key == key), key=lambda each: each.version, default=None)


def last_grading(device: Device) -> DeviceGrading | None:
    """The grade that a device has, with its reasons."""
    rows = DeviceGrading.objects.everywhere(WHY).filter(device=device)
    return rows.select_related("by").order_by("-at", "-pk").first()


@dataclass(frozen=True, slots=True)
class Moved:
    """How many devices go from a grade to another."""

    before: str
    after: str
    devices: int
    up: bool


def graded_stock(organisation: Organisation, kinds: Iterable[str]) -> QuerySet[Device]:
    """The devices to which rules of these kinds apply: what is gone or with somebody is no stock."""
    rows = Device.objects.of(organisation).filter(kind__in=list(kinds))
    return rows.exclude(state__in=[*ENDED, *WITH_SOMEBODY]).order_by("code")


def replayed(organisation: Organisation, before: Rules, after: Rules) -> tuple[Replay, list[Moved]]:
    """The stock under two versions: who would change, and how many go from which grade to which."""
    devices = graded_stock(organisation, set(before.kinds) & set(after.kinds))
    found = grading.replay(before, after, ((device.code, known) for device, known in configurations(devices)))

    def place(rules: Rules, grade: str) -> int:
        return rules.rank(grade) if grade else -1

    moved = [
        Moved(old, new, number, place(after, new) > place(before, old))
        for (old, new), number in sorted(found.counts.items())
    ]
    return found, moved
