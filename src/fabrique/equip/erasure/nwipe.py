"""From an nwipe log to one report for each drive and run.

nwipe's own status is not enough: it writes « Erased » beside a drive whose firmware refused a sanitize
command, or after a fatal write error. The lines that tell it are read too.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from fabrique.equip.erasure import nwipe_doubts
from fabrique.equip.erasure.nwipe_lines import PASSES, Line, Run, runs
from fabrique.equip.erasure.reports import (
    ErasureReport,
    Errors,
    Extent,
    Hidden,
    Machine,
    Medium,
    Rounds,
    Status,
    Technique,
    UnreadableLog,
    Verification,
)

TOOL = "nwipe"
SECTOR = 512

_STATUSES = {
    "Erased": Status.ERASED,
    "-FAILED-": Status.FAILED,
    "UABORTED": Status.ABORTED,
    "INSANITY": Status.INSANE,
}
_FAILURES = re.compile(
    r">>> FAILURE! <<<|\[FAILURE\]|could not be executed on|[Ff]ailed on |reported failure on "
    r"|is not supported on bus type|is IN USE but|Unable to open device '"
)
_STEP = re.compile(r"^(?:Finished|Verified|\[SUCCESS\]|\[FAILURE\])|(?:completed|failed) (?:on|for) ")
_VERIFY = {"0": Verification.NONE, "1": Verification.LAST, "2": Verification.ALL}
_TECHNIQUES = (
    ("Sanitize Crypto", Technique.SANITIZE_CRYPTO),
    ("Sanitize Block", Technique.SANITIZE_BLOCK),
    ("Sanitize Overwrite", Technique.SANITIZE_OVERWRITE),
    ("Secure Erase", Technique.FIRMWARE_ERASE),
    ("Verify", Technique.VERIFY_ONLY),
)


def recognises(text: str) -> bool:
    """Whether a text is an nwipe log, whole or cut."""
    return ("Drive Status" in text and "Thru-put" in text) or re.search(r"banner\s+= nwipe", text) is not None


def read_nwipe(text: str) -> tuple[ErasureReport, ...]:
    """The reports of a log, in its order. Raises ``UnreadableLog``."""
    found = tuple(_report(run, device) for run in runs(text) for device in _devices(run))
    if not found:
        raise UnreadableLog(
            _("Ce journal nwipe ne montre aucun disque effacé : l’effacement n’a pas été lancé.")
        )
    return found


def _devices(run: Run) -> list[str]:
    """The drives that were worked on: named by the tables, or by the lines if the log is cut."""
    known = list(dict.fromkeys([*run.found, *run.sizes]))
    names = [row[1] for row in run.tables.get("Drive Status", [])]
    if names:
        return [_path(name, known) for name in dict.fromkeys(names)]
    begun = (
        re.search(r"(?:Invoking method '.*'|Attempting .*) on (/dev/\S+)", line.text) for line in run.lines
    )
    return list(dict.fromkeys(match[1] for match in begun if match))


def _path(name: str, known: list[str]) -> str:
    return next((path for path in known if path.rpartition("/")[2][-8:] == name), f"/dev/{name}")


def _report(run: Run, device: str) -> ErasureReport:
    lines = run.of(device)
    found = run.found.get(device)
    method = run.options.get("method") or (run.total.method if run.total else "")
    technique = technique_of(method)
    rounds = _rounds(run, lines)
    verification = _verification(run, technique)
    hidden, real = _hidden(lines)
    rows = run.rows("Drive Status", device)
    started, ended = _span(lines)
    report = ErasureReport(
        tool=TOOL,
        version=run.options.get("banner", "").removeprefix("nwipe").strip(),
        device=device,
        bus=found.bus if found else "",
        medium=_medium(found.bus if found else ""),
        model=found.model if found else "",
        serial=_serial(found.serial) if found else "",
        method=method,
        technique=technique,
        status=_status(run, lines, rows, technique),
        prng=run.options.get("prng", "") if technique is Technique.OVERWRITE else "",
        extent=_extent(run, device, real, lines),
        hidden=hidden,
        rounds=rounds,
        verification=verification,
        verified=_verified(lines, verification, rounds, method),
        errors=_errors(run, device),
        started_at=started,
        ended_at=ended,
        seconds=_seconds(rows),
        machine=_machine(run),
    )
    return nwipe_doubts.with_doubts(report, run, lines)


def technique_of(method: str) -> Technique:
    """How a method erases, by its label."""
    for words, technique in _TECHNIQUES:
        if words in method:
            return technique
    return Technique.OVERWRITE if method in PASSES else Technique.UNKNOWN


def _serial(text: str) -> str:
    """Of a drive that has none, nwipe 0.34 writes what its memory held: that is no serial."""
    return text if text.isascii() and text.isprintable() else ""


def _medium(bus: str) -> Medium:
    if bus.startswith("NVME"):
        return Medium.NVME
    if bus.startswith("MMC"):
        return Medium.EMMC
    return Medium.SSD if bus.endswith("-SSD") else Medium.UNKNOWN


def _status(run: Run, lines: list[Line], rows: list[list[str]], technique: Technique) -> Status:
    if not rows:
        return Status.ABORTED if run.end == "was aborted" else Status.INCOMPLETE
    told = {_STATUSES.get(row[2], Status.INSANE) for row in rows}
    worst = next(status for status in _WORST_FIRST if status in told)
    if worst is Status.ERASED and any(_FAILURES.search(line.text) for line in lines):
        return Status.FAILED
    if worst is Status.ERASED and technique.by_firmware and not _accepted(lines):
        return Status.FAILED
    if worst is Status.ERASED and not run.end:
        return Status.INCOMPLETE
    return worst


_WORST_FIRST = (Status.FAILED, Status.ABORTED, Status.INSANE, Status.ERASED)


def _accepted(lines: list[Line]) -> bool:
    """Whether the drive took the command: nwipe says that it is completed only then."""
    return any(re.search(r"\bcompleted\b", line.text) for line in lines)


def _rounds(run: Run, lines: list[Line]) -> Rounds:
    last = [re.match(r"Finished (?:final )?round (\d+) of \d+ on", line.text) for line in lines]
    return Rounds(
        asked=int(run.options.get("rounds") or 1),
        done=max((int(match[1]) for match in last if match), default=0),
        passes=sum(line.text.startswith("Finished pass ") for line in lines),
        blanking=bool(run.blanking if run.blanking is not None else run.total and run.total.blanking),
    )


def _verification(run: Run, technique: Technique) -> Verification:
    if technique.by_firmware:
        return Verification.BY_FIRMWARE
    return _VERIFY.get(run.options.get("verify", "")[:1], Verification.NONE)


def _verified(lines: list[Line], asked: Verification, rounds: Rounds, method: str) -> bool:
    """Whether what was asked to be read back was, with success: the last content of the drive at least."""
    texts = [line.text for line in lines]
    if asked is Verification.BY_FIRMWARE:
        return _accepted(lines)
    if asked is Verification.NONE:
        return False
    if method == "RCMP TSSIT OPS-II":
        return any(text.startswith("[SUCCESS] Verified FRP") for text in texts)
    passes = sum(text.startswith("Verified pass ") for text in texts)
    empty = any(re.match(r"\[SUCCESS\] Verified that \S+ is empty", text) for text in texts)
    if asked is Verification.ALL:
        return passes >= rounds.passes > 0 and (empty or not rounds.blanking)
    return empty if rounds.blanking else passes > 0


def _hidden(lines: list[Line]) -> tuple[Hidden, int | None]:
    """What nwipe found of hidden sectors, and the real size in bytes where the drive tells it."""
    said, real = Hidden.UNKNOWN, None
    for line in lines:
        if "HIDDEN SECTORS DETECTED" in line.text:
            said = Hidden.FOUND
        elif line.text.startswith("No hidden sectors on"):
            said = Hidden.NONE
        elif "may not support HPA/DCO" in line.text:
            said = Hidden.NOT_APPLICABLE
        elif values := re.match(r"HPA values (\d+) / (\d+) on ", line.text):
            real = max(int(values[1]), int(values[2]))
        elif sectors := re.search(r"DCO Real max sectors reported as (\d+) on ", line.text):
            real = int(sectors[1])
    # Buggy drives tell a sector or none at all: a size that no drive has says nothing.
    return said, real * SECTOR if real and real > 2048 else None


def _extent(run: Run, device: str, real: int | None, lines: list[Line]) -> Extent:
    erased = total = None
    for row in run.rows("Erasure Summary", device)[:1]:
        if len(row) > 3 and row[2].isdecimal() and row[3].isdecimal():
            erased, total = int(row[2]), int(row[3])
    size = run.sizes.get(device) or total
    if erased is None:
        written = [match for line in lines if (match := re.match(r"(\d+) bytes written to ", line.text))]
        erased = min((int(match[1]) for match in written), default=None)
    return Extent(apparent=size, real=real, erased=erased, total=total or size)


def _errors(run: Run, device: str) -> Errors:
    counts = [row for row in run.rows("Error Summary", device) if all(cell.isdecimal() for cell in row[2:5])]
    if not counts:
        return Errors()
    return Errors(*(max(int(row[place]) for row in counts) for place in (2, 3, 4)))


def _span(lines: list[Line]) -> tuple[datetime | None, datetime | None]:
    begun = [line.at for line in lines if line.text.startswith(("Invoking method", "Attempting "))]
    steps = [line.at for line in lines if _STEP.search(line.text)]
    return (begun[0], steps[-1]) if begun and steps else (None, None)


def _seconds(rows: list[list[str]]) -> int | None:
    match = re.fullmatch(r"(\d+):(\d\d):(\d\d)", rows[0][4]) if rows and len(rows[0]) > 4 else None
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3]) if match else None


def _machine(run: Run) -> Machine:
    said = {key: "" if "XXXX" in value else value for key, value in run.system.items()}
    return Machine(
        make=said.get("system-manufacturer", ""),
        model=said.get("system-product-name", ""),
        serial=said.get("system-serial-number", ""),
        uuid=said.get("system-uuid", ""),
    )
