"""Places outside of the territory: known and findable, said to be so, and left out of what speaks for it."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import booklet, stops
from fabrique.directory.desk import listing
from fabrique.directory.documents.setting import current_setting
from fabrique.directory.documents.words import place_words
from fabrique.directory.exports import FORMATS, export_places
from fabrique.directory.guide import snapshot
from fabrique.directory.models import Place
from fabrique.directory.orienting.answers import Answers
from fabrique.directory.orienting.choosing import choose
from fabrique.directory.orienting.where import Start
from fabrique.directory.queries import outside_the_territory
from fabrique.territory import actions as territory_actions
from fabrique.territory.models import Territory
from tests.directory.guide.conftest import COMMUNES, fresh_guide, territory
from tests.factories.directory import entered, entry, place_of

__all__ = ["fresh_guide", "territory"]
pytestmark = pytest.mark.django_db
OUT = "Hors de Val-d’Estuaire"
AWAY = {"commune_name": "Lomerive", "commune_code": "99001", "postal_code": "99000"}


@pytest.fixture
def border(territory: Territory, at_noon: datetime, settings: LazySettings, tmp_path: Path) -> None:
    """Two places inside, one beyond, one nobody knows where, two buses: one comes in, the other does not."""
    settings.FABRIQUE_HOME, settings.API_RATE = tmp_path, 0
    unknown = {"commune_name": "", "commune_code": "", "postal_code": "00100"}
    entered(
        "ville",
        entry("ici", name="Ici", pivot="13002526500013"),
        entry("la", name="Là", latitude=47.3),
        entry("loin", name="Au-delà", latitude=47.22, phone="+33261910009", **AWAY),
        entry("ou", name="On ne sait où", latitude=None, longitude=None, **unknown),
        entry("bus", name="Bus du bord", latitude=47.6, **AWAY),
        entry("car", name="Car d’ailleurs", latitude=47.7, **unknown),
    )
    stop(place_of("ville", "bus"), "00102", "Corderive")
    stop(place_of("ville", "car"), "99001", "Lomerive")


def stop(place: Place, code: str, name: str) -> None:
    stops.add_stop(place=place, name="Mairie", commune_code=code, commune_name=name)


INSIDE, OUTSIDE = {"Ici", "Là", "On ne sait où", "Bus du bord"}, {"Au-delà", "Car d’ailleurs"}


def page(client: Client, path: str, **values: object) -> str:
    answer = client.get(path, values)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_memory_and_the_database_draw_the_same_border(border: None):
    places = snapshot.current().places
    assert {one.name for one in places if one.inside} == INSIDE
    assert {one.name for one in places if not one.inside} == OUTSIDE
    assert set(Place.objects.filter(outside_the_territory()).values_list("name", flat=True)) == OUTSIDE
    assert set(Place.objects.exclude(outside_the_territory()).values_list("name", flat=True)) == INSIDE


def test_an_instance_without_territory_sees_all_places_as_inside(db: None):
    entered("ville", entry("loin", **AWAY))
    assert [one.inside for one in snapshot.current().places] == [True]
    assert not Place.objects.filter(outside_the_territory()).exists()


def test_the_border_follows_the_perimeter_at_once(border: None):
    with clock.frozen(clock.now() + timedelta(hours=1)):
        territory_actions.initialise_territory(codes=["00102"], name="Corderive", extra_communes=COMMUNES)
    inside = {one.name for one in snapshot.current().places if one.inside}
    assert inside == {"On ne sait où", "Bus du bord"}


def test_the_front_page_and_the_list_of_communes_speak_of_the_territory(client: Client, border: None):
    html = page(client, "/").replace("\u00a0", " ")
    assert "4 lieux" in html
    assert "6 lieux" not in html
    communes = page(client, "/guide/communes/")
    assert "Port-Sablier" in communes
    assert "Corderive" in communes
    assert "Lomerive" not in communes


def test_without_a_near_only_the_territory_answers_with_one_the_nearest_does(client: Client, border: None):
    everywhere = page(client, "/guide/")
    assert all(name in everywhere for name in INSIDE)
    assert not any(name in everywhere for name in OUTSIDE)
    assert OUT not in everywhere
    near = page(client, "/guide/", lat="47.222", lon="-1.55", ou="Ma position")
    assert near.index("Au-delà</a>") < near.index("Ici</a>")
    assert near.count(OUT) == 1


def test_a_place_outside_is_found_by_its_name_with_a_word_to_say_so(client: Client, border: None):
    html = page(client, "/guide/", q="Au-delà").replace("\u00a0", " ")
    assert "Au-delà</a>" in html
    assert "Rien dans le territoire : voici des lieux hors de Val-d’Estuaire." in html
    assert "Rien dans le territoire" not in page(client, "/guide/", q="zzz")


def test_its_sheet_its_commune_and_its_paper_say_it(client: Client, border: None):
    away, here = place_of("ville", "loin"), place_of("ville", "ici")
    assert OUT in page(client, f"/guide/lieu/{away.code}/")
    assert OUT not in page(client, f"/guide/lieu/{here.code}/")
    assert OUT in page(client, "/guide/commune/99001/")
    setting = current_setting("https://guide.example")
    told = {}
    for place in (away, here):
        record = snapshot.current().place(place.code)
        assert record is not None
        told[place.name] = place_words(record, setting)["alerts"]
    assert told == {"Au-delà": ["Ce lieu est hors de Val-d’Estuaire."], "Ici": []}


@pytest.mark.parametrize("format", FORMATS)
def test_exports_hold_the_territory_and_list_the_others_beside(border: None, tmp_path: Path, format: str):
    report = export_places(format=format, path=tmp_path / "lieux", source="essai")
    assert report.beside is not None
    with report.beside.open(encoding="utf-8-sig") as stream:
        text = stream.read()
    dialect = ";" if ";" in text.splitlines()[0] else ","
    rows = list(csv.DictReader(text.splitlines(), delimiter=dialect))
    away = {row["name"] for row in rows if row["reason"] == "la commune est hors du territoire"}
    assert away == OUTSIDE
    left = {row["name"] for row in rows if row["whole_place"] in ("True", "oui", "true", "1")}
    assert "Ici" not in left
    assert report.places == len(INSIDE - left) > 0


def test_a_file_to_download_is_made_again_when_the_perimeter_moves(client: Client, border: None):
    def names() -> str:
        return b"".join(client.get("/donnees-ouvertes/lieux.geojson")).decode()  # type: ignore[arg-type]

    assert "Au-delà" not in names()
    later = clock.now() + timedelta(seconds=1)
    Territory.objects.update(commune_codes=["00101", "99001"], updated_at=later)
    assert "Au-delà" in names()


def test_the_booklet_speaks_of_the_territory(border: None, settings: LazySettings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    assert booklet.make_booklet(site="https://guide.example").summary["places"] == len(INSIDE)


def test_a_guide_of_strangers_makes_no_booklet(territory: Territory):
    entered("ville", entry("loin", **AWAY))
    with pytest.raises(DomainRefusal, match="aucun lieu"):
        booklet.make_booklet(site="https://guide.example")


def test_orienting_somebody_from_nowhere_stays_in_the_territory(border: None, at_noon: datetime):
    found = choose(snapshot.current(), Answers(), Start("inconnu"), at_noon)
    assert {snapshot.current().place(one.key).name for one in found.ranked} <= INSIDE  # type: ignore[union-attr]
    near = choose(snapshot.current(), Answers(), Start("47.222,-1.550", point=(47.222, -1.55)), at_noon)
    assert "Au-delà" in {snapshot.current().place(one.key).name for one in near.ranked}  # type: ignore[union-attr]


def test_the_api_stays_complete_and_says_it(client: Client, border: None):
    def asked(query: str) -> Any:
        answer = client.get(f"/api/v1/lieux?champs=nom,dans_le_territoire&{query}")
        assert answer.status_code == 200
        return answer.json()

    said = {one["nom"]: one["dans_le_territoire"] for one in asked("")["lieux"]}
    assert said == dict.fromkeys(INSIDE, True) | dict.fromkeys(OUTSIDE, False)
    assert {one["nom"] for one in asked("dans_le_territoire=true")["lieux"]} == INSIDE
    assert {one["nom"] for one in asked("dans_le_territoire=false")["lieux"]} == OUTSIDE
    cursor = asked("dans_le_territoire=false&limite=1")["curseur"]
    other = client.get(f"/api/v1/lieux?limite=1&curseur={cursor}")
    assert other.status_code == 422, "a cursor belongs to its question"


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_lists_them_in_as_many_queries_however_many(
    border: None, count: int, django_assert_num_queries: Any
):
    entered("autre", *(entry(str(rank), rank, name=f"Étranger {rank}", **AWAY) for rank in range(count)))
    wanted = listing.Asked(lacks=("hors",))
    with django_assert_num_queries(5):
        found = [place.name for place in listing.places(wanted, None).items]
    assert set(found) == OUTSIDE | {f"Étranger {rank}" for rank in range(count)}
