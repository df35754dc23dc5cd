"""The invented logs are read as the real ones are."""

from datetime import UTC, datetime

from fabrique.demo.inventories import Disk, nwipe
from fabrique.equip.enums import DriveKind
from fabrique.equip.erasure.nwipe import read_nwipe


def test_each_of_a_hundred_drives_side_by_side_is_read_by_its_number():
    disks = [Disk(DriveKind.HDD, "Sillon HD3200", f"SIL{rank:06}", 320_072_933_376) for rank in range(100)]
    reports = read_nwipe(nwipe(disks, datetime(2026, 6, 21, 9, tzinfo=UTC)).decode())
    assert [each.serial for each in reports] == [each.serial for each in disks]
    assert {each.status for each in reports} == {reports[0].status}
