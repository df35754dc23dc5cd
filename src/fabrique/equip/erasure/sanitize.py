"""The transcript of a drive's own erasure, ordered with ``hdparm`` or ``nvme``.

A drive may answer « Sanitize Success » with no sanitize at all (nwipe, ``se_ata.h``): only a command that it
took, or a progress that was seen, followed by an end without error, is believed. The transcript therefore
holds, in this order, the identity of the drive, the command, and its status once ended:
``hdparm -I``, ``hdparm --sanitize-…``, ``hdparm --sanitize-status``; or ``nvme id-ctrl``, ``nvme sanitize``,
``nvme sanitize-log``. ``date`` before and after gives its instants.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from fabrique.equip.erasure.reports import (
    ErasureReport,
    Extent,
    Hidden,
    Medium,
    Status,
    Technique,
    UnreadableLog,
    Verification,
)

_ATA = {
    "SANITIZE_BLOCK_ERASE": Technique.SANITIZE_BLOCK,
    "SANITIZE_CRYPTO_SCRAMBLE": Technique.SANITIZE_CRYPTO,
    "SANITIZE_OVERWRITE": Technique.SANITIZE_OVERWRITE,
}
# Command dword 10 of the NVMe Sanitize command: its three low bits are the action.
_NVME = {
    2: Technique.SANITIZE_BLOCK,
    3: Technique.SANITIZE_OVERWRITE,
    4: Technique.SANITIZE_CRYPTO,
}
_METHODS = {
    Technique.SANITIZE_BLOCK: "Sanitize Block Erase",
    Technique.SANITIZE_CRYPTO: "Sanitize Crypto Erase",
    Technique.SANITIZE_OVERWRITE: "Sanitize Overwrite",
}
NVME_COMPLETED = (1, 4)  # low bits of SSTAT: ended well; ended well with no-deallocate
NVME_RUNNING = 2
NVME_FAILED = 3


def recognises(text: str) -> bool:
    """Whether a text is such a transcript."""
    return "SANITIZE_STATUS command" in text or re.search(r"\(SSTAT\)", text) is not None


def read_sanitize(text: str) -> tuple[ErasureReport, ...]:
    """The one report of a transcript. Raises ``UnreadableLog``."""
    if len(re.findall(r"Serial Number:|^sn\s+:", text, re.MULTILINE)) > 1:
        raise UnreadableLog(_("Ce relevé parle de plusieurs disques : faites-en un pour chacun."))
    return (_nvme(text) if "(SSTAT)" in text else _hdparm(text),)


def _hdparm(text: str) -> ErasureReport:
    ordered = re.search(r"Issuing (SANITIZE_(?!STATUS)\w+) command", text)
    technique = _ATA.get(ordered[1], Technique.UNKNOWN) if ordered else Technique.UNKNOWN
    taken = bool(ordered) and "Operation started in background" in text
    running = "Sanitize operation In Process" in text
    status = text.rpartition("SANITIZE_STATUS command")[2]
    ended = "Completed Without Error" in status and "Sanitize Idle" in status
    failed = "Completed With Error" in text or "Sanitize Operation Failed" in text
    size = re.search(r"device size with M = 1000\*1000:\s+(\d+) MBytes", text)
    rotation = _value(text, r"Nominal Media Rotation Rate: (.*)")
    return _report(
        text,
        tool="hdparm",
        version=_value(text, r"hdparm v?(\d+\.\d+)"),
        medium=Medium.SSD if "Solid State" in rotation else Medium.HDD if rotation else Medium.UNKNOWN,
        model=_value(text, r"Model Number:[ \t]+(.*)"),
        serial=_value(text, r"Serial Number:[ \t]+(.*)"),
        technique=technique,
        status=_status(taken or running, ended, failed),
        size=int(size[1]) * 10**6 if size else None,
    )


def _nvme(text: str) -> ErasureReport:
    states = [int(value, 16) & 7 for value in re.findall(r"\(SSTAT\)\s*:\s*(0x[0-9a-fA-F]+)", text)]
    action = re.findall(r"\(SCDW10\)\s*:\s*(0x[0-9a-fA-F]+)", text)
    technique = _NVME.get(int(action[-1], 16) & 7, Technique.UNKNOWN) if action else Technique.UNKNOWN
    # The log of an earlier sanitize reads the same: the command, or its progress, must be in the transcript.
    taken = re.search(r"nvme sanitize (?!-log)", text) is not None or NVME_RUNNING in states
    size = re.search(r"^tnvmcap\s+:\s*(\d+)", text, re.MULTILINE)
    return _report(
        text,
        tool="nvme",
        version=_value(text, r"nvme version (\d+\.\d+)"),
        medium=Medium.NVME,
        model=_value(text, r"^mn\s+:(.*)"),
        serial=_value(text, r"^sn\s+:(.*)"),
        technique=technique,
        status=_status(taken, bool(states) and states[-1] in NVME_COMPLETED, NVME_FAILED in states),
        size=int(size[1]) if size and int(size[1]) else None,
    )


def _report(
    text: str,
    *,
    tool: str,
    version: str,
    medium: Medium,
    model: str,
    serial: str,
    technique: Technique,
    status: Status,
    size: int | None,
) -> ErasureReport:
    dates = _dates(text)
    doubts = () if dates == sorted(dates) else (_("Les heures du relevé ne se suivent pas."),)
    started, ended = (dates[0], dates[-1]) if len(dates) > 1 else (None, None)
    return ErasureReport(
        tool=tool,
        version=version,
        device=_value(text, r"(/dev/\w+)"),
        bus="NVME" if medium is Medium.NVME else "ATA",
        medium=medium,
        model=model,
        serial=serial,
        method=_METHODS.get(technique, ""),
        technique=technique,
        status=status,
        extent=Extent(apparent=size, total=size, erased=size if status is Status.ERASED else None),
        hidden=Hidden.NOT_APPLICABLE,
        verification=Verification.BY_FIRMWARE,
        verified=status is Status.ERASED,
        started_at=started,
        ended_at=ended,
        seconds=int((ended - started).total_seconds()) if started and ended else None,
        doubts=doubts,
    )


def _status(taken: bool, ended: bool, failed: bool) -> Status:
    if failed:
        return Status.FAILED
    if not taken:  # « success » of nothing
        return Status.INSANE
    return Status.ERASED if ended else Status.INCOMPLETE


def _dates(text: str) -> list[datetime]:
    """The instants written by ``date -Is``, as the clock of the bench showed them."""
    found = re.findall(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[+-]\d\d:\d\d|Z)?\s*$", text, re.MULTILINE)
    try:
        return [datetime.fromisoformat(each) for each in found]
    except ValueError:
        return []


def _value(text: str, pattern: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1].strip() if match else ""
