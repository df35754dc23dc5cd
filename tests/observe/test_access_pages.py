"""Access at the desk: who reaches what, what would change, and what cannot be measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.test import Client

from fabrique.core.refusals import DomainRefusal
from fabrique.directory.models import Place
from fabrique.observe.actions.sites import fill_site_list
from fabrique.observe.models import Site
from fabrique.observe.queries import access as queries
from fabrique.observe.queries.access import CUMULATIVE, ESFCA, NEAREST, POTENTIAL, SFCA, WhatIf
from fabrique.observe.queries.supply import open_places
from fabrique.observe.site_files import SiteRow
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.directory import entered, entry
from tests.factories.observe import CENSUS, brought, calculated, listed
from tests.factories.people import member, organisation
from tests.factories.towns import contours_of_two, two_communes
from tests.observe.pages import signed, text

ADDRESS = "/espace/observer/acces/"
TUESDAY = "Tu 09:00-12:00"


@pytest.fixture
def holder(db: None) -> Organisation:
    """Grandmesnil, 1,000 people, in the west; Port-Sablier, 500, in the east, where the place is."""
    two_communes()
    contours_of_two()
    found = organisation()
    brought(found, of=CENSUS)
    entered("carto", entry("1", name="Médiathèque", latitude=47.15, longitude=-1.55, hours=TUESDAY))
    return found


def site(holder: Organisation, by: Account) -> Site:
    made = listed(holder, title="Points")
    fill_site_list(site_list=made, rows=[SiteRow("quai", "Quai", 47.15, -1.65)], by=by)
    return Site.objects.everywhere("test").get()


def test_what_is_shared_adds_up_to_what_there_is(by: Account):
    demand, supply = queries.demand_points(by), open_places()
    west = np.array([code == "00101" for code in demand.communes])
    assert (demand.people[west].sum(), demand.people[~west].sum()) == pytest.approx((1000, 500))
    for method in (SFCA, ESFCA, POTENTIAL):
        found, after = queries.measure_access(demand, supply, method, reach=20_000, detour=1.3)
        assert after is None
        assert found.sums == pytest.approx((1.0, 1.0))
        held = found.by_code()
        shared = sum((one.value or 0) * one.people for one in held.values()) / queries.PER
        assert shared == pytest.approx(1.0)
        assert held["00102"].value == max(one.value or 0 for one in found.lines)
    assert found.lines[0].code == "00101"  # the worst served first


def test_two_steps_by_hand(by: Account):
    demand, supply = queries.demand_points(by), open_places()
    near, _after = queries.measure_access(demand, supply, SFCA, reach=1_000, detour=1.0)
    assert {one.code: one.value for one in near.lines} == {"00101": 0.0, "00102": pytest.approx(10_000 / 500)}
    assert (near.unreached, near.idle) == (1, 0)
    far, _after = queries.measure_access(demand, supply, SFCA, reach=20_000, detour=1.0)
    assert [one.value for one in far.lines] == pytest.approx([10_000 / 1500] * 2)


def test_the_nearest_place_and_how_many_are_within_reach(by: Account):
    demand, supply = queries.demand_points(by), open_places()
    found, _after = queries.measure_access(demand, supply, NEAREST, reach=5_000, detour=1.3)
    west = found.by_code()["00101"]
    assert west.value is None
    assert west.nearest == "Médiathèque"
    there = demand.at[[code == "00101" for code in demand.communes]]
    east, north = ((there - (-1.55, 47.15)) * (75_780, 111_190)).T  # metres by degree, at 47.15° N
    assert west.far == pytest.approx(1.3 * np.hypot(east, north).mean(), rel=0.01)
    count, _after = queries.measure_access(demand, supply, CUMULATIVE, reach=5_000, detour=1.3)
    close = 1.3 * np.hypot(*((demand.at - (-1.55, 47.15)) * (75_780, 111_190)).T) <= 5_000
    reached = demand.people[close].sum() / 500
    assert {one.code: one.value for one in count.lines} == {
        "00101": 0.0,
        "00102": pytest.approx(reached, rel=0.01),
    }
    assert count.sums is None


def test_opening_and_closing_say_who_gains_and_who_loses(holder: Organisation, by: Account):
    demand, supply = queries.demand_points(by), open_places()
    opened = WhatIf(opened=(site(holder, by),))
    before, after = queries.measure_access(demand, supply, SFCA, reach=1_000, detour=1.0, what_if=opened)
    assert after is not None
    assert after.by_code()["00101"].value == pytest.approx(10.0)
    assert after.by_code()["00101"].nearest == "Quai"
    assert queries.gain_of(before, after) == queries.Gain(1, 1000.0, 0, 0)
    closed = WhatIf(closed=(supply.codes[0],))
    before, after = queries.measure_access(demand, supply, NEAREST, reach=1_000, detour=1.0, what_if=closed)
    assert after is not None
    assert [one.nearest for one in after.lines] == ["", ""]
    assert queries.gain_of(before, after) == queries.Gain(0, 0, 2, 1500.0)
    with pytest.raises(DomainRefusal, match="pas parmi ceux"):
        queries.measure_access(
            demand, supply, SFCA, reach=1_000, detour=1.0, what_if=WhatIf(closed=("inconnu",))
        )


def test_hours_count_and_what_is_not_known_is_the_usual_and_said(holder: Organisation, by: Account):
    entered("carto", entry("1", name="Médiathèque", latitude=47.15, longitude=-1.55, hours=TUESDAY),
            entry("2", name="Halle", latitude=47.15, longitude=-1.65, hours=""))  # fmt: skip
    supply = open_places(by_hours=True)
    assert supply.names == ("Halle", "Médiathèque")
    assert supply.usual == pytest.approx(3.0, abs=0.5)
    assert supply.capacity.tolist() == [supply.usual, supply.usual]
    assert any(one.endswith(": 1.") for one in supply.said)
    demand = queries.demand_points(by)
    longer = WhatIf(longer=supply.codes[1], hours=3.0)
    before, after = queries.measure_access(demand, supply, SFCA, reach=1_000, detour=1.0, what_if=longer)
    assert after is not None
    was, now = before.by_code()["00102"].value, after.by_code()["00102"].value
    assert was is not None
    assert now == pytest.approx(was + 3.0 * queries.PER / 500)
    Place.objects.update(hours="")
    assert open_places(by_hours=True).capacity.tolist() == [1.0, 1.0]


def test_what_is_lacking_is_said(db: None):
    two_communes()
    reader = member(Role.COORDINATOR, of=organisation())
    client = signed(reader)
    assert "il manque une population, ou les contours" in text(client.get(ADDRESS))
    contours_of_two()
    assert "il manque une population, ou les contours" in text(client.get(ADDRESS))
    brought(organisation(), of=CENSUS)
    assert "Aucun lieu publié du guide n’a de position" in text(client.get(ADDRESS))
    service = "Compréhension du monde numérique"
    entered("carto", entry("1"))
    page = text(client.get(ADDRESS, {"service": service}))
    assert "n’offre ce service" in page


def test_the_page_measures_the_usual_question_at_once(by: Account):
    page = text(signed(by).get(ADDRESS))
    assert "1 500 personnes, 1 lieu ouvert." in page
    assert "1 commune n’a aucun lieu à portée : son accès est 0." in page
    assert "C’est vérifié : additionnées, les parts de tous redonnent ce qu’il y a, 1 lieu." in page
    assert "répartis également dans son contour" in page
    assert "multipliées par 1,3" in page
    assert 'class="map"' in page
    assert page.index("Grandmesnil</th>") < page.index("Port-Sablier</th>")


def test_the_question_is_asked_in_plain_words_and_the_names_of_methods_are_told_after(by: Account):
    client = signed(by)
    page = text(client.get(ADDRESS))
    form = page[page.index('class="panel screen-only"') : page.index("Mesurer</button>")]
    rest = page[page.index('id="methode"') :]
    assert '<input type="radio" name="methode"' in form.replace("\n", " ")
    for jargon in ("SFCA", "APL", "DREES", "Détour", "Contrôle"):
        assert jargon not in form, jargon
    assert "méthode E2SFCA" in rest
    assert "À portée : à 5 km de route au plus." in rest
    finer = "<details open><summary>Autres réglages"
    assert finer not in page
    for asked in ({"detour": "9"}, {"capacite": "heures"}):
        assert finer in text(client.get(ADDRESS, asked))


def test_access_is_crossed_with_an_index_or_an_indicator(holder: Organisation, by: Account):
    run = calculated(holder, by=by)
    client = signed(by)
    page = text(client.get(ADDRESS, {"besoin": f"calcul:{run.pk}"}))
    assert "Le besoin et l’accès : Indice d’essai" in page
    assert "map-square" in page
    page = text(client.get(ADDRESS, {"besoin": "mesure:share_wired", "methode": NEAREST}))
    assert "Le besoin et l’accès : Locaux reliés" in page
    assert "90,0" in page  # the figure as it was measured, though fewer is worse
    assert "Sélectionnez un choix valide" in text(client.get(ADDRESS, {"besoin": "calcul:rien"}))


def test_the_address_says_the_whole_question(holder: Organisation, by: Account):
    one = site(holder, by)
    asked = {
        "methode": SFCA, "portee": "1", "detour": "1", "liste": str(one.site_list_id), "ouvrir": str(one.pk),
    }  # fmt: skip
    page = text(signed(by).get(ADDRESS, asked))
    assert "1 commune y gagne : 1 000 personnes." in page
    assert "Aucune n’y perd." in page
    assert "y gagne</td>" in page
    assert "sans changement</td>" in page
    assert Place.objects.count() == 1
    code = Place.objects.get().code
    page = text(signed(by).get(ADDRESS, {"fermer": code, "methode": NEAREST}))
    assert "2 communes y perdent : 1 500 personnes." in page
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    assert "Quai" not in text(stranger.get(ADDRESS, asked))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"portee": "loin"}, "Jusqu’où l’on va, en kilomètres"),
        ({"portee": "0"}, "écrivez un nombre de 0,1 à 100"),
        ({"portee": "nan"}, "Jusqu’où l’on va, en kilomètres"),
        ({"detour": "9"}, "écrivez un nombre de 1 à 3"),
        ({"methode": "magie"}, "Sélectionnez un choix valide"),
        ({"fermer": "inconnu"}, "Sélectionnez un choix valide"),
        ({"liste": "x", "ouvrir": "y"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_question_that_cannot_be_is_told_beside_its_field(by: Account, asked: dict[str, str], said: str):
    page = text(signed(by).get(ADDRESS, asked))
    assert "À corriger" in page
    assert said in page
    assert "Du moins bien" not in page


def test_longer_hours_are_asked_whole(by: Account):
    code = Place.objects.get().code
    client = signed(by)
    assert "comptez les lieux par leurs heures" in text(client.get(ADDRESS, {"allonger": code}))
    hours = {"allonger": code, "capacite": "heures"}
    assert "Dites de combien d’heures" in text(client.get(ADDRESS, hours))
    both = {**hours, "heures": "2", "fermer": code}
    assert "ne peut pas fermer et ouvrir plus" in text(client.get(ADDRESS, both))
    assert "1 commune y gagne" in text(client.get(ADDRESS, {**hours, "heures": "2"}))


def test_a_place_whose_position_is_wrong_is_left_aside_and_said(by: Account):
    entered("carto", entry("1", name="Médiathèque", latitude=47.15, longitude=-1.55),
            entry("2", name="Perdue", latitude=0.0, longitude=0.0))  # fmt: skip
    page = text(signed(by).get(ADDRESS))
    assert "laissés de côté : 1. Vérifiez leur position." in page
    assert "1 lieu ouvert." in page
    Place.objects.filter(name="Médiathèque").update(latitude=10.0)
    assert "à plus de cent kilomètres du territoire" in text(signed(by).get(ADDRESS))


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_asks_the_same_number_of_queries(by: Account, number: int, django_assert_num_queries: Any):
    rows = [entry(str(rank), name=f"Lieu {rank}", latitude=47.15, longitude=-1.6) for rank in range(number)]
    entered("carto", *rows)
    client = signed(by)
    client.get(ADDRESS)
    with django_assert_num_queries(25):
        client.get(ADDRESS)


def test_who_has_no_part_in_the_observatory_sees_nothing(by: Account):
    assert Client().get(ADDRESS).status_code == 302
