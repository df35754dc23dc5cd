"""Scenarios in the instance: asked, solved, told, chosen, shared, compared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.observe import calculating
from fabrique.observe.actions import scenarios as actions
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.composing.scenarios import scenario_content
from fabrique.observe.content import Content
from fabrique.observe.enums import ScenarioKind, ScenarioState, SitePurpose
from fabrique.observe.models import DataSet, Scenario, SiteList
from fabrique.observe.planning import SitesChoices, ToursChoices
from fabrique.people.actions.members import end_membership
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership, Organisation
from tests.factories.observe import brought, calculated, contoured, listed, sited, square
from tests.factories.people import member, organisation
from tests.factories.towns import two_communes
from tests.observe.pages import signed, text
from tests.observe.test_demand import counted

HOME = "/espace/observer/scenarios/"
SENT = {"count": "2", "qpv_sites": "50", "model": "mclp", "qpv_people": "0", "commune_people": "0"}


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    contoured()
    contoured("qpv", ("QN00101A", square(0, at=(0.045, 0.045), size=0.01)))
    holder = organisation()
    brought(holder, of=counted(c00101=1000, c00102=400))
    return holder


@pytest.fixture
def outdoor(holder: Organisation) -> SiteList:
    found = listed(holder)
    sited(
        found,
        {"name": "Place <Haute>", "qpv_code": "QN00101A", "cost_cents": 120_000},
        {"longitude": -2.9, "commune_code": "00102", "cost_cents": 80_000},
        {"longitude": -2.98, "vetoes": [{"by": "power", "note": "loin"}, {"by": "fibre", "note": ""}]},
    )
    return found


@pytest.fixture
def stops(holder: Organisation) -> SiteList:
    found = listed(holder, purpose=SitePurpose.STOP)
    sited(found, {}, {"longitude": -2.9, "commune_code": "00102"})
    return found


def ask(site_list: SiteList, by: Account, *, kind: str = ScenarioKind.SITES, **more: Any) -> Scenario:
    """Asked, then solved as the job does."""
    choices = SitesChoices(radius=2000, count=2, years=2, qpv_sites=50).as_json()
    if kind == ScenarioKind.TOURS:
        choices = ToursChoices(depot=(47.0, -3.0), depot_name="Grandmesnil", iterations=100).as_json()
    made = actions.ask_scenario(
        organisation=site_list.organisation,
        site_list=site_list,
        kind=kind,
        title=more.pop("title", "Où ouvrir"),
        choices={**choices, **more.pop("choices", {})},
        by=by,
        **more,
    )
    calculating.solve_scenario(str(made.pk), actor=str(by.pk))
    return Scenario.objects.everywhere("test").get(pk=made.pk)


def test_a_scenario_keeps_what_it_was_solved_on_and_is_solved_once(outdoor: SiteList, by: Account):
    found = ask(outdoor, by)
    assert found.state == ScenarioState.SOLVED
    assert len(found.inputs["sites"]["ids"]) == 3
    assert found.inputs["sites"]["veto"][2] == "fibre+power"
    assert len(found.result["opened"]) == 2
    assert found.solved_at is not None
    again = calculating.solve_scenario(str(found.pk), actor=str(by.pk))
    assert again.solved_at == found.solved_at
    same = ask(outdoor, by)
    assert (same.inputs_digest, same.result) == (found.inputs_digest, found.result)
    verbs = [one.action for one in JournalEntry.objects.order_by("seq") if "scenario" in one.action]
    assert verbs == ["observe.ask_scenario", "observe.solve_scenario"] * 2


def test_what_has_no_plan_says_why_and_how_near_one_comes(outdoor: SiteList, by: Account):
    found = ask(outdoor, by, choices={"count": 3})
    assert found.state == ScenarioState.REFUSED
    assert "3 sites demandés : il y en a 3, dont 1 sous veto, donc 2 possibles" in found.reason
    page = text(signed(by).get(f"{HOME}{found.pk}/"))
    assert "Aucun plan ne répond à la question" in page
    assert "donc 2 possibles" in page
    assert "Refaire avec d’autres choix" in page
    with pytest.raises(DomainRefusal, match="pas de plan à publier"):
        scenario_content(found)


def test_who_has_lost_the_right_has_no_answer(
    outdoor: SiteList, by: Account, monkeypatch: pytest.MonkeyPatch
):
    made = actions.ask_scenario(
        organisation=outdoor.organisation, site_list=outdoor, kind="sites", title="Où", choices={}, by=by
    )
    end_membership(membership=Membership.objects.everywhere("test").get(account=by))
    found = calculating.solve_scenario(str(made.pk), actor=str(by.pk))
    assert (found.state, "n’en a plus le droit" in found.reason) == (ScenarioState.REFUSED, True)


def test_a_calculation_that_breaks_does_not_wait_for_ever(
    outdoor: SiteList, by: Account, monkeypatch: pytest.MonkeyPatch
):
    made = actions.ask_scenario(
        organisation=outdoor.organisation, site_list=outdoor, kind="sites", title="Où", choices={}, by=by
    )
    monkeypatch.setattr(calculating.planning, "solve", lambda *_all: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        calculating.solve_scenario(str(made.pk), actor=str(by.pk))
    made.refresh_from_db()
    assert made.state == ScenarioState.REFUSED
    assert "Redemandez-le" in made.reason


def test_a_plan_that_took_too_long_is_given_and_says_so(
    outdoor: SiteList, by: Account, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(calculating, "SECONDS", 0)
    found = ask(outdoor, by)
    assert found.state == ScenarioState.SOLVED
    assert len(found.result["opened"]) == 2
    told = "Le calcul a été arrêté après 1 minute"
    assert told in text(signed(by).get(f"{HOME}{found.pk}/"))
    assert any(told in one for one in scenario_content(found).reading)
    monkeypatch.undo()
    assert "stopped_after" not in ask(outdoor, by).result


def test_an_organisation_does_not_keep_all_the_others_waiting(outdoor: SiteList, by: Account):
    def one_more() -> Scenario:
        return actions.ask_scenario(
            organisation=outdoor.organisation, site_list=outdoor, kind="sites", title="Où", choices={}, by=by
        )

    made = [one_more() for _time in range(actions.MOST_WAITING)]
    with pytest.raises(DomainRefusal, match="attendent déjà leur plan"):
        one_more()
    calculating.solve_scenario(str(made[0].pk), actor=str(by.pk))
    one_more()
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        one_more()


def test_a_list_without_a_site_and_a_title_that_lacks_are_refused(holder: Organisation, by: Account):
    with pytest.raises(DomainRefusal, match="Cette liste n’a aucun site") as refused:
        ask(listed(holder), by)
    assert refused.value.field == "site_list"
    with pytest.raises(DomainRefusal, match="Donnez un titre"):
        ask(listed(holder), by, title=" ")
    assert not Scenario.objects.everywhere("test").exists()


def test_a_plan_is_adopted_released_set_aside_and_taken_up(outdoor: SiteList, by: Account):
    found = ask(outdoor, by)
    actions.move_scenario(scenario=found, verb="adopt", by=by)
    assert found.adopted_at is not None
    with pytest.raises(DomainRefusal, match="Cette action n’est plus possible"):
        actions.move_scenario(scenario=found, verb="set_aside", by=by)
    for verb, state in (("release", "solved"), ("set_aside", "set_aside"), ("take_up", "solved")):
        actions.move_scenario(scenario=found, verb=verb, by=by)
        assert (found.state, found.adopted_at) == (state, None)
    with pytest.raises(DomainRefusal, match="ne se décrète pas"):
        actions.move_scenario(scenario=found, verb="solve", by=by)


def test_it_is_shared_once_all_that_it_rests_on_is(outdoor: SiteList, by: Account):
    run = calculated(outdoor.organisation, by=by)
    found = ask(outdoor, by, run=run)
    with pytest.raises(DomainRefusal, match=r"Sites 1.*Indice d’essai.*Recensement"):
        actions.share_scenario(scenario=found, shared=True, by=by)
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    assert stranger.get(f"{HOME}{found.pk}/").status_code == 404
    share_data_set(data_set=DataSet.objects.everywhere("test").get(), shared=True, by=by)
    SiteList.objects.of(outdoor.organisation).update(shared=True)
    type(run).objects.of(outdoor.organisation).update(shared=True)
    found = Scenario.objects.everywhere("test").get(pk=found.pk)
    assert actions.share_scenario(scenario=found, shared=True, by=by).shared
    pages = ("", "plan.csv", "communes.csv")
    assert [stranger.get(f"{HOME}{found.pk}/{page}").status_code for page in pages] == [200, 200, 200]
    assert stranger.post(f"{HOME}{found.pk}/retenir/").status_code == 404
    assert stranger.get(f"{HOME}nouveau/?depuis={found.pk}").status_code == 200


def test_a_content_says_all_that_the_page_says_and_survives_json(outdoor: SiteList, by: Account):
    found = ask(outdoor, by)
    content = scenario_content(found)
    assert Content.of_json(content.as_json()) == content
    assert (content.kind, content.subject, content.territory) == ("scenario", str(found.pk), "Val-d’Estuaire")
    assert {one.key for one in content.tables} == {"sites", "annees", "communes", "vetos"}
    assert [one.table for one in content.maps] == ["sites", "communes"]
    assert "Avec 2 lieux à ouvrir en 2 ans, environ" in content.reading[0]
    assert any("aucun autre plan ne fait mieux" in one for one in content.reading)
    table = content.table("communes")
    assert table is not None
    at = [column.code for column in table.columns].index("a_portee")
    assert all(row[at] % 10 == 0 for row in table.rows)  # type: ignore[operator]
    assert any("c’est une estimation" in one for one in content.method)
    assert content.sources[0].title == "Recensement"
    vetoes = content.table("vetos")
    assert vetoes is not None
    assert vetoes.rows[0][0] == "Pas de fibre + Pas de courant"


def test_people_weighed_by_an_index_are_told_apart_from_people(outdoor: SiteList, by: Account):
    content = scenario_content(ask(outdoor, by, run=calculated(outdoor.organisation, by=by)))
    assert any("en moyenne sur les tirages de l’indice" in one for one in content.reading)


def test_a_van_has_a_calendar_to_print(stops: SiteList, by: Account):
    found = ask(stops, by, kind=ScenarioKind.TOURS, title="Le bus")
    content = scenario_content(found)
    assert "Le véhicule sert 2 communes sur 2, 1 fois par cycle de 2 semaines." in content.reading[0]
    assert content.table("calendrier") is not None
    page = text(signed(by).get(f"{HOME}{found.pk}/"))
    assert "Le calendrier du véhicule" in page
    assert "Départ et retour : Grandmesnil" in page
    assert "Mardi" in page
    lines = b"".join(signed(by).get(f"{HOME}{found.pk}/plan.csv")).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("id,semaine,jour,premiere_date,ordre,arret")
    assert len(lines) == 3


def test_the_form_opens_on_the_usual_questions_and_leads_to_the_answer(
    holder: Organisation, by: Account, outdoor: SiteList, stops: SiteList
):
    client = signed(by)
    assert "Aucun scénario pour l’instant" in text(client.get(HOME))
    page = text(client.get(f"{HOME}nouveau/"))
    assert 'value="50"' in page
    assert client.get(f"{HOME}nouveau/?voie=avion").status_code == 404
    sent = {**SENT, "title": "Deux points", "site_list": str(outdoor.pk), "years": "2", "radius": "1500"}
    response = client.post(f"{HOME}nouveau/", sent)
    assert response.status_code == 302
    found = Scenario.objects.everywhere("test").get()
    address = response.headers["Location"]
    if found.state == ScenarioState.ASKED:
        assert "Voir si la réponse est là" in text(client.get(address))
        calculating.solve_scenario(str(found.pk), actor=str(by.pk))
    page = text(client.get(address))
    assert "Les sites du plan, dans l’ordre où ils comptent" in page
    assert "Place <Haute>" in page
    assert "<Haute>" not in client.get(address).content.decode()
    again = text(client.get(f"{HOME}nouveau/?voie=lieux&depuis={found.pk}"))
    assert "Deux points, autre essai" in again
    assert 'value="1500"' in again
    assert "C’est fait" in text(client.post(f"{address}retenir/", follow=True))
    assert "Deux points" in text(client.get(HOME))
    assert client.post(f"{address}casser/").status_code == 404


def test_nothing_typed_is_lost_and_each_error_names_its_field(by: Account, stops: SiteList):
    client = signed(by)
    sent = {"title": "Le bus", "site_list": str(stops.pk), "depot": "Atlantide", "days": ["mar", "jeu"],
            "weeks": "1", "visits": "2", "begins": "17:00", "ends": "09:00", "stay": "90", "radius": "3000",
            "detour": "9", "first_monday": "2026-12-08"}  # fmt: skip
    page = text(client.post(f"{HOME}nouveau/?voie=vehicule", sent))
    for name in ("depot", "visits", "ends", "detour", "first_monday"):
        assert f'href="#id_{name}"' in page
    assert 'value="Atlantide"' in page
    assert "<details open>" in page
    right = {**sent, "depot": "port sablier", "visits": "1", "begins": "09:00", "ends": "17:00",
             "detour": "1.3", "first_monday": "2026-12-07"}  # fmt: skip
    assert client.post(f"{HOME}nouveau/?voie=vehicule", right).status_code == 302
    found = Scenario.objects.everywhere("test").get()
    assert (found.choices["depot_name"], found.choices["days"]) == ("Port-Sablier", ["mar", "jeu"])
    assert "Port-Sablier" in text(client.get(f"{HOME}nouveau/?voie=vehicule&depuis={found.pk}"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"model": "lscp", "years": "3"}, "model"),
        ({"count": "", "years": "1"}, "count"),
        ({"years": "3", "may_close": "on"}, "may_close"),
        ({"years": "0"}, "years"),
        ({"radius": "abc"}, "radius"),
    ],
)
def test_what_models_cannot_take_together_is_said_beside_its_field(
    by: Account, outdoor: SiteList, changes: dict[str, str], field: str
):
    sent = {**SENT, "title": "x", "site_list": str(outdoor.pk), "years": "1", "radius": "500", **changes}
    page = text(signed(by).post(f"{HOME}nouveau/", sent))
    assert f'href="#id_{field}"' in page
    assert not Scenario.objects.everywhere("test").exists()


def test_the_other_models_say_what_they_count(outdoor: SiteList, by: Account):
    once = {"years": 1, "qpv_sites": 0}
    far = scenario_content(ask(outdoor, by, choices={**once, "model": "pmedian"}))
    assert any("Le lieu le plus proche serait à" in one for one in far.reading)
    full = scenario_content(ask(outdoor, by, choices={**once, "model": "capacitated"}))
    assert any("personnes y auraient une place" in one for one in full.reading)
    least = ask(outdoor, by, choices={**once, "model": "lscp", "count": None})
    assert least.state == ScenarioState.SOLVED


def test_a_list_that_one_does_not_see_is_no_choice(by: Account, outdoor: SiteList):
    hidden = listed(organisation("Ailleurs"))
    sent = {**SENT, "title": "x", "site_list": str(hidden.pk), "years": "1", "radius": "500"}
    page = text(signed(by).post(f"{HOME}nouveau/", sent))
    assert 'href="#id_site_list_0"' in page
    assert 'id="id_site_list_0"' in page
    assert hidden.title not in page or hidden.title == outdoor.title


def test_sites_and_a_van_are_put_side_by_side(outdoor: SiteList, stops: SiteList, by: Account):
    one, two = ask(outdoor, by), ask(stops, by, kind=ScenarioKind.TOURS, title="Le bus")
    client = signed(by)
    page = text(client.get(f"{HOME}{one.pk}/comparer/{two.pk}/"))
    assert "Deux scénarios côte à côte" in page
    assert "personnes sont à portée dans les deux" in page
    assert "être à portée n’y veut pas dire la même chose" in page
    assert client.get(f"{HOME}{one.pk}/comparer/{one.pk}/").status_code == 404
    assert "Le bus" in text(client.get(f"{HOME}{one.pk}/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    outdoor: SiteList, by: Account, number: int, django_assert_num_queries: Any
):
    for rank in range(number):
        ask(outdoor, by, title=f"Scénario {rank}")
    client = signed(by)
    client.get(HOME)
    with django_assert_num_queries(9):
        page = text(client.get(HOME))
    assert f"Scénario {number - 1}" in page
