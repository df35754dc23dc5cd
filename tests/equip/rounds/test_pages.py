"""The pages of rounds: chosen, proposed, kept, edited, printed, driven; what a stranger does not see."""

from __future__ import annotations

import re
from datetime import date, time
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.collecting import start_round
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.rounds import change_stop
from fabrique.equip.enums import Handing, RoundState, Slot
from fabrique.equip.models import Round
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.proposing import Wanted, propose
from fabrique.equip.queries.rounds import stops_of
from fabrique.equip.queries.rounds import to_fetch as waiting
from fabrique.equip.queries.timetable import as_departure, as_time, timetable_of
from fabrique.people.models import Account, Organisation
from tests.factories.giving import made
from tests.factories.people import organisation
from tests.factories.rounds import drafted, planned, stops, to_fetch, tomorrow, van, workshop

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    words = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"\s+", " ", unescape(words))


def page(name: str, held: Round, **keys: Any) -> str:
    return reverse(f"equip:{name}", kwargs={"pk": held.pk, **keys})


def asked(ours: Organisation, **values: Any) -> dict[str, Any]:
    given = {"site": workshop(ours).pk, "on": tomorrow(), "leaves_from": "08:30", "back_before": "17:00"}
    return given | values


def hidden(response: Any) -> dict[str, list[str]]:
    form = response.content.decode().split(reverse("equip:keep-rounds"))[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def test_promises_are_chosen_proposed_and_kept(client: Client, ours: Organisation, ines: Account):
    near, far = to_fetch(ours), to_fetch(ours, north=0.05)
    huge, nowhere = to_fetch(ours, laptops=2_000), to_fetch(ours, latitude=None, longitude=None)
    vehicle = van(ours)
    address = reverse("equip:propose-rounds")
    assert "4 promesses attendent" in text(client.get(address))
    nothing = client.post(address, asked(ours, vehicles=[vehicle.pk]))
    assert "au moins une promesse" in text(nothing)
    chosen = [each.pk for each in (near, far, huge, nowhere)]
    slots = {f"slot-{far.pk}": Slot.MORNING}
    proposed = client.post(address, asked(ours, vehicles=[vehicle.pk], chosen=chosen, **slots))
    said = text(proposed)
    assert "1 tournée proposée" in said
    assert f"{huge.code}, Filatures Réunies : Trop de volume" in said
    assert f"{nowhere.code}, Filatures Réunies : Rien ne dit où elle est" in said
    assert not Round.objects.of(ours).exists()
    kept = client.post(reverse("equip:keep-rounds"), hidden(proposed), follow=True)
    assert "1 tournée est gardée" in text(kept)
    held = Round.objects.of(ours).get()
    assert {stop.donation.code for stop in stops(held)} == {near.code, far.code}
    assert {stop.window_until for stop in stops(held)} == {None, time(12)}
    again = client.post(reverse("equip:keep-rounds"), hidden(proposed), follow=True)
    assert "plus à jour" in text(again)
    assert Round.objects.of(ours).count() == 1


def test_a_round_is_opened_by_hand_and_edited_without_a_script(
    client: Client, ours: Organisation, ines: Account
):
    first, second = to_fetch(ours), to_fetch(ours)
    opened = client.post(
        reverse("equip:open-round"), asked(ours, vehicle=van(ours).pk, crew="Inès, Paul"), follow=True
    )
    assert "Aucun arrêt pour l’instant" in text(opened)
    held = Round.objects.of(ours).get()
    for each in (first, second):
        client.post(page("add-stop", held), {"donation": each.pk, "slot": Slot.DAY})
    moved = client.post(page("move-stop", held, stop=stops(held)[1].pk), {"sens": "haut"}, follow=True)
    assert text(moved).index(second.code) < text(moved).index(first.code)
    late = {"since": "08:30", "until": "08:35", "minutes": "20"}
    shown = client.post(page("stop-slot", held, stop=stops(held)[1].pk), late, follow=True)
    assert "ne tient pas telle quelle" in text(shown)
    assert re.search(r"Arrêt 2 : Fini \d+ min après le créneau", text(shown))
    refused = client.post(page("stop-slot", held, stop=stops(held)[1].pk), late | {"until": "08:00"})
    assert "avant son début" in text(refused)
    client.post(page("move-stop", held, stop=stops(held)[1].pk), {"sens": "retirer"})
    ready = client.post(page("round-step", held), {"geste": "plan"}, follow=True)
    assert "La tournée est prévue" in text(ready)
    assert client.post(page("round-step", held), {"geste": "voler"}).status_code == 404


def test_a_round_on_the_road_is_read_counted_and_ended(client: Client, ours: Organisation, ines: Account):
    held = planned(ours, donations=(to_fetch(ours, laptops=40), to_fetch(ours)))
    road = page("road", held)
    assert page("road-worker", held) in client.get(road).content.decode()
    script = client.get(page("road-worker", held))
    assert script.headers["Content-Type"].startswith("text/javascript")
    left = client.post(page("round-step", held), {"geste": "start"}, follow=True)
    assert "4 quai des Chanvres" in text(left)
    one, other = stops(held)
    field = f"count-{lines_of(one.donation)[0].pk}"
    counting = page("collect-stop", held, stop=one.pk)
    wrong = client.post(counting, {field: "39", "handed_by": "Odile Renart", "on_paper": "on"})
    assert "dites pourquoi" in text(wrong)
    assert 'value="39"' in wrong.content.decode()
    unsigned = client.post(counting, {field: "39", "gap": "un est resté", "handed_by": "Odile Renart"})
    assert "signe dans le cadre" in text(unsigned)
    given = {field: "39", "gap": "un est resté", "handed_by": "Odile Renart", "trace": "M1 2L30 40"}
    assert "le lot est ouvert" in text(client.post(counting, given, follow=True))
    assert client.get(counting).headers["Location"] == road
    early = client.post(page("round-step", held), {"geste": "finish"}, follow=True)
    assert "arrêts sans réponse (1)" in text(early)
    client.post(page("miss-stop", held, stop=other.pk), {"why": "Portail fermé"})
    over = client.post(page("round-step", held), {"geste": "finish"}, follow=True)
    assert "39 comptés" in text(over)
    assert "data-forget" in over.content.decode()
    assert client.get(road).headers["Location"] == page("round", held)


def test_the_sheet_says_what_a_driver_needs(client: Client, ours: Organisation, ines: Account):
    held = planned(ours, crew="Inès, Paul")
    answer = client.get(page("round-sheet", held))
    assert answer.content.startswith(b"%PDF")
    assert held.code in answer.headers["Content-Disposition"]


def test_a_donor_reads_when_somebody_comes(client: Client, ours: Organisation, ines: Account):
    gift, token = made(ours)
    accept_donation(donation=gift, how=Handing.PICK_UP, by=None)
    held = planned(ours, donations=(gift,), on=tomorrow())
    assert held.code in text(client.get(reverse("equip:donation", args=[gift.pk])))
    client.logout()
    assert re.search(
        r"Nous venons le chercher.* entre \d+ h", text(client.get(reverse("equip:gift", args=[token])))
    )


def test_the_desk_says_what_waits_and_finds_a_round(client: Client, ours: Organisation, ines: Account):
    held = planned(ours)
    to_fetch(ours)
    desk = text(client.get(reverse("web:desk")))
    assert "don à aller prendre" in desk
    assert f"Tournée {held.code}" in desk
    found = client.post(reverse("web:search"), {"q": held.code.lower()}, follow=True)
    assert page("round", held) in found.content.decode()


def test_another_organisation_s_round_looks_missing(client: Client, ines: Account):
    held = start_round(held=planned(organisation("Atelier du Peigne")), by=None)
    stop = stops(held)[0].pk
    for name in ("round", "change-round", "round-sheet", "road", "road-worker"):
        assert client.get(page(name, held)).status_code == 404
    for name in ("collect-stop", "miss-stop", "stop-slot"):
        assert client.get(page(name, held, stop=stop)).status_code == 404
    assert client.get(reverse("equip:vehicle", args=[held.vehicle_id])).status_code == 404


def test_vehicles_are_added_corrected_and_retired(client: Client, ours: Organisation, ines: Account):
    address = reverse("equip:vehicles")
    assert "Nom" in text(client.get(address))
    added = client.post(address, {"name": "Fourgon gris", "litres": "9000", "kilos": "1100"}, follow=True)
    assert "9 000 L · 1 100 kg" in text(added)
    held = drafted(ours, vehicle=ours.vehicles.everywhere("tests").get())
    one = reverse("equip:vehicle", args=[held.vehicle_id])
    refused = client.post(reverse("equip:retire-vehicle", args=[held.vehicle_id]), follow=True)
    assert "changez-la d’abord" in text(refused)
    client.post(page("round-step", held), {"geste": "cancel"})
    assert "hors service" in text(client.get(one))
    gone = client.post(reverse("equip:retire-vehicle", args=[held.vehicle_id]), follow=True)
    assert "n’est plus en service" in text(gone)


@pytest.mark.parametrize("name", ["rounds", "propose-rounds", "round", "road"])
def test_queries_do_not_grow_with_rows(client: Client, ours: Organisation, ines: Account, name: str):
    def asks(number: int) -> int:
        held = planned(ours, donations=tuple(to_fetch(ours) for _each in range(number)))
        [to_fetch(ours) for _each in range(number)]
        address = reverse(f"equip:{name}", args=[held.pk] if name in ("round", "road") else [])
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(address).status_code == 200
        return len(asked_for)

    assert asks(1) == asks(4)


def test_the_same_day_is_proposed_alike_and_as_it_is_then_timed(ours: Organisation):
    for rank in range(1, 7):
        to_fetch(ours, north=0.004 * rank, free_until=date(2999, 1, 1))
    donations = list(waiting(ours))
    wanted = Wanted(
        workshop(ours), clock.today(), time(8, 30), time(17), (van(ours),),
        tuple((each, Slot.DAY) for each in donations),
    )  # fmt: skip
    first, second = propose(wanted), propose(wanted)
    orders = [[stop.donation.pk for stop in found.rounds[0].stops] for found in (first, second)]
    assert orders[0] == orders[1]
    assert first.left_out == ()
    by_key = {each.pk: each for each in donations}
    held = drafted(
        ours, vehicle=wanted.vehicles[0], donations=tuple(by_key[pk] for pk in orders[0]), site=wanted.site
    )
    timed = timetable_of(held, stops_of(held))
    assert timed.clear
    assert (timed.leaves, timed.returns) == (first.rounds[0].leaves, first.rounds[0].returns)


def test_a_crew_leaves_a_little_early_and_arrives_a_little_late_of_what_is_printed():
    assert (as_departure(30_599), as_time(30_541)) == (time(8, 29), time(8, 30))


def test_a_round_says_everything_that_is_wrong_with_it(ours: Organisation):
    heavy = to_fetch(ours, laptops=900, free_from=tomorrow())
    held = drafted(ours, donations=(heavy, to_fetch(ours, latitude=None)), back_before=time(9))
    change_stop(stop=stops(held)[0], since=None, until=None, minutes=60, by=None)
    timed = timetable_of(held, stops_of(held))
    first, second = timed.stops
    assert [each.split(" ")[0] for each in first.troubles] == ["Il", "Trop", "Le"]
    assert "Adresse non située\u00a0: le trajet n’est pas compté." in second.troubles
    assert timed.troubles[0].startswith("Retour")
    assert held.state == RoundState.DRAFT
