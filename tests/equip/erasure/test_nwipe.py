"""Logs of nwipe: what is read of them, what is claimed from them, and every way in which they are refused."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fabrique.equip.erasure import (
    Drive,
    Hidden,
    Level,
    Medium,
    Status,
    Technique,
    UnreadableLog,
    Verification,
    Why,
    judge,
    read_log,
)
from tests.equip.erasure.logs import Disk, nwipe_log

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT.parent / "shared" / "data" / "equipment" / "nwipe"
DISK = Disk()
HDD = Drive(serial="FAB000123", model="HD5000-0", medium=Medium.HDD, size_bytes=500_000_000_000)


def whys(text: str, drive: Drive = HDD, **context: date) -> set[Why]:
    """Why the first report of a log is refused."""
    (report, *_rest) = read_log(text.encode())
    judgement = judge(report, drive, **context)
    assert judgement.holds is not bool(judgement.refusals)
    return {each.why for each in judgement.refusals}


def test_a_whole_log_is_read_to_the_last_field() -> None:
    (report,) = read_log(nwipe_log().encode())
    assert (report.tool, report.version, report.method, report.prng) == (
        "nwipe",
        "0.42",
        "PRNG Stream",
        "Isaac64",
    )
    assert (report.model, report.serial, report.bus) == (DISK.model, DISK.serial, "ATA")
    assert report.technique is Technique.OVERWRITE
    assert report.status is Status.ERASED
    assert report.hidden is Hidden.NONE
    assert report.verification is Verification.LAST
    assert report.verified
    assert not report.errors
    assert report.extent.apparent == report.extent.erased == report.extent.total == DISK.size
    assert (report.rounds.asked, report.rounds.done, report.rounds.passes) == (1, 1, 1)
    assert report.rounds.blanking
    assert report.seconds == 7200
    assert (report.machine.make, report.machine.serial) == ("Fabrique", "PC-0001")
    assert report.doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        nwipe_log(),
        nwipe_log(version="0.33", summary=False, method="Fill With Zeros", blanking=False),
        nwipe_log(method="DoD Short", passes=3, rounds=2, verify="VA"),
        nwipe_log(Disk(hidden="")),
        nwipe_log(Disk(name="nvme0n1"), blanking=False, verify="VA"),
    ],
)
def test_an_hdd_that_was_written_and_read_back_is_clear(text: str) -> None:
    (report,) = read_log(text.encode())
    judgement = judge(report, HDD, not_before=date(2026, 11, 20), today=date(2026, 11, 24))
    assert (judgement.level, judgement.rule, judgement.refusals) == (Level.CLEAR, "hdd-overwrite", ())
    assert bool(judgement.warnings) is (report.hidden is Hidden.UNKNOWN)


FAILED = Disk(status="-FAILED-", errors=(0, 12, 0))
REFUSED = {
    "failed": (nwipe_log(FAILED, ending="exited with errors, check the log"), Why.FAILED),
    "aborted": (nwipe_log(Disk(status="UABORTED"), ending="was aborted by the user."), Why.ABORTED),
    "insane": (nwipe_log(Disk(status="INSANITY")), Why.FAILED),
    "fatal error under an Erased": (
        nwipe_log().replace(
            "notice: [SUCCESS] Blanked device /dev/sda", "fatal: /dev/sda: >>> FAILURE! <<<: code -1"
        ),
        Why.FAILED,
    ),
    "cut before its tables": (nwipe_log().partition("\n***")[0], Why.INCOMPLETE),
    "cut before its end": (nwipe_log().partition("Nwipe succ")[0], Why.INCOMPLETE),
    "no serial": (nwipe_log(Disk(serial="")), Why.NO_SERIAL),
    "serials hidden by -q": (nwipe_log(Disk(serial="XXXXXXXXXXXXXXXXXXXX")), Why.NO_SERIAL),
    "memory for a serial": (nwipe_log(Disk(serial="P\ufffdbj\x7f")), Why.NO_SERIAL),
    "another drive": (nwipe_log(Disk(serial="FAB-000124")), Why.OTHER_SERIAL),
    "another model": (nwipe_log(Disk(model="AUTRE 7")), Why.OTHER_MODEL),
    "another size": (nwipe_log(Disk(size=320_072_933_376)), Why.OTHER_SIZE),
    "nothing read back": (nwipe_log(verify="NV"), Why.NOT_VERIFIED),
    "hidden sectors": (
        nwipe_log(Disk(hidden="warning:  *** HIDDEN SECTORS DETECTED ! *** on {}")),
        Why.HIDDEN_SECTORS,
    ),
    "more sectors than seen": (
        nwipe_log(Disk(hidden="   info: HPA values 900000 / 976773169 on {}")),
        Why.HIDDEN_SECTORS,
    ),
    "a verification alone": (
        nwipe_log(method="Verify Zeros (0x00)", passes=0, blanking=False),
        Why.NOT_AN_ERASURE,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_proves_nothing_is_refused_with_its_reason(case: str) -> None:
    text, why = REFUSED[case]
    assert why in whys(text)


EDITED = {
    "a failure told as a success": (nwipe_log(FAILED, ending="exited with errors"), ("-FAILED-", " Erased ")),
    "errors put to nought": (nwipe_log(Disk(errors=(0, 12, 0))), (f"{12:>19}", f"{0:>19}")),
    "a serial changed in the table": (nwipe_log(), ("HD5000-0/FAB-000123", "HD5000-0/FAB-000999")),
    "a serial changed at the start": (nwipe_log(), ("S/N=FAB-000123", "S/N=FAB-000999")),
    "an earlier start": (nwipe_log(), ("23 09:00:00]  notice: Invoking", "23 08:00:00]  notice: Invoking")),
    "a shorter duration": (nwipe_log(), ("| 02:00:00 |", "| 01:10:00 |")),
    "a size": (nwipe_log(), (f"4096/{DISK.size}", "4096/500107862528")),
    "fewer bytes than the drive": (nwipe_log(), (f"{DISK.size} bytes written", "400107862016 bytes written")),
    "a share of bytes": (nwipe_log(), ("100.00%", " 99.00%")),
    "a total": (nwipe_log(), (f"{DISK.size} |           100", f"{DISK.size + 1} |           100")),
    "rounds": (nwipe_log(), ("1R+B+VL", "3R+B+VL")),
    "a verification": (nwipe_log(verify="NV"), ("0 (off)", "1 (last pass)")),
    "a method": (nwipe_log(), ("method   = PRNG Stream", "method   = Gutmann Wipe")),
    "a pass": (nwipe_log(method="DoD Short", passes=3), ("Finished pass 2/3", "Finished pass 1/3")),
    "a version": (nwipe_log(), ("nwipe 0.42", "nwipe 0.30")),
    "an end": (nwipe_log(), ("successfully completed", "exited with errors")),
    "a day that is not": (nwipe_log(), ("11/23 10:00:00]  notice: Fin", "02/31 10:00:00]  notice: Fin")),
}  # fmt: skip


@pytest.mark.parametrize("case", EDITED)
def test_a_log_edited_by_hand_is_refused(case: str) -> None:
    text, (old, new) = EDITED[case]
    changed = text.replace(old, new)
    if case != "errors put to nought":
        assert changed != text, "the test changes nothing"
    assert Why.EDITED in whys(changed), case


def test_dates_that_cannot_be_are_refused() -> None:
    assert whys(nwipe_log(), not_before=date(2026, 11, 26)) == {Why.TOO_EARLY}
    assert whys(nwipe_log(), today=date(2026, 11, 20)) == {Why.IN_FUTURE}
    assert whys(nwipe_log(), not_before=date(2026, 11, 24), today=date(2026, 11, 22)) == set()


def test_writing_over_flash_memory_claims_nothing() -> None:
    ssd = Drive(serial="FAB-000123", medium=Medium.SSD)
    assert whys(nwipe_log(), ssd) == {Why.FLASH_OVERWRITTEN}
    # What the drive says of itself wins over what the file says.
    assert whys(nwipe_log(Disk(bus="ATA-SSD"))) == {Why.FLASH_OVERWRITTEN}
    assert whys(nwipe_log(Disk(bus="NVME", name="nvme0n1")), HDD) == {Why.FLASH_OVERWRITTEN}
    assert whys(nwipe_log(), Drive(serial="FAB-000123")) == {Why.UNKNOWN_MEDIUM}


def test_each_drive_of_a_log_has_its_own_report() -> None:
    good, bad = Disk(), Disk(name="sdb", serial="FAB-000777", status="-FAILED-", errors=(3, 0, 0))
    first, second = read_log(nwipe_log(good, bad, ending="exited with errors, check the log").encode())
    assert judge(first, HDD).holds
    judgement = judge(second, Drive(serial="FAB-000777", medium=Medium.HDD))
    assert [each.why for each in judgement.refusals] == [Why.FAILED]
    assert second.errors.passes == 3


def test_runs_appended_in_one_file_are_told_apart() -> None:
    text = nwipe_log(FAILED, ending="exited with errors, check the log") + nwipe_log()
    first, second = read_log(text.encode())
    assert (first.status, second.status) == (Status.FAILED, Status.ERASED)
    killed = nwipe_log().partition("\n***")[0] + "\n" + nwipe_log()
    assert [each.status for each in read_log(killed.encode())] == [Status.INCOMPLETE, Status.ERASED]


SANITIZE = "Sanitize Block Erase (ATA/SCSI/NVMe)"


def sanitized(end: str) -> str:
    """nwipe's log of a sanitize: the drive's answer, and « Erased » in the table whatever it answered."""
    text = nwipe_log(Disk(bus="ATA-SSD"), method=SANITIZE, passes=0, blanking=False)
    attempt = "notice: Attempting ATA Sanitize Block Erase on /dev/sda ( ATA-SSD)."
    return text.replace(f"notice: Invoking method '{SANITIZE}' on /dev/sda", attempt).replace(
        "notice: Finished final round 1 of 1 on /dev/sda", end
    )


def test_a_sanitize_that_the_drive_refused_is_not_believed() -> None:
    ssd = Drive(serial="FAB-000123", medium=Medium.SSD)
    (done,) = read_log(sanitized("notice: Sanitize Block Erase completed on /dev/sda.").encode())
    assert judge(done, ssd).level is Level.PURGE
    refused = sanitized("error: Sanitize Block Erase failed on /dev/sda.")
    assert "| Erased |" in refused
    assert whys(refused, ssd) == {Why.FAILED}
    assert whys(sanitized("notice: nothing of /dev/sda"), ssd) >= {Why.FAILED}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{}", b"Drive Status Thru-put", b"x" * 9_000_000])
def test_what_is_no_log_is_refused_in_french(content: bytes) -> None:
    with pytest.raises(UnreadableLog) as refusal:
        read_log(content)
    assert refusal.value.message.endswith(".")


@pytest.mark.real_data
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="les journaux (../shared/data) ne sont pas là")
def test_logs_made_with_nwipe_are_read_without_a_doubt() -> None:
    for path in sorted(SAMPLES.glob("*.log")):
        (report,) = read_log(path.read_bytes())
        assert (report.status, report.doubts, report.verified) == (Status.ERASED, (), True)
        assert report.extent.erased == report.extent.apparent == 25_165_824
        assert [each.why for each in judge(report, HDD).refusals] == [Why.NO_SERIAL]


@pytest.fixture
def loop_device(tmp_path: Path) -> Iterator[str]:
    """A drive made of a file. It has no serial number."""
    if not shutil.which("nwipe") or os.geteuid() != 0:
        pytest.skip("nwipe n’est pas installé, ou l’essai n’est pas lancé par root")
    disk = tmp_path / "disk"
    disk.write_bytes(b"secret" * (4 * 1024 * 1024 // 6) + b"\0" * 4)
    made = subprocess.run(["losetup", "--find", "--show", disk], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"pas de disque en boucle ici : {made.stderr.strip()}")
    yield made.stdout.strip()
    subprocess.run(["losetup", "--detach", made.stdout.strip()], check=True)


def test_nwipe_itself_on_a_drive_without_a_serial_is_read_and_refused(
    loop_device: str, tmp_path: Path
) -> None:
    log = tmp_path / "nwipe.log"
    options = ["--autonuke", "--nogui", "--nowait", "--method=zero", "--verify=last", "--noblank"]
    command = ["nwipe", *options, f"--logfile={log}", loop_device]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
    (report,) = read_log(log.read_bytes())
    assert (report.status, report.doubts) == (Status.ERASED, ())
    assert b"secret" not in (tmp_path / "disk").read_bytes()
    # nwipe 0.34 writes as a serial what its memory held, which may now and then look like one.
    assert next(each.why for each in judge(report, HDD).refusals) in {Why.NO_SERIAL, Why.OTHER_SERIAL}
