"""An adopted plan handed over: needs, places, stops; once each, and with the right of each trade."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions.places import create_place
from fabrique.directory.models import Place, Stop, StopVisit
from fabrique.kernels.hours import Schedule
from fabrique.needs.actions.needs import MOST_PEOPLE
from fabrique.needs.models import Need
from fabrique.observe.actions import handing
from fabrique.observe.actions.sites import fill_site_list
from fabrique.observe.enums import ScenarioKind, ScenarioState
from fabrique.observe.models import HandedSite, Scenario, Site, SiteList
from fabrique.observe.queries.handing import itinerant_places, lines_of
from fabrique.observe.site_files import SiteRow
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.observe import listed
from tests.factories.people import member, organisation
from tests.factories.towns import contours_of_two, two_communes
from tests.observe.pages import signed, text

ROWS = [
    SiteRow("quai", "Quai", 47.12, -1.68),  # in the neighbourhood
    SiteRow("place", "Place", 47.15, -1.55),
    SiteRow("mer", "Mer", 46.0, -3.0),
    SiteRow("gare", "Gare", 47.16, -1.55, existing=True),
]


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    contours_of_two()
    return carry_instance(organisation=organisation())


@pytest.fixture
def by(holder: Organisation) -> Account:
    """Keeps the guide, and notes needs."""
    return member(Role.COORDINATOR, Role.ADMINISTRATOR, of=holder)


def filled(holder: Organisation, by: Account, purpose: str) -> tuple[SiteList, dict[str, str]]:
    made = listed(holder, purpose=purpose)
    fill_site_list(site_list=made, rows=ROWS, by=by)
    rows = Site.objects.everywhere("test").filter(site_list=made)
    return made, {one.key: str(one.pk) for one in rows}


def adopted(site_list: SiteList, kind: ScenarioKind, result: dict[str, Any]) -> Scenario:
    now = clock.now()
    return Scenario.objects.create(
        organisation=site_list.organisation, site_list=site_list, kind=kind, title="Dix points",
        state=ScenarioState.ADOPTED, result=result, choices={"weeks": 2}, asked_at=now, solved_at=now,
        adopted_at=now,
    )  # fmt: skip


@pytest.fixture
def plan(holder: Organisation, by: Account) -> Scenario:
    made, keys = filled(holder, by, "outdoor")
    return adopted(
        made,
        ScenarioKind.SITES,
        {
            "opened": list(keys.values()),
            "years": [{"year": 1, "opened": [keys["quai"]]}, {"year": 2, "opened": [keys["place"]]}],
            "sites": {
                keys["quai"]: {"people_added": 1234.6, "year": 1},
                keys["place"]: {"people_added": 0.2, "year": 2},
            },
        },
    )


def visit(site: str, week: int, day: str, begins: str = "09:10", leaves: str = "10:40") -> dict[str, Any]:
    return {
        "site": site, "week": week, "day": day, "arrives": begins, "begins": begins, "leaves": leaves,
        "order": 1,
    }  # fmt: skip


@pytest.fixture
def tour(holder: Organisation, by: Account) -> Scenario:
    made, keys = filled(holder, by, "stop")
    visits = [
        visit(keys["quai"], 2, "mar"),
        visit(keys["place"], 1, "jeu", "14:00", "15:30"),
        visit(keys["place"], 2, "jeu", "14:00", "15:30"),
        visit(keys["mer"], 1, "ven"),
    ]
    return adopted(made, ScenarioKind.TOURS, {"visits": visits, "first_monday": "2026-11-30"})


def test_each_site_becomes_a_need_of_its_neighbourhood_or_commune(plan: Scenario, by: Account):
    done = handing.hand_sites(scenario=plan, by=by)
    assert done == handing.Handed(2, 0, ("Mer",))
    rows = HandedSite.objects.everywhere("test").select_related("need", "site")
    held = {one.site.key: one for one in rows}
    assert held.keys() == {"quai", "place"}  # what is open already is nobody's need
    quay, place = held["quai"].need, held["place"].need
    assert quay is not None
    assert place is not None
    assert (quay.area_kind, quay.area_code, quay.people, quay.kind) == ("qpv", "QP000001", 1230, "connection")
    assert (place.area_kind, place.area_code, place.people) == ("commune", "00102", 1)
    assert quay.note == "Site « Quai » du scénario « Dix points », année 1 du plan."
    assert JournalEntry.objects.filter(action="observe.hand_site").count() == 2


def test_a_desk_is_a_place_that_is_lacking_and_people_are_never_too_many(holder: Organisation, by: Account):
    made, keys = filled(holder, by, "desk")
    said = {keys["quai"]: {"people_added": 9e6}}
    plan = adopted(made, ScenarioKind.SITES, {"opened": [keys["quai"]], "sites": said})
    handing.hand_sites(scenario=plan, by=by)
    need = Need.objects.everywhere("test").get()
    assert (need.kind, need.people) == ("place", MOST_PEOPLE)
    assert need.note == "Site « Quai » du scénario « Dix points »."


def test_doing_it_twice_gives_nothing_twice_even_after_a_need_was_erased(plan: Scenario, by: Account):
    handing.hand_sites(scenario=plan, by=by)
    assert handing.hand_sites(scenario=plan, by=by) == handing.Handed(0, 2, ("Mer",))
    assert Need.objects.everywhere("test").count() == 2
    Need.objects.everywhere("test").filter(area_kind="qpv").delete()
    assert handing.hand_sites(scenario=plan, by=by).done == 0
    assert Need.objects.everywhere("test").count() == 1


def test_who_came_second_gives_nothing(plan: Scenario, by: Account, monkeypatch: pytest.MonkeyPatch):
    seen = lines_of(plan)  # read before the other wrote
    handing.hand_sites(scenario=plan, by=by)
    monkeypatch.setattr(handing, "lines_of", lambda _scenario: seen)
    assert handing.hand_sites(scenario=plan, by=by) == handing.Handed(0, 2, ("Mer",))
    assert Need.objects.everywhere("test").count() == 2
    held = HandedSite.objects.everywhere("test").first()
    assert held is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        HandedSite.objects.create(scenario=plan, site_id=held.site_id, handed_at=clock.now())


def test_a_site_that_is_open_enters_the_guide_and_its_need_is_met(plan: Scenario, by: Account):
    handing.hand_sites(scenario=plan, by=by)
    held = HandedSite.objects.everywhere("test").get(site__key="quai")
    place = handing.open_handed_site(handed=held, by=by)
    assert (place.name, place.commune_code, place.latitude) == ("Quai", "00101", 47.12)
    assert place.services == ["Accès internet et matériel informatique"]
    held.refresh_from_db()
    assert held.need is not None
    assert held.need.state == "met"
    site = Site.objects.everywhere("test").get(pk=held.site_id)
    assert (site.existing, site.place_id) == (True, place.pk)
    assert handing.open_handed_site(handed=held, by=by) == place
    assert Place.objects.count() == 1
    assert [line.site.key for line in lines_of(plan)] == ["mer", "quai", "place"]


def test_the_list_of_another_organisation_is_left_as_it_is(plan: Scenario, by: Account):
    SiteList.objects.everywhere("test").update(organisation=organisation("Ailleurs"))
    handing.hand_sites(scenario=plan, by=by)
    held = HandedSite.objects.everywhere("test").get(site__key="quai")
    place = handing.open_handed_site(handed=held, by=by)
    held.refresh_from_db()
    assert held.place_id == place.pk
    assert not Site.objects.everywhere("test").get(pk=held.site_id).existing


def test_each_trade_asks_for_its_own_right(plan: Scenario, tour: Scenario, holder: Organisation, by: Account):
    administrator = member(Role.ADMINISTRATOR, of=holder)
    with pytest.raises(DomainRefusal, match="noter des besoins"):
        handing.hand_sites(scenario=plan, by=administrator)
    handing.hand_sites(scenario=plan, by=by)
    held = HandedSite.objects.everywhere("test").get(site__key="quai")
    coordinator = member(Role.COORDINATOR, of=holder)
    with pytest.raises(DomainRefusal, match="créer des lieux"):
        handing.open_handed_site(handed=held, by=coordinator)
    with pytest.raises(DomainRefusal, match="créer des lieux"):
        handing.hand_stops(scenario=tour, place=None, name="Le Passeur", by=coordinator)
    foreign = create_place(values={"name": "Bus", "commune_code": "00101", "itinerance": ["Itinérant"]})
    with pytest.raises(DomainRefusal, match="tenez pas les arrêts"):
        handing.hand_stops(scenario=tour, place=foreign, by=coordinator)
    assert not itinerant_places(coordinator)
    Place.objects.filter(pk=foreign.pk).update(organisation=holder)
    assert itinerant_places(coordinator) == [foreign]
    foreign.refresh_from_db()
    assert handing.hand_stops(scenario=tour, place=foreign, by=coordinator).done == 2


@pytest.mark.parametrize("state", [ScenarioState.SOLVED, ScenarioState.SET_ASIDE])
def test_only_an_adopted_plan_is_handed_over(
    plan: Scenario, tour: Scenario, by: Account, state: ScenarioState
):
    Scenario.objects.everywhere("test").update(state=state)
    with pytest.raises(DomainRefusal, match="retenu"):
        handing.hand_sites(scenario=plan, by=by)
    with pytest.raises(DomainRefusal, match="retenu"):
        handing.hand_stops(scenario=tour, place=None, name="Le Passeur", by=by)
    page = text(signed(by).get(f"/espace/observer/scenarios/{plan.pk}/transmettre/"))
    assert "n’est pas retenu" in page


def test_the_stops_of_a_tour_go_to_a_place_that_is_made_for_them(tour: Scenario, by: Account):
    done = handing.hand_stops(scenario=tour, place=None, name=" Le  Passeur ", by=by)
    assert done == handing.Handed(2, 0, ("Mer",))
    place = Place.objects.get()
    assert (place.name, place.itinerance) == ("Le Passeur", ["Itinérant"])
    stops = {one.name: one for one in Stop.objects.all()}
    assert stops["Place"].hours == "Th 14:00-15:30"
    assert (stops["Place"].commune_name, stops["Place"].latitude) == ("Port-Sablier", 47.15)
    schedule = Schedule(stops["Quai"].hours)
    days = [date(2026, 12, 8) + timedelta(days=14 * n) for n in range(4)]
    found = [one for n in range(56) if (one := schedule.day(date(2026, 11, 30) + timedelta(days=n))).open]
    assert [(one.day, one.open) for one in found] == [(day, ((550, 640),)) for day in days]
    again = handing.hand_stops(scenario=tour, place=None, name="Le Passeur", by=by)
    assert again == handing.Handed(0, 2, ("Mer",))
    assert Place.objects.count() == 1


def test_a_longer_cycle_has_its_days_written_one_by_one(tour: Scenario, by: Account):
    tour.choices = {"weeks": 3}
    tour.save()
    handing.hand_stops(scenario=tour, place=None, name="Le Passeur", by=by)
    stop = Stop.objects.get(name="Quai")
    starts = [one.starts_at for one in StopVisit.objects.filter(stop=stop).order_by("starts_at")]
    assert stop.hours == ""
    assert len(starts) == 8
    days = [timezone.localtime(one).date() for one in starts]
    assert days == [date(2026, 12, 8) + timedelta(days=21 * n) for n in range(8)]


def test_a_stop_that_the_place_has_already_stops_the_whole(tour: Scenario, by: Account):
    place = create_place(values={"name": "Bus", "commune_code": "00101", "itinerance": ["Itinérant"]})
    Stop.objects.create(place=place, name="Quai", commune_code="00101", commune_name="Grandmesnil")
    with pytest.raises(DomainRefusal, match="« Quai » : Ce lieu a déjà un arrêt"):
        handing.hand_stops(scenario=tour, place=place, by=by)
    assert not HandedSite.objects.everywhere("test").exists()
    assert Stop.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"first_monday": "2026-12-01"},
        {"first_monday": None},
        {"visits": [{"site": "x", "week": 1, "day": "xyz", "begins": "9:00", "leaves": "10:00"}]},
        {"visits": [{"site": "x", "week": 1, "day": "mar", "begins": "midi", "leaves": "10:00"}]},
        {"visits": None},
    ],
)
def test_a_plan_that_does_not_say_its_days_is_refused(tour: Scenario, by: Account, change: dict[str, Any]):
    tour.result = {**tour.result, **change}
    tour.save()
    with pytest.raises(DomainRefusal, match="où et quand"):
        handing.hand_stops(scenario=tour, place=None, name="Le Passeur", by=by)
    page = text(signed(by).get(f"/espace/observer/scenarios/{tour.pk}/transmettre/"))
    assert "où et quand" in page


def test_sites_are_handed_over_from_the_page(plan: Scenario, by: Account):
    client, address = signed(by), f"/espace/observer/scenarios/{plan.pk}/transmettre/"
    page = text(client.get(address))
    assert "Noter 2 besoins" in page
    assert "hors du territoire" in page
    assert "1 230</td>" in page.replace("\u202f", " ")  # to the ten, as the plan says
    page = text(client.post(f"{address}besoins/", follow=True))
    assert "Transmis : 2 ; déjà transmis : 0." in page
    assert "« Mer »" in page
    assert "/espace/besoins/" in page
    assert "Noter 2 besoins" not in page
    site = Site.objects.everywhere("test").get(key="quai")
    page = text(client.post(f"{address}{site.pk}/", follow=True))
    assert "Le lieu est dans le guide" in page
    assert f"/guide/lieu/{Place.objects.get().code}/" in page
    other = Site.objects.everywhere("test").get(key="mer")
    assert client.post(f"{address}{other.pk}/").status_code == 404


def test_stops_are_handed_over_from_the_page(tour: Scenario, by: Account):
    client, address = signed(by), f"/espace/observer/scenarios/{tour.pk}/transmettre/"
    page = text(client.get(address))
    assert "Transmettre 2 arrêts" in page
    assert f'href="/espace/observer/scenarios/{tour.pk}/"' in page
    assert "semaines paires" in page
    page = text(client.post(f"{address}arrets/", {}))
    assert "Choisissez un lieu du guide, ou écrivez" in page
    page = text(client.post(f"{address}arrets/", {"name": "Le Passeur"}, follow=True))
    assert "Transmis : 2" in page
    assert "un arrêt de Le Passeur" in page


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_asks_the_same_number_of_queries(
    holder: Organisation, by: Account, number: int, django_assert_num_queries: Any
):
    made = listed(holder)
    rows = [SiteRow(f"s{rank}", f"Site {rank}", 47.15, -1.55) for rank in range(number)]
    fill_site_list(site_list=made, rows=rows, by=by)
    opened = [str(one.pk) for one in Site.objects.everywhere("test")]
    plan = adopted(made, ScenarioKind.SITES, {"opened": opened})
    handing.hand_sites(scenario=plan, by=by)
    client, address = signed(by), f"/espace/observer/scenarios/{plan.pk}/transmettre/"
    client.get(address)
    with django_assert_num_queries(13):
        client.get(address)


def test_others_hand_nothing_over(plan: Scenario):
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    mediator = signed(member(Role.MEDIATOR, of=plan.organisation))
    address = f"/espace/observer/scenarios/{plan.pk}/transmettre/"
    Scenario.objects.everywhere("test").update(shared=True)
    for client in (stranger, mediator):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}besoins/").status_code == 404
        assert client.post(f"{address}arrets/").status_code == 404
    assert not Need.objects.everywhere("test").exists()
