"""Our own rules, the engine's refusals, and the comparison of two versions on a stock."""

from __future__ import annotations

import pytest

from fabrique.equip.grading import (
    Configuration,
    DriveSize,
    RulesError,
    find,
    grade,
    read_rules,
    replay,
    shipped,
)

OWN = find("fabrique-pc")
LAPTOP = Configuration(
    "laptop",
    ram_gib=7.7,  # eight, less what the graphics take
    drives=(DriveSize("hdd", 1000), DriveSize("ssd", 240)),
    cpu_year=2018,
    system="linux",
    battery_percent=82,
    appearance="B",
    functionality="A",
)


def test_each_point_of_our_rules_is_explained() -> None:
    told = grade(OWN, LAPTOP)
    assert (int(told.total), told.grade, told.missing) == (11, "A", ())
    assert {point.label: point.points for point in told.points} == {
        "Mémoire": 3,
        "Processeur (année)": 3,
        "Batterie": 1,
        "Apparence": 0,
        "Fonctionnement": 0,
        "Disque": 4,
    }
    assert all(point.reason for point in told.points)
    assert OWN.meaning(told.grade).startswith("À l’aise")
    assert "SSD, 240" in next(point.value for point in told.points if point.label == "Disque")


def test_a_mark_replaces_the_year_and_a_missing_measure_gives_no_grade() -> None:
    marked = grade(OWN, Configuration("desktop", ram_gib=16, drives=(DriveSize("nvme", 512),), cpu_mark=9000))
    assert "Processeur (année)" not in {point.label for point in marked.points}
    assert marked.grade == "A"
    unknown = grade(OWN, Configuration("desktop", ram_gib=16))
    assert (unknown.grade, set(unknown.missing)) == ("", {"Processeur (année)", "Disque"})
    without = grade(find("emmaus-pc", "2025"), LAPTOP)
    assert (without.grade, without.missing) == ("", ("Processeur (indice)",))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"drives": (DriveSize("hdd", 1000),)}, "B"),
        ({"ram_gib": 2.0}, "C"),
        ({"system": "windows_10"}, "C"),
        ({"functionality": "D"}, "D"),
    ],
)
def test_caps_hold_a_grade_down_and_say_why(change: dict[str, object], expected: str) -> None:
    values = {name: getattr(LAPTOP, name) for name in Configuration.__dataclass_fields__}
    told = grade(OWN, Configuration(**{**values, **change}))
    assert told.grade == expected
    assert told.caps[0].startswith(f"Au plus {expected} : ")


def test_mobile_rules_need_no_benchmark() -> None:
    told = grade(
        find("fabrique-mobile"),
        Configuration("smartphone", ram_gib=3.7, storage_gb=64, battery_percent=90, appearance="A"),
    )
    assert (int(told.total), told.grade) == (8, "A")
    poor = grade(find("fabrique-mobile"), Configuration("smartphone", ram_gib=1, storage_gb=128))
    assert poor.grade == "D"


def test_two_versions_are_replayed_on_a_stock() -> None:
    def machine(kind: str, system: str) -> Configuration:
        return Configuration(
            "laptop", ram_gib=8, drives=(DriveSize(kind, 300),), cpu_mark=3000, system=system
        )

    kinds = [("hdd", "linux"), ("ssd", "linux"), ("ssd", "windows_10")]
    stock = [(f"PC-{place}", machine(*each)) for place, each in enumerate(kinds)]
    told = replay(find("emmaus-pc", "2025"), find("emmaus-pc", "2026"), stock)
    assert told.devices == 3
    # At 3000 the processor is weak for 2026 only: the machine with plates falls to C, the others hold at B.
    assert told.counts == {("B", "C"): 1, ("B", "B"): 2}
    (change,) = told.changes
    assert (change.reference, change.before.grade, change.after.grade) == ("PC-0", "B", "C")
    assert "3500" in change.after.caps[0]


def test_shipped_rules_are_told_apart_and_signed_by_their_digest() -> None:
    assert len({(rules.key, rules.version) for rules in shipped()}) == len(shipped()) == 6
    assert len({rules.digest for rules in shipped()}) == 6
    assert find("emmaus-pc").version == "2026"


HEAD = 'key = "k"\nversion = "1"\ntitle = "t"\nsource = "s"\nkinds = ["laptop"]\n'
LINE = '[[criteria]]\nid = "ram"\nlabel = "Mémoire"\nmeasure = "ram_gib"\n'
GRADES = '[[grades]]\nname = "B"\nfrom = 0\n[[grades]]\nname = "A"\nfrom = 3\n'
STEPS = "steps = [[0, 0], [4, 1]]\n"


def test_rules_of_an_operator_are_read() -> None:
    rules = read_rules((HEAD + LINE + STEPS + GRADES).encode())
    assert grade(rules, Configuration("laptop", ram_gib=4)).grade == "B"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "TOML"),
        ("a = " + "[" * 50_000, "TOML"),
        ("a = " + "9" * 5_000, "TOML"),
        (LINE + STEPS + GRADES, "Il manque la clé « key »"),
        (HEAD + LINE + "steps = [[4, 0], [0, 1]]\n" + GRADES, "en croissant"),
        (HEAD + LINE.replace("ram_gib", "colour") + STEPS + GRADES, "« colour » n’existe pas"),
        (HEAD + LINE + GRADES, "doit avoir des seuils"),
        (HEAD + LINE + STEPS + GRADES.replace("from = 3", "from = -1"), "de la plus basse"),
        (HEAD + LINE + STEPS + '[[caps]]\ngrade = "Z"\nwhy = "x"\nwhen = []\n' + GRADES, "plafond"),
        (HEAD + LINE + "steps = 3\n" + GRADES, "forme attendue"),
    ],
)
def test_rules_that_cannot_be_read_say_what_to_mend(text: str, words: str) -> None:
    with pytest.raises(RulesError) as refusal:
        read_rules(text.encode())
    assert words in refusal.value.message
