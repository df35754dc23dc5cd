"""The sharing as a person recomputes it by hand: points, order, fit, quotas, reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.allocation.facts import Asked, Offered, Quota
from fabrique.equip.allocation.fitting import Features, profile_of
from fabrique.equip.allocation.ranking import points_of, ranked
from fabrique.equip.allocation.rules import DEFAULT, read_rules
from fabrique.equip.allocation.sharing import Sharing, share_out
from fabrique.equip.allocation.words import reasons_of
from fabrique.equip.enums.asking import URGENCIES, Constraint, Criterion, Use

TODAY = date(2026, 11, 30)
RULES = read_rules(DEFAULT.read_text(encoding="utf-8"))
LAPTOP = Offered("ROU-PO-26-0001", "laptop", 8192, 240, 3500, 1900, 156, True)
TOWER = Offered("ROU-FX-26-0001", "desktop", 16384, 500, 6500, None, None, True)
TABLET = Offered("ROU-TA-26-0001", "tablet", 3072, 64, 1500, 500, 101, None)
requests = st.builds(
    Asked,
    key=st.uuids().map(str),
    use=st.sampled_from(Use.values),
    asked_on=st.dates(date(2025, 1, 1), TODAY),
    criteria=st.frozensets(st.sampled_from(Criterion.values)).filter(lambda held: not held >= URGENCIES),
    constraints=st.frozensets(st.sampled_from(Constraint.values)),
    household=st.sampled_from(["", "un", "deux"]),
)
maybe = st.none() | st.integers(0, 40_000)
offers = st.builds(
    Offered,
    key=st.uuids().map(str),
    kind=st.sampled_from(["laptop", "desktop", "tablet", "screen"]),
    ram_mb=maybe,
    storage_gb=maybe,
    cpu_mark=maybe,
    weight_g=maybe,
    screen_tenths=maybe,
    windows_11=st.none() | st.booleans(),
)


def asked(key: str, use: str = "school", days: int = 0, **more: object) -> Asked:
    return Asked(key, use, TODAY - timedelta(days=days), **more)  # type: ignore[arg-type]


def given_to(sharing: Sharing) -> dict[str, str]:
    return {line.place.request.key: line.device.key for line in sharing.served if line.device}


def said(sharing: Sharing, key: str) -> str:
    line = next(each for each in sharing.lines if each.place.request.key == key)
    reasons = reasons_of(line, RULES, len(sharing.lines))
    return " ".join((*reasons.person, *reasons.device, *reasons.change))


def test_points_are_added_as_the_page_says():
    one = asked("A", days=12, criteria=frozenset({Criterion.NO_DEVICE, Criterion.MINIMA}))
    parts, waited, waiting = points_of(one, RULES, TODAY)
    assert (dict(parts), waited, waiting) == ({"no_device": 60, "minima": 30}, 12, 12)
    assert [each.points for each in ranked([one], RULES, TODAY)] == [102]


@given(requests, requests)
def test_waiting_always_ends_up_winning(first, second):
    """Whatever the criteria, a request made so many days after another never passes before it."""
    late = replace(second, asked_on=first.asked_on + timedelta(days=RULES.longest_overtaking + 1))
    for day in (late.asked_on, late.asked_on + timedelta(days=900)):
        assert [each.request for each in ranked([late, first], RULES, day)] == [first, late]


def test_a_deadline_stops_counting_after_its_day():
    one = asked("A", days=9, criteria=frozenset({"this_week", "pupil"}), needed_on=TODAY)
    assert [each.points for each in ranked([one], RULES, TODAY)] == [84]
    past = replace(one, needed_on=TODAY - timedelta(days=1))
    assert [each.points for each in ranked([past], RULES, TODAY)] == [39]
    told = said(share_out([LAPTOP], [past], RULES, TODAY), "A")
    assert "L’échéance du 29\u00a0novembre 2026 est passée : ses 45 points ne comptent plus." in told
    assert "Une échéance dans la semaine :" not in told


def test_of_two_urgencies_one_is_counted_in_the_longest_wait():
    """275 is the sum of all; a request is due within the week or within the month."""
    assert RULES.longest_overtaking == 255


@given(st.lists(requests, max_size=6, unique_by=lambda each: each.key), st.integers(0, 900))
def test_the_order_of_two_requests_never_changes(found, days):
    """Each day gives the same to all: nobody loses a place that she had by waiting."""
    now = [each.request.key for each in ranked(found, RULES, TODAY)]
    assert now == [each.request.key for each in ranked(found, RULES, TODAY + timedelta(days=days))]


@given(st.lists(offers, min_size=1, max_size=8), requests)
def test_devices_of_one_class_fit_alike(devices, request):
    """Classes only save work: each device fits as it would alone."""
    features = Features(devices, RULES)
    alike, member = features.classes()
    profile = profile_of(request)
    assert features.judge(profile).fit().tolist() == alike.judge(profile).fit()[member].tolist()


def test_the_device_that_fits_goes_to_whom_it_fits():
    found = share_out([TABLET, LAPTOP], [asked("A", "family", 40), asked("B", "school", 5)], RULES, TODAY)
    assert given_to(found) == {"A": TABLET.key, "B": LAPTOP.key}
    assert "Rang 1 sur 2, avec 40 points" in said(found, "A")
    assert "accord de 96 sur 100" in said(found, "A")
    assert "Stockage : 4 points de moins, bien plus qu’il n’en faut" in said(found, "A")


def test_the_order_wins_over_the_fit():
    """The first would do better with less, but a tablet would leave the second without anything."""
    found = share_out([LAPTOP], [asked("A", "procedures", 40), asked("B", "school", 5)], RULES, TODAY)
    assert given_to(found) == {"A": LAPTOP.key}
    assert "mieux placées. Il faudrait passer devant la demande A (rang 1, 40 points)" in said(found, "B")


def test_a_condition_that_nothing_meets_is_named():
    heavy = replace(LAPTOP, weight_g=2600)
    found = share_out([heavy], [asked("A", constraints=frozenset({Constraint.LIGHT}))], RULES, TODAY)
    assert given_to(found) == {}
    assert "sans l’une de ces conditions : « il doit être léger »" in said(found, "A")


@pytest.mark.parametrize(
    ("constraint", "field", "words"),
    [
        (Constraint.LIGHT, "weight_g", "Poids"),
        (Constraint.LARGE_SCREEN, "screen_tenths", "Taille de l’écran"),
        (Constraint.WINDOWS, "windows_11", "Windows 11"),
    ],
)
def test_what_is_needed_and_nobody_knows_is_to_measure_first(constraint: Constraint, field: str, words: str):
    unknown = replace(LAPTOP, key="ROU-PO-26-0009", **{field: None})
    needy = [asked("A", constraints=frozenset({constraint}))]
    found = share_out([unknown], needy, RULES, TODAY)
    assert f"{words} : 6 points de moins, à mesurer avant d’accepter." in said(found, "A")
    assert given_to(share_out([unknown, LAPTOP], needy, RULES, TODAY)) == {"A": LAPTOP.key}


def test_what_only_fits_less_is_said_when_nobody_knows():
    found = share_out([replace(LAPTOP, cpu_mark=None)], [asked("A")], RULES, TODAY)
    assert "Puissance du processeur : 6 points de moins, pas de mesure." in said(found, "A")


def test_one_device_for_a_household_unless_stated():
    two = [LAPTOP, replace(LAPTOP, key="ROU-PO-26-0002")]
    together = [asked("A", days=9, household="h"), asked("B", days=3, household="h")]
    found = share_out(two, together, RULES, TODAY)
    assert given_to(found) == {"A": LAPTOP.key}
    assert "Le foyer a déjà un appareil" in said(found, "B")
    assert (
        len(given_to(share_out(two, [replace(each, household="") for each in together], RULES, TODAY))) == 2
    )
    assert not share_out(two, together, RULES, TODAY, housed=frozenset({"h"})).served


def test_a_device_that_was_refused_is_not_proposed_again():
    again = asked("A", days=9, refused=frozenset({LAPTOP.key}))
    found = share_out([LAPTOP, TABLET], [again, asked("B")], RULES, TODAY)
    assert given_to(found) == {"B": LAPTOP.key}
    assert "un autre appareil que celui qui a été refusé" in said(found, "A")


def test_quotas_by_programme_and_by_neighbourhood():
    devices = [replace(LAPTOP, key=f"P{number}") for number in range(6)]
    waiting = [
        asked(f"{area}{number}", days=9 - number, programme="P", area=area)
        for area in ("QN1", "QN2")
        for number in range(3)
    ]
    found = share_out(devices, waiting, RULES, TODAY, {"P": Quota(total=3, per_area=2)})
    assert set(given_to(found)) == {"QN10", "QN20", "QN11"}
    assert "tous ses appareils" in said(found, "QN21")
    found = share_out(devices, waiting, RULES, TODAY, {"P": Quota(per_area=2, given={"QN1": 1})})
    assert set(given_to(found)) == {"QN10", "QN20", "QN21"}
    assert "réserve à ce quartier" in said(found, "QN11")


@given(st.lists(requests.map(lambda one: replace(one, household="")), max_size=7, unique_by=lambda e: e.key))
def test_behind_the_one_named_she_has_nothing(found):
    devices = [LAPTOP, TABLET]
    sharing = share_out(devices, found, RULES, TODAY)
    for line in sharing.served:
        if other := line.next_alike:
            order = [each.place.request for each in sharing.lines if each is not line]
            order.insert(order.index(other.request) + 1, line.place.request)
            # Without any criterion, the order is that of the dates.
            dated = [
                replace(each, criteria=frozenset(), asked_on=TODAY - timedelta(days=99 - place))
                for place, each in enumerate(order)
            ]
            assert line.place.request.key not in given_to(share_out(devices, dated, RULES, TODAY))


def test_no_device_and_no_request():
    assert share_out([], [], RULES, TODAY).lines == ()
    assert "Il faut attendre" in said(share_out([], [asked("A")], RULES, TODAY), "A")
    assert share_out([LAPTOP], [], RULES, TODAY).fit == 0


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("points_per_day = 1", "points_per_day = 0", "« points_per_day » est un nombre entier, de 1 à 1000"),
        ("no_device = 60", "no_devise = 60", "« no_devise » n’est pas un critère connu"),
        ("no_device = 60", "no_device = -1", "« no_device » est un nombre entier, de 0 à"),
        ("light_g = 2000", "light_g = true", "« light_g » est un nombre entier"),
        ("[uses.school]", "[uses.scholl]", r"Il manque la partie \[uses.school\]"),
        ("[4096, 8192]", "[8192, 4096]", "le moins vient avant le confortable"),
        ('"laptop", "all_in_one"', '"laptop", "minitel"', "« kinds » est une liste"),
        ("[fit]", "[fit", "n’est pas du TOML"),
        ("[fit]", "a = " + "[" * 9_000, "n’est pas du TOML"),
        ("[fit]", "a = " + "9" * 5_000, "n’est pas du TOML"),
        ('version = "2026-12"', "version = 3", "« version » est un texte"),
    ],
)
def test_rules_are_checked_with_what_to_mend(old: str, new: str, why: str):
    with pytest.raises(DomainRefusal, match=why):
        read_rules(DEFAULT.read_text(encoding="utf-8").replace(old, new, 1))
