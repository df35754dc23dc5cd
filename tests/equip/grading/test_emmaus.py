"""The rules of Emmaüs Connect, against another reading of the facts, on a grid of every boundary."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from fabrique.equip.grading import Configuration, DriveSize, find, grade, outcome

ROOT = Path(__file__).resolve().parents[3]
FACTS = ROOT.parent / "shared" / "data" / "equipment" / "grading" / "emmaus-connect-rules.json"
ORDER = ("D", "C", "B", "A", "Premium")


def below(value: float, *limits: float) -> int:
    """How many limits a value has reached: « < 4 is 0, < 5 is 1 » said another way."""
    return sum(value >= limit for limit in limits)


def category(points: int) -> str:
    if points <= 3:
        return "D"
    if points <= 5:
        return "C"
    if points <= 7:
        return "B"
    return "A" if points <= 10 else "Premium"


def at_most(grade: str, cap: str) -> str:
    return ORDER[min(ORDER.index(grade), ORDER.index(cap))]


def read_2025(ram: float, kind: str, size: float, cpu: float, system: str, adjust: int) -> str:
    """regles.csv: the table of the facts, cell after cell."""
    points = below(ram, 4, 5, 8, 16) + below(cpu, 2000, 3500, 5000, 7000) + adjust
    points += below(size, 160, 257) if kind == "hdd" else below(size, 64, 128, 200, 500)
    points += kind == "nvme"
    found = category(points)
    if cpu < 2500:
        found = at_most(found, "C" if kind == "hdd" else "B")
    if kind == "hdd":
        found = at_most(found, "B")
    return at_most(found, "B") if system == "windows_10" else found


def read_2026(ram: float, kind: str, size: float, cpu: float, system: str, adjust: int) -> str:
    """category.py: a terabyte of plates is worth three points, the weak processor is under 3500."""
    points = below(ram, 4, 5, 8, 16) + below(cpu, 2000, 3500, 5000, 7000) + adjust
    points += below(size, 160, 256, 1000) if kind == "hdd" else below(size, 64, 128, 200, 500)
    points += kind == "nvme" and cpu >= 3500
    found = category(points)
    if cpu < 3500:
        found = at_most(found, "C" if kind == "hdd" else "B")
    return found


def around(*limits: float) -> list[float]:
    return [0.0, *(value for limit in limits for value in (limit - 0.5, limit))]


GRID = list(
    product(
        around(4, 5, 8, 16),
        [
            *(("hdd", size) for size in around(160, 256, 257, 1000)),
            *((kind, size) for kind in ("ssd", "nvme") for size in around(64, 128, 200, 500)),
        ],
        around(2000, 2500, 3500, 5000, 7000),
        ("windows_10", "linux"),
        (-2, 0, 3),
    )
)


@pytest.mark.parametrize(("version", "reading"), [("2025", read_2025), ("2026", read_2026)])
def test_every_boundary_agrees_with_the_facts(version: str, reading: Callable[..., str]) -> None:
    rules = find("emmaus-pc", version)
    assert len(GRID) > 15_000
    for place, (ram, (kind, size), cpu, system, adjust) in enumerate(GRID):
        machine = Configuration(
            "laptop",
            ram_gib=ram,
            drives=(DriveSize(kind, size),),
            cpu_mark=cpu,
            system=system,
            technical=adjust,
        )
        found = outcome(rules, machine)
        expected = reading(ram, kind, size, cpu, system, adjust)
        assert found.grade == expected, (ram, kind, size, cpu, system, adjust, found)
        if not place % 97:  # the words say the same as the count
            told = grade(rules, machine)
            assert told.grade == found.grade
            assert told.total == sum(point.points for point in told.points)


def test_a_machine_worked_out_by_hand() -> None:
    """8 GiB (3), SSD of 240 GB (3), mark 5200 (3): nine points, an A; Windows 10 holds it at B."""
    machine = {"ram_gib": 8, "drives": (DriveSize("ssd", 240),), "cpu_mark": 5200}
    free = grade(find("emmaus-pc", "2025"), Configuration("laptop", system="linux", **machine))  # type: ignore[arg-type]
    held = grade(find("emmaus-pc", "2025"), Configuration("laptop", system="windows_10", **machine))  # type: ignore[arg-type]
    assert (int(free.total), free.grade, free.caps) == (9, "A", ())
    assert (int(held.total), held.before_caps, held.grade) == (9, "A", "B")
    assert held.caps == ("Au plus B : Windows 10.",)
    ram = free.points[0]
    assert (ram.label, ram.value, ram.points) == ("Mémoire", "8\u00a0Gio", 3)
    assert ram.reason == "À partir de 8\u00a0Gio. 4\u00a0points à partir de 16\u00a0Gio."


def test_2023_takes_eight_points_off_for_an_unfit_part_and_adds_drives_up_to_four() -> None:
    rules = find("emmaus-pc", "2023")

    def total(*drives: DriveSize, ram: float = 8, cpu: float = 6000) -> tuple[int, str]:
        told = grade(rules, Configuration("laptop", ram_gib=ram, drives=drives, cpu_mark=cpu))
        return int(told.total), told.grade

    assert total(DriveSize("ssd", 240)) == (10, "A")
    assert total(DriveSize("nvme", 240)) == (11, "Premium")
    assert total(DriveSize("ssd", 500), DriveSize("hdd", 500)) == (11, "Premium")  # six, held at four
    assert total(DriveSize("ssd", 240), ram=2) == (-1, "Invendable")
    assert total(DriveSize("ssd", 240), cpu=1199) == (-2, "Invendable")
    assert total(DriveSize("hdd", 159)) == (-1, "Invendable")


def test_phones_are_weighted_in_percent_and_two_gigabytes_are_the_least() -> None:
    rules = find("emmaus-smartphone")

    def told(antutu: float, ram: float, storage: float, weighting: float = 0) -> tuple[float, str]:
        configuration = Configuration(
            "smartphone", antutu=antutu, ram_gib=ram, storage_gb=storage, weighting=weighting
        )
        found = grade(rules, configuration)
        return float(found.total), found.grade

    assert told(0, 2, 0) == (80, "HC")
    assert told(0, 2, 16) == (111, "C")
    assert told(200_000, 4, 64) == (199, "B")
    assert told(199_999, 4, 64) == (193, "B")
    assert told(300_000, 6, 128) == (269, "A")
    assert told(300_000, 6, 128, -10) == (242.1, "B")
    assert told(950_000, 16, 1000) == (833, "Premium")
    assert told(950_000, 1, 1000, 50)[1] == "HC"
    assert told(400_000, 3, 128, 0)[1] == "B"


@pytest.mark.real_data
@pytest.mark.skipif(not FACTS.exists(), reason="les règles publiées (../shared/data) ne sont pas là")
def test_the_published_file_says_the_same() -> None:
    facts = json.loads(FACTS.read_text("utf-8"))
    assert_pc_tables(facts["emmaus_connect_pc_2025"])
    assert_2023(facts["emmaus_connect_pc_2023"])
    phone, rules = facts["emmaus_connect_smartphone_2023"], find("emmaus-smartphone")
    for measure, table in (("antutu", "antutu"), ("ram", "ram_go"), ("storage", "storage_go")):
        steps = steps_of(rules, measure)
        assert all(steps.points(float(start)) == points for start, points in phone[table].items())
    assert {each.name: each.start for each in rules.grades} == phone["category_min"]


def assert_pc_tables(facts: dict[str, Any]) -> None:
    points = facts["points"]
    for version, hdd in (("2025", "HDD_GB_regles_csv"), ("2026", "HDD_GB_category_py")):
        rules = find("emmaus-pc", version)
        assert rules.drives
        assert_same(points["RAM_GiB"], steps_of(rules, "ram").points)
        assert_same(points["CPUMARK"], steps_of(rules, "cpu").points)
        assert_same(points["SSD_GB"], rules.drives.steps["ssd"].points)
        assert_same(points[hdd], rules.drives.steps["hdd"].points)
        starts = {each.name.upper(): each.start for each in rules.grades}
        assert starts == {name: low for name, (low, _high) in facts["categories"].items()}
    # The file notes « (regles.csv) » at the end of the caps that the program of 2026 does not have.
    assert len(find("emmaus-pc", "2025").caps) == len(facts["caps"])
    assert len(find("emmaus-pc", "2026").caps) == sum(
        not cap.endswith("(regles.csv)") for cap in facts["caps"]
    )


def assert_2023(facts: dict[str, Any]) -> None:
    rules, points = find("emmaus-pc", "2023"), facts["points"]
    assert rules.drives
    assert rules.drives.most == facts["max_disks"]
    assert_same(points["RAM"], steps_of(rules, "ram").points)
    assert_same(points["CPUMARK"], steps_of(rules, "cpu").points)
    for kind in ("HDD", "SSD", "NVME"):
        assert_same(points[kind], rules.drives.steps[kind.lower()].points)
    limits = {float(limit[1:]): name for limit, name in facts["categories_limit"].items() if limit[0] == "<"}
    for limit, name in limits.items():
        assert rules.grade_of(limit - 1).upper() == name.upper()  # type: ignore[arg-type]


def assert_same(table: list[list[float | None]], points: Callable[[float], int]) -> None:
    """« value < limit gives the points », just under each limit and at it."""
    start = 0.0
    for limit, expected in table:
        assert points(start) == expected
        if limit is not None:
            assert points(limit - 0.01) == expected
            start = limit


def steps_of(rules: Any, criterion: str) -> Any:
    return next(each.steps for each in rules.criteria if each.id == criterion)
