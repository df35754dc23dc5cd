"""Rounds: prepared, edited, driven; counted and signed at the door; one promise in one round only."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import rules
from fabrique.core.ui import formats
from fabrique.equip.actions.collecting import (
    call_back_round,
    collect_stop,
    finish_round,
    miss_stop,
    start_round,
)
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.rounds import (
    add_stop,
    cancel_round,
    change_round,
    change_stop,
    drop_stop,
    move_stop,
    plan_round,
    rework_round,
)
from fabrique.equip.actions.vehicles import keep_vehicle, retire_vehicle
from fabrique.equip.enums import DonationState, Handing, PickUpProof, RoundState
from fabrique.equip.models import Lot, Round, RoundStop
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.rounds import to_fetch as waiting
from fabrique.equip.queries.timetable import coming_to
from tests.factories.giving import made
from tests.factories.people import organisation
from tests.factories.rounds import drafted, planned, stops, to_fetch, tomorrow, van

pytestmark = pytest.mark.django_db
TRACE = "M10 20L30 40L50 20"


def codes(held: Round) -> list[str]:
    return [stop.donation.code for stop in stops(held)]


def on_the_road(*, laptops: int = 40) -> tuple[Round, RoundStop, int]:
    holder = organisation("Atelier Le Rouet")
    held = start_round(held=planned(holder, donations=(to_fetch(holder, laptops=laptops),)), by=None)
    stop = stops(held)[0]
    return held, stop, lines_of(stop.donation)[0].pk


def test_forty_promised_thirty_nine_counted_and_signed():
    held, stop, line = on_the_road()
    with pytest.raises(DomainRefusal, match="dites pourquoi") as refused:
        collect_stop(stop=stop, counts={line: 39}, handed_by="Odile Renart", proof=PickUpProof.PAPER, by=None)
    assert refused.value.field == "gap"
    given = {"counts": {line: 39}, "gap": "un écran cassé est resté", "handed_by": "Odile Renart", "by": None}
    lot = collect_stop(stop=stop, proof=PickUpProof.SCREEN, drawn=TRACE, **given)
    assert collect_stop(stop=stop, proof=PickUpProof.SCREEN, drawn=TRACE, **given) == lot
    assert Lot.objects.of(held.organisation).get() == lot
    kept = stops(held)[0]
    assert (kept.outcome, kept.handed_by, kept.drawn) == ("collected", "Odile Renart", TRACE)
    assert kept.donation.state == DonationState.RECEIVED
    assert lines_of(kept.donation)[0].counted == 39
    said = JournalEntry.objects.filter(action="equip.collect_stop").get().summary
    assert (said["promised"], said["counted"], said["gap"]) == (40, 39, -1)
    assert "Odile" not in str(said)
    assert finish_round(held=held, by=None).state == RoundState.DONE


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"handed_by": " "}, "handed_by"),
        ({"proof": PickUpProof.SCREEN}, "name"),
        ({"proof": PickUpProof.SCREEN, "drawn": "M1 2L3 4" * 6_000}, "name"),
        ({"handed_by": "mot de passe : Soleil2024!"}, "handed_by"),
    ],
)
def test_what_is_not_signed_or_not_named_is_not_taken(changed: dict[str, str], field: str):
    _held, stop, line = on_the_road()
    given = {"counts": {line: 40}, "handed_by": "Odile Renart", "proof": PickUpProof.PAPER, "by": None}
    with pytest.raises(DomainRefusal) as refused:
        collect_stop(stop=stop, **(given | changed))
    assert refused.value.field == field
    assert not Lot.objects.everywhere("tests").exists()


def test_a_door_where_nothing_is_taken_says_why_and_the_promise_waits_again():
    held, stop, _line = on_the_road()
    with pytest.raises(DomainRefusal, match="arrêts sans réponse"):
        finish_round(held=held, by=None)
    with pytest.raises(DomainRefusal, match="pourquoi"):
        miss_stop(stop=stop, why=" ", by=None)
    miss_stop(stop=stop, why="Personne à l’adresse", by=None)
    finish_round(held=held, by=None)
    assert [each.pk for each in waiting(held.organisation)] == [stop.donation_id]
    again = drafted(held.organisation, donations=(stop.donation,))
    assert codes(again) == [stop.donation.code]


def test_a_round_leaves_on_its_day_or_somebody_says_that_it_leaves_all_the_same():
    held = planned(on=tomorrow())
    with pytest.raises(DomainRefusal, match="est prévue"):
        start_round(held=held, by=None)
    assert again(held).state == RoundState.PLANNED
    assert start_round(held=held, by=None, any_day=True).state == RoundState.UNDER_WAY


def test_a_departure_is_called_back_until_a_door_is_settled():
    held, stop, line = on_the_road(laptops=3)
    back = call_back_round(held=held, by=None)
    assert (back.state, back.left_at) == (RoundState.PLANNED, None)
    start_round(held=held, by=None)
    collect_stop(stop=stop, counts={line: 3}, handed_by="Odile Renart", proof=PickUpProof.PAPER, by=None)
    with pytest.raises(DomainRefusal, match="déjà sa réponse"):
        call_back_round(held=held, by=None)
    assert again(held).state == RoundState.UNDER_WAY


def again(held: Round) -> Round:
    held.refresh_from_db()
    return held


def test_a_round_is_edited_by_hand_and_planned():
    holder = organisation("Atelier Le Rouet")
    held = drafted(holder, donations=tuple(to_fetch(holder) for _each in range(3)))
    first, second, third = codes(held)
    move_stop(stop=stops(held)[0], by=None, earlier=True)
    assert codes(held) == [first, second, third]
    move_stop(stop=stops(held)[0], by=None, earlier=False)
    drop_stop(stop=stops(held)[2], by=None)
    assert codes(held) == [second, first]
    add_stop(held=held, donation=waiting(holder).get(), by=None)
    assert [stop.rank for stop in stops(held)] == [1, 2, 3]
    change_stop(stop=stops(held)[0], since=time(9), until=time(10), minutes=25, by=None)
    other = van(holder)
    change_round(
        held=held, vehicle=other, on=tomorrow(), leaves_from=time(8), back_before=time(12), crew="Inès, Paul",
        by=None,
    )  # fmt: skip
    plan_round(held=held, by=None)
    assert {stop.donation.state for stop in stops(held)} == {DonationState.TO_COLLECT}
    held.refresh_from_db()
    assert (held.state, held.vehicle, held.crew) == (RoundState.PLANNED, other, "Inès, Paul")
    start_round(held=held, by=None, any_day=True)
    for act in (
        lambda: move_stop(stop=stops(held)[0], by=None, earlier=False),
        lambda: drop_stop(stop=stops(held)[0], by=None),
        lambda: cancel_round(held=held, by=None),
        lambda: rework_round(held=held, by=None),
    ):
        with pytest.raises(DomainRefusal, match="changé entre-temps"):
            act()


def test_donors_with_an_address_are_told_the_day_and_told_when_it_changes():
    holder = organisation("Atelier Le Rouet")
    gift, _token = made(holder)
    other = to_fetch(holder)
    accept_donation(donation=gift, how=Handing.PICK_UP, by=None)
    held = planned(holder, donations=(gift, other), on=tomorrow())
    wrote = OutboxMessage.objects.filter(recipient="don@filatures.example", subject__contains="venue")
    assert formats.dated(held.on) in wrote.get().body
    told = coming_to(gift)
    assert told
    assert str(told["about"]) in wrote.get().body
    assert coming_to(drafted(holder).stops.everywhere("tests").get().donation) is None
    rework_round(held=held, by=None)
    plan_round(held=held, by=None)
    assert wrote.count() == 1  # nothing changed: nothing is said again
    rework_round(held=held, by=None)
    change_stop(stop=stops(held)[0], since=time(14), until=None, minutes=20, by=None)
    plan_round(held=held, by=None)
    assert wrote.count() == 2
    cancel_round(held=held, by=None)
    gone = OutboxMessage.objects.filter(subject__contains="changeons de jour").get()
    assert "ne venons plus" in gone.body


def test_a_cancelled_round_gives_its_promises_back():
    held = planned()
    rework_round(held=held, by=None)
    with pytest.raises(DomainRefusal, match="prend ce véhicule"):
        retire_vehicle(vehicle=held.vehicle, by=None)
    cancel_round(held=held, by=None)
    assert waiting(held.organisation).count() == 1
    retire_vehicle(vehicle=held.vehicle, by=None)
    with pytest.raises(DomainRefusal, match="plus en service"):
        drafted(held.organisation, donations=tuple(waiting(held.organisation)), vehicle=held.vehicle)


def test_what_makes_no_sense_is_refused_beside_its_field():
    holder = organisation("Atelier Le Rouet")
    yesterday = clock.today() - timedelta(days=1)
    for wrong, field in (
        ({"on": yesterday}, "on"),
        ({"leaves_from": time(18)}, "back_before"),
        ({"crew": "x" * 201}, "crew"),
    ):
        with pytest.raises(DomainRefusal) as refused:
            drafted(holder, **wrong)
        assert refused.value.field == field
    with pytest.raises(DomainRefusal, match="déjà ce nom"):
        [keep_vehicle(organisation=holder, name="Break", litres=9, grams=9, by=None) for _each in range(2)]
    with pytest.raises(DomainRefusal, match="aucun arrêt"):
        plan_round(held=drafted(holder, chosen=[]), by=None)


def test_a_crew_is_forgotten_a_year_later():
    held = drafted(crew="Inès et Paul")
    with clock.frozen(clock.now() + timedelta(days=367)):
        rule = rules["equip.round"]
        assert rule.erase(rule.due(clock.now())) == [f"round:{held.pk}"]
        assert rule.due(clock.now()) == []
    held.refresh_from_db()
    assert (held.crew, held.created_by) == ("", None)


def test_who_handed_over_and_signed_goes_with_the_donor():
    _held, stop, line = on_the_road()
    collect_stop(
        stop=stop, counts={line: 40}, handed_by="Odile Renart", proof=PickUpProof.SCREEN, drawn=TRACE, by=None
    )
    with clock.frozen(clock.now() + timedelta(days=6 * 366)):
        rule = rules["equip.donor"]
        rule.erase(rule.due(clock.now()))
    kept = RoundStop.objects.everywhere("tests").get(pk=stop.pk)
    assert (kept.handed_by, kept.drawn, kept.outcome) == ("", "", "collected")


def test_a_promise_goes_in_one_round_only():
    holder = organisation("Atelier Le Rouet")
    donation = to_fetch(holder)
    drafted(holder, donations=(donation,))
    with pytest.raises(DomainRefusal, match="déjà dans une tournée"):
        drafted(holder, donations=(donation,))
    assert Round.objects.of(holder).count() == 1
