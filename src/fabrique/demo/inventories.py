"""What machines and tools say of themselves, invented: inventories, logs of erasure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.utils import timezone

from fabrique.equip.enums import DriveKind

GIB = 2**30
FILLER = "To be filled by O.E.M."  # what a maker leaves where a serial number should be


@dataclass(frozen=True, slots=True)
class Disk:
    """A drive as its tools name it. ``size``: bytes."""

    kind: DriveKind
    model: str
    serial: str
    size: int


@dataclass(frozen=True, slots=True)
class Model:
    """A machine as its maker sold it. ``banks``: GiB of each memory module; ``disk``: kind, model, bytes."""

    make: str
    name: str
    cpu: str
    banks: tuple[int, ...]
    disk: tuple[DriveKind, str, int]

    def disk_of(self, serial: str) -> Disk:
        """Its drive, in the machine of this number."""
        kind, model, size = self.disk
        return Disk(kind, model, f"D{serial}", size)


MODELS = {
    "ORV19": Model("Orvane", "Estran 14", "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", (4, 4),
                   (DriveKind.HDD, "Sillon HD5000", 500_107_862_016)),
    "ORV20": Model("Orvane", "Estran 15", "Intel(R) Core(TM) i5-10210U CPU @ 1.60GHz", (8,),
                   (DriveKind.SSD, "Silice SSD 240", 240_057_409_536)),
    "KEL18": Model("Kelbor", "K-140", "Intel(R) Core(TM) i3-7100U CPU @ 2.40GHz", (4,),
                   (DriveKind.HDD, "Sillon HD3200", 320_072_933_376)),
    "KEL21": Model("Kelbor", "K-340", "AMD Ryzen 5 5500U with Radeon Graphics", (8, 8),
                   (DriveKind.NVME, "Silice N512", 512_110_190_592)),
}  # fmt: skip


def model_of(serial: str) -> Model:
    """The model that a serial number of the story begins with."""
    return MODELS[serial[:5]]


def lshw(serial: str, rank: int) -> bytes:
    """The tree that ``lshw -json`` prints of a laptop of the story; ``rank`` gives its network card."""
    model = model_of(serial)
    disk = model.disk_of(serial)
    parts = [
        {"id": "firmware", "class": "memory", "vendor": model.make, "version": "1.14",
         "capabilities": {"uefi": "UEFI"}},
        {"id": "memory", "class": "memory", "description": "System Memory", "children": [
            {"id": f"bank:{place}", "class": "memory", "description": "SODIMM DDR4", "size": size * GIB}
            for place, size in enumerate(model.banks)
        ]},
        {"id": "cpu", "class": "processor", "product": model.cpu,
         "configuration": {"cores": "4", "threads": "8"}},
        _held(disk),
        {"id": "network", "class": "network", "description": "Ethernet interface", "product": "Carte 1000",
         "serial": f"02:00:5e:00:{rank // 256:02x}:{rank % 256:02x}"},
    ]  # fmt: skip
    tree = {
        "id": "poste", "class": "system", "vendor": model.make, "product": model.name, "serial": serial,
        "description": "Notebook",
        "configuration": {"chassis": "notebook", "uuid": str(uuid5(NAMESPACE_OID, serial))},
        "children": [{"id": "core", "class": "bus", "children": parts}],
    }  # fmt: skip
    return json.dumps(tree, indent=1).encode()


def _held(disk: Disk) -> dict[str, Any]:
    """The controller and its drive, as the tree nests them."""
    inside = {"class": "disk", "product": disk.model, "serial": disk.serial, "size": disk.size}
    if disk.kind == DriveKind.NVME:
        drive = {**inside, "id": "namespace:0", "description": "NVMe disk", "logicalname": "/dev/nvme0n1"}
        return {
            "id": "nvme",
            "class": "storage",
            "product": disk.model,
            "serial": disk.serial,
            "children": [drive],
        }
    turning = {"capabilities": {"5400rpm": "5400 rotations per minute"}} if disk.kind == DriveKind.HDD else {}
    drive = {**inside, **turning, "id": "disk", "description": "ATA Disk", "logicalname": "/dev/sda"}
    return {"id": "sata", "class": "storage", "children": [drive]}


def agent(serial: str, rank: int, *, tag: str, said: str) -> bytes:
    """The inventory of an agent that was given the label: ``said`` is the number that the machine tells."""
    model = model_of(serial)
    disk = model.disk_of(serial)
    content = {
        "bios": {"smanufacturer": model.make, "smodel": model.name, **({"ssn": said} if said else {})},
        "hardware": {"chassis_type": "Laptop", "memory": sum(model.banks) * 1024, "name": f"poste-{rank}",
                     "uuid": str(uuid5(NAMESPACE_OID, serial))},
        "cpus": [{"name": model.cpu, "core": 4, "thread": 8}],
        "memories": [{"capacity": size * 1024} for size in model.banks],
        "storages": [{"name": "sda", "model": disk.model, "serial": disk.serial,
                      "disksize": disk.size // 10**6}],
        "versionclient": "agent 1.0",
    }  # fmt: skip
    told = {"deviceid": f"poste-{rank}-2026", "action": "inventory", "tag": tag, "content": content}
    return json.dumps(told, indent=1).encode()


def erasure_log(disk: Disk, at: datetime) -> bytes:
    """What its own tool writes of the erasure of a drive that began at ``at``."""
    if disk.kind == DriveKind.HDD:
        return nwipe([disk], at)
    begin, end = (
        timezone.localtime(each).replace(microsecond=0).isoformat()
        for each in (at, at + timedelta(seconds=50))
    )
    if disk.kind == DriveKind.NVME:
        return _NVME.format(begin=begin, end=end, disk=disk).encode()
    return _HDPARM.format(begin=begin, end=end, disk=disk, mega=disk.size // 10**6).encode()


def nwipe(disks: Sequence[Disk], at: datetime, *, failed: bool = False) -> bytes:
    """The log of drives overwritten side by side, one pass of zeros read back; ``failed``: bad sectors."""
    now, lines = timezone.make_naive(timezone.localtime(at)).replace(microsecond=0), list[str]()
    named = [(f"/dev/sd{_letters(place)}", disk) for place, disk in enumerate(disks)]

    def say(text: str, level: str = " notice") -> None:
        lines.append(f"[{now:%Y/%m/%d %H:%M:%S}] {level}: {text}")

    for path, disk in named:
        say(f"Found {path}, ATA, {disk.model}, {disk.size // 10**9:>3} GB, S/N={disk.serial}")
        say(f"  No hidden sectors on {path}", "   info")
    say("system-manufacturer = Atelier Le Rouet", "   info")
    say("Program options are set as follows...")
    say("  do not perform a final blank pass")
    for option in _OPTIONS:
        say(f"  {option}")
    for path, disk in named:
        say(f"{path}, sect/blk/dev 512/4096/{disk.size}")
        say(f"Invoking method 'Fill With Zeros' on {path}")
    now += timedelta(hours=1)
    for path, disk in named:
        say(f"Starting pass 1/1, round 1/1, on {path}")
        say(f"{disk.size} bytes written to {path}")
        say(f"Verifying pass 1 of 1, round 1 of 1, on {path}")
        say(f"{disk.size} bytes read from {path}")
        if not failed:
            say(f"Verified pass 1 of 1, round 1 of 1, on '{path}'.")
        say(f"Finished pass 1/1, round 1/1, on {path}")
        say(f"Finished final round 1 of 1 on {path}")
    lines += _tables(named, failed=failed)
    lines.append(f"[{now:%Y/%m/%d %H:%M:%S}] Total Throughput 138 MB/s, Fill With Zeros, 1R+NB+VL")
    lines += ["*" * 80, ""]
    ending = "finished with errors" if failed else "successfully completed"
    say(f"Nwipe {ending}. See summary table for details.", "   info")
    return ("\n".join(lines) + "\n").encode()


def _letters(place: int) -> str:
    """As Linux names drives: a to z, then aa."""
    return (chr(96 + place // 26) if place >= 26 else "") + chr(97 + place % 26)


_OPTIONS = (
    "banner   = nwipe 0.42",
    "prng     = Isaac64",
    "method   = Fill With Zeros",
    "rounds   = 1",
    "verify   = 1 (last pass)",
)


def _tables(named: Sequence[tuple[str, Disk]], *, failed: bool) -> list[str]:
    """The three tables with which a log ends."""
    rule, stars = "-" * 80, "*" * 80
    mark, errors, status = ("!", 412, "-FAILED-") if failed else (" ", 0, " Erased ")
    short = [(path.removeprefix("/dev/"), disk) for path, disk in named]
    return [
        "", f"{' Error Summary ':*^80}",
        "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors",
        rule, *(f"{mark} {name:>8} | {errors:>19} | {0:>19} | {0:>19}" for name, _disk in short), stars,
        "", f"{' Erasure Summary ':*^80}", "!   Device | bytes erased | total | %",
        rule, *(f"  {name:>8} | {d.size:>19} | {d.size:>19} | {100:>16.2f}%" for name, d in short), stars,
        "", f"{' Drive Status ':*^80}", "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number",
        rule, *(f"{mark} {name:>8} |{status}| 138 MB/s | 01:00:00 | {d.model[:17]}/{d.serial}"
                for name, d in short),
        rule,
    ]  # fmt: skip


_HDPARM = """\
{begin}
/dev/sda:

ATA device, with non-removable media
\tModel Number:       {disk.model}
\tSerial Number:      {disk.serial}
\tdevice size with M = 1000*1000:      {mega} MBytes
\tNominal Media Rotation Rate: Solid State Device
/dev/sda:
Issuing SANITIZE_BLOCK_ERASE command
Operation started in background
/dev/sda:
Issuing SANITIZE_STATUS command
Sanitize status:
    State:    SD0 Sanitize Idle
    Last Sanitize Operation Completed Without Error
{end}
"""

_NVME = """\
{begin}
$ nvme id-ctrl /dev/nvme0
sn        : {disk.serial}
mn        : {disk.model}
tnvmcap   : {disk.size}
$ nvme sanitize /dev/nvme0 -a 4
$ nvme sanitize-log /dev/nvme0
Sanitize Progress                      (SPROG) :  65535
Sanitize Status                        (SSTAT) :  0x101
Sanitize Command Dword 10 Information (SCDW10) :  0x4
{end}
"""
