"""Places by the API: questions, fields, sheets, and what is never said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.directory.actions import merging, offers
from fabrique.directory.actions import places as actions
from fabrique.directory.fields import FIELDS
from fabrique.directory.models import Place, SourceRecord
from tests.conftest import NOON
from tests.factories.directory import place_of, queue_pair

Got = Callable[..., Any]
pytestmark = pytest.mark.django_db


def names(answer: Any) -> list[str]:
    return [one["nom"] for one in answer["lieux"]]


def test_places_carry_the_columns_of_the_national_schema(got: Got):
    answer = got("lieux?commune=00102")
    assert answer["total"] == 1
    (place,) = answer["lieux"]
    columns = {field.column for field in FIELDS if field.column}
    assert columns <= place.keys()
    assert place["nom"] == "Mairie de Corderive"
    assert place["id"] == str(place_of("ville", "5").pk)
    assert place["services"] == ["Aide aux démarches administratives"]
    assert place["date_maj"] == "2026-10-01"


def test_the_name_of_a_person_is_never_published(client: Client, got: Got):
    code = place_of("ville", "1").code
    for path in ("lieux", "lieux.geojson", f"lieux/{code}", "changements"):
        assert "Kermadec" not in client.get(f"/api/v1/{path}").content.decode()


def test_order_is_by_name_unless_a_point_is_given(got: Got):
    assert names(got("lieux"))[:2] == ["Atelier Le Rouet", "La Bobine"]
    near = got("lieux?lat=47.4&lon=-1.55")
    assert names(near) == [
        "Mairie de Corderive",
        "Atelier Le Rouet",
        "La Bobine",
        "Médiathèque des Deux-Rives",
        "Relais sans adresse",
    ]
    metres = [one["distance_m"] for one in near["lieux"]]
    assert metres[0] == 0
    assert metres[1] == pytest.approx(11_120, abs=20)
    assert metres[-1] is None


def test_freshness_orders_too(got: Got):
    assert names(got("lieux?tri=fraicheur"))[0] == "La Bobine"


def test_a_radius_and_a_box_narrow(got: Got):
    assert got("lieux?lat=47.21&lon=-1.55&rayon=2000")["total"] == 2
    assert names(got("lieux?bbox=-2,47.25,-1,47.35")) == ["Atelier Le Rouet"]


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ("frais=gratuit", 2),
        ("frais=gratuit&frais=payant", 3),
        ("frais=gratuit&public=seniors", 1),
        ("comment=gratuit", 2),
        ("quand=maintenant", 1),
        ("quand=samedi", 1),
        ("service=aide-aux-demarches-administratives", 4),
        ("service=Aide+aux+démarches+administratives", 4),
        ("besoin=demarches", 4),
        ("commune=00101&commune=00102", 5),
        ("habite=00101", 5),
    ],
)
def test_filters_are_those_of_the_guide(got: Got, asked: str, total: int):
    assert got(f"lieux?{asked}")["total"] == total


def test_words_are_understood_and_say_so(got: Got):
    answer = got("lieux?q=declarer+mes+impots")
    assert answer["compris"]["besoin"]["code"]
    assert answer["total"] >= 4
    assert names(got("lieux?q=bobine")) == ["La Bobine"]


def test_what_is_open_now_and_when_it_opens_next(got: Got):
    said = {
        one["nom"]: one
        for one in got("lieux?champs=nom,ouvert_maintenant,ferme_a,prochaine_ouverture")["lieux"]
    }
    assert said["Médiathèque des Deux-Rives"] == {
        "nom": "Médiathèque des Deux-Rives",
        "ouvert_maintenant": True,
        "ferme_a": "2026-11-24T17:00:00+01:00",
        "prochaine_ouverture": "2026-11-25T09:00:00+01:00",
    }
    assert said["Atelier Le Rouet"]["ouvert_maintenant"] is False
    assert said["Atelier Le Rouet"]["prochaine_ouverture"] == "2026-11-28T09:00:00+01:00"
    assert said["La Bobine"]["ouvert_maintenant"] is None


def test_whole_rows_and_chosen_fields_say_the_same(got: Got):
    whole = got("lieux?lat=47.4&lon=-1.55")["lieux"]
    chosen = got("lieux?lat=47.4&lon=-1.55&champs=" + ",".join(whole[0]))["lieux"]
    assert chosen == whole
    assert list(chosen[0]) == list(whole[0])


def test_geojson_answers_the_same_question(got: Got, client: Client):
    answer = got("lieux.geojson?commune=00102")
    (feature,) = answer["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-1.55, 47.4]}
    assert feature["properties"] == got("lieux?commune=00102")["lieux"][0]
    assert client.get("/api/v1/lieux.geojson").headers["Content-Type"] == "application/geo+json"
    lost = got("lieux.geojson?q=relais&champs=nom")["features"][0]
    assert lost["geometry"] is None
    assert lost["properties"] == {"nom": "Relais sans adresse"}


def test_a_sheet_by_its_code_or_its_id_with_its_services(got: Got):
    place = place_of("ville", "2")
    service = offers.create_service(
        name="Atelier CV", categories=["Insertion professionnelle via le numérique"]
    )
    offers.offer_service(service=service, places=[place])
    sheet = got(f"lieux/{place.code}")
    assert sheet == got(f"lieux/{place.pk}")
    assert [one["nom"] for one in sheet["services_proposes"]] == ["Atelier CV"]
    assert "Insertion professionnelle via le numérique" in sheet["services"]


def test_a_withdrawn_place_is_gone_and_a_merged_one_leads_on(client: Client, got: Got):
    gone = place_of("ville", "3")
    actions.withdraw_place(place=gone)
    assert got(f"lieux/{gone.code}", 410)["title"] == "Lieu retiré"
    left, right = (SourceRecord.objects.get(external_id=key) for key in "12")
    merging.confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
    merged = Place.objects.get(state="merged")
    response = client.get(f"/api/v1/lieux/{merged.code}")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/api/v1/lieux/{merged.merged_into.code}"


def test_an_edit_shows_at_the_next_question(got: Got):
    place = place_of("ville", "2")
    before = got(f"lieux/{place.code}")
    with clock.frozen(NOON + timedelta(seconds=1)):
        actions.edit_place(place=place, changes={"phone": "+33261910077"})
    assert before["telephone"] != "+33261910077"
    assert got(f"lieux/{place.code}")["telephone"] == "+33261910077"
    assert got("lieux?q=bobine")["lieux"][0]["telephone"] == "+33261910077"


def test_fields_is_another_name_of_champs(got: Callable[..., Any]):
    assert got("lieux?fields=nom,commune")["lieux"] == got("lieux?champs=nom&champs=commune")["lieux"]
    assert set(got("lieux?fields=nom&champs=code")["lieux"][0]) == {"nom", "code"}
