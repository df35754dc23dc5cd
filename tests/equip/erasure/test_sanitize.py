"""Transcripts of hdparm and nvme: only a command that the drive took, and ended, is believed."""

from __future__ import annotations

import pytest

from fabrique.equip.erasure import Drive, Level, Medium, UnreadableLog, Why, judge, read_log
from tests.equip.erasure.logs import HDPARM, NVME

SSD = Drive(serial="FAB-S-0001", medium=Medium.SSD, size_bytes=240_000_000_000)
STICK = Drive(serial="FAB-N-0001", medium=Medium.NVME)


def test_a_sanitize_of_the_drive_itself_is_a_purge() -> None:
    (ata,), (nvme,) = read_log(HDPARM.encode()), read_log(NVME.encode())
    assert (ata.tool, ata.model, ata.seconds) == ("hdparm", "FABRIQUE SSD 240", 130)
    assert (nvme.tool, nvme.method, nvme.extent.apparent) == (
        "nvme",
        "Sanitize Crypto Erase",
        512_110_190_592,
    )
    for report, drive in ((ata, SSD), (nvme, STICK)):
        judgement = judge(report, drive)
        assert (judgement.level, judgement.rule) == (Level.PURGE, "flash-sanitize")


@pytest.mark.parametrize(
    ("text", "drive", "why"),
    [
        (HDPARM.replace("Operation started in background", "SG_IO: bad sense data"), SSD, Why.FAILED),
        (HDPARM.replace("Without Error", "With Error"), SSD, Why.FAILED),
        (HDPARM.replace("SD0 Sanitize Idle", "SD2 Sanitize operation In Process"), SSD, Why.INCOMPLETE),
        (HDPARM.replace("BLOCK_ERASE", "OVERWRITE"), SSD, Why.FLASH_OVERWRITTEN),
        (HDPARM.replace("FAB-S-0001", ""), SSD, Why.NO_SERIAL),
        (HDPARM, STICK, Why.OTHER_SERIAL),
        (HDPARM.replace("T09:02:10", "T08:02:10"), SSD, Why.EDITED),
        (NVME.replace("$ nvme sanitize /dev/nvme0 -a 4\n", ""), STICK, Why.FAILED),
        (NVME.replace("0x101", "0x103"), STICK, Why.FAILED),
        (NVME.replace("0x101", "0x102"), STICK, Why.INCOMPLETE),
        (NVME.replace(":  0x4", ":  0x3"), STICK, Why.FLASH_OVERWRITTEN),
    ],
)
def test_success_of_nothing_is_refused(text: str, drive: Drive, why: Why) -> None:
    (report,) = read_log(text.encode())
    assert why in {each.why for each in judge(report, drive).refusals}


def test_one_transcript_speaks_of_one_drive() -> None:
    with pytest.raises(UnreadableLog, match="plusieurs disques"):
        read_log((HDPARM + HDPARM).encode())


@pytest.mark.parametrize("text", [HDPARM, NVME])
def test_a_number_of_thousands_of_figures_is_refused_and_no_error(text: str) -> None:
    with pytest.raises(UnreadableLog, match="immense"):
        read_log(f"{text}\ndevice size with M = 1000*1000: {'9' * 5000} MBytes".encode())
