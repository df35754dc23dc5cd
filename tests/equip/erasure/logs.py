"""Invented nwipe logs, in agreement with themselves: what the tests then alter, a thing at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

BEGIN = datetime.fromisoformat("2026-11-23 09:00:00")
VERIFY = {"NV": "0 (off)", "VL": "1 (last pass)", "VA": "2 (all passes)"}


@dataclass(frozen=True)
class Disk:
    """A drive of the bench; ``hidden`` is the line of nwipe, {} being the drive."""

    name: str = "sda"
    model: str = "FABRIQUE HD5000-0"
    serial: str = "FAB-000123"
    bus: str = "ATA"
    size: int = 500_107_862_016
    status: str = " Erased "
    errors: tuple[int, int, int] = (0, 0, 0)
    hidden: str = "   info: No hidden sectors on {}"

    @property
    def path(self) -> str:
        return f"/dev/{self.name}"

    @property
    def words(self) -> str:
        return f"{self.size // 10**9:>3} GB" if self.size > 10**10 else f"{self.size // 10**6:>3} MB"


class Log:
    """What nwipe writes for some drives that are erased one beside the other."""

    def __init__(self, disks: tuple[Disk, ...], begin: datetime) -> None:
        self.disks = disks
        self.clock = begin
        self.lines: list[str] = []

    def say(self, text: str, level: str = " notice") -> None:
        self.lines.append(f"[{self.clock:%Y/%m/%d %H:%M:%S}] {level}: {text}")

    def head(self, options: dict[str, object], blanking: bool) -> None:
        for disk in self.disks:
            self.say(f"Found {disk.path}, {disk.bus}, {disk.model}, {disk.words}, S/N={disk.serial}")
            if disk.hidden:
                level, _, text = disk.hidden.partition(": ")
                self.say(text.format(disk.path), level)
        for key, value in (
            ("manufacturer", "Fabrique"),
            ("product-name", "Atelier"),
            ("serial-number", "PC-0001"),
        ):
            self.say(f"system-{key} = {value}", "   info")
        self.say("Program options are set as follows...")
        self.say(f"  {'' if blanking else 'do not '}perform a final blank pass")
        for key, option in options.items():
            self.say(f"  {key:<8} = {option}")
        for disk in self.disks:
            self.say(f"{disk.path}, sect/blk/dev 512/4096/{disk.size}")

    def write(self, where: str, verified: bool) -> None:
        """A pass of each drive; ``where`` is « 1/3, round 1/1 »."""
        self.clock += timedelta(hours=1)
        spoken = where.replace("/", " of ")
        for disk in self.disks:
            self.say(f"Starting pass {where}, on {disk.path}")
            self.say(f"{disk.size} bytes written to {disk.path}")
            if verified:
                self.say(f"Verifying pass {spoken}, on {disk.path}")
                self.say(f"{disk.size} bytes read from {disk.path}")
                self.say(f"Verified pass {spoken}, on '{disk.path}'.")
            self.say(f"Finished pass {where}, on {disk.path}")

    def blank(self, verified: bool) -> None:
        self.clock += timedelta(hours=1)
        for disk in self.disks:
            self.say(f"Blanking device {disk.path}")
            self.say(f"{disk.size} bytes written to {disk.path}")
            if verified:
                self.say(f"Verifying that {disk.path} is empty.")
                self.say(f"{disk.size} bytes read from {disk.path}")
                self.say(f"[SUCCESS] Verified that {disk.path} is empty.")
            self.say(f"[SUCCESS] Blanked device {disk.path}")


def nwipe_log(
    *disks: Disk,
    version: str = "0.42",
    method: str = "PRNG Stream",
    passes: int = 1,
    rounds: int = 1,
    blanking: bool = True,
    verify: str = "VL",
    begin: datetime = BEGIN,
    summary: bool = True,
    ending: str = "successfully completed. See summary table for details.",
) -> str:
    """The whole log of an erasure that went as its arguments say."""
    log = Log(disks or (Disk(),), begin)
    options = {"banner": f"nwipe {version}", "prng": "Isaac64", "method": method, "rounds": rounds}
    log.head({**options, "verify": VERIFY[verify]}, blanking)
    for disk in log.disks:
        log.say(f"Invoking method '{method}' on {disk.path}")
    for round_ in range(1, rounds + 1):
        for each in range(1, passes + 1):
            last = round_ == rounds and each == passes and not blanking
            verified = verify == "VA" or (verify == "VL" and last)
            log.write(f"{each}/{passes}, round {round_}/{rounds}", verified)
        for disk in log.disks:
            log.say(f"Finished {'final ' * (round_ == rounds)}round {round_} of {rounds} on {disk.path}")
    if blanking:
        log.blank(verify != "NV")
    log.lines += _tables(log.disks, log.clock - begin, summary)
    told = f"{method}, {rounds}R+{'B' if blanking else 'NB'}+{verify}"
    log.lines.append(f"[{log.clock:%Y/%m/%d %H:%M:%S}] Total Throughput 138 MB/s, {told}")
    log.lines += ["*" * 80, ""]
    log.say(f"Nwipe {ending}", "   info")
    return "\n".join(log.lines) + "\n"


def _tables(disks: tuple[Disk, ...], lasted: timedelta, summary: bool) -> list[str]:
    hours, rest = divmod(int(lasted.total_seconds()), 3600)
    duration = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    found = [
        "",
        f"{' Error Summary ':*^80}",
        "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors",
    ]
    found.append("-" * 80)
    for disk in disks:
        mark = "!" if any(disk.errors) else " "
        counts = " | ".join(f"{count:>19}" for count in disk.errors)
        found.append(f"{mark} {disk.name:>8} | {counts}")
    found.append("*" * 80)
    if summary:
        found += ["", f"{' Erasure Summary ':*^80}", "!   Device | bytes erased | total | %", "-" * 80]
        found += [f"  {disk.name:>8} | {disk.size:>19} | {disk.size:>19} | {100:>16.2f}%" for disk in disks]
        found.append("*" * 80)
    found += [
        "",
        f"{' Drive Status ':*^80}",
        "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number",
        "-" * 80,
    ]
    for disk in disks:
        mark = " " if "Erased" in disk.status else "!"
        found.append(
            f"{mark} {disk.name:>8} |{disk.status}| 138 MB/s | {duration} | {disk.model[:17]}/{disk.serial}"
        )
    return [*found, "-" * 80]


HDPARM = """\
2026-11-23T09:00:00+00:00
/dev/sda:

ATA device, with non-removable media
\tModel Number:       FABRIQUE SSD 240
\tSerial Number:      FAB-S-0001
\tdevice size with M = 1000*1000:      240057 MBytes (240 GB)
\tNominal Media Rotation Rate: Solid State Device
/dev/sda:
Issuing SANITIZE_BLOCK_ERASE command
Operation started in background
You may use `--sanitize-status` to check progress
/dev/sda:
Issuing SANITIZE_STATUS command
Sanitize status:
    State:    SD0 Sanitize Idle
    Last Sanitize Operation Completed Without Error
2026-11-23T09:02:10+00:00
"""

NVME = """\
2026-11-23T09:00:00+00:00
$ nvme id-ctrl /dev/nvme0
sn        : FAB-N-0001
mn        : FABRIQUE NVME 512
tnvmcap   : 512110190592
$ nvme sanitize /dev/nvme0 -a 4
$ nvme sanitize-log /dev/nvme0
Sanitize Progress                      (SPROG) :  65535
Sanitize Status                        (SSTAT) :  0x101
Sanitize Command Dword 10 Information (SCDW10) :  0x4
2026-11-23T09:00:40+00:00
"""
