"""The pages of the guide: what they say, what they cost, and that nothing typed can break them."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime
from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabrique.directory.actions import stops
from fabrique.directory.enums import Fee, ServiceOffered
from fabrique.directory.guide import snapshot
from fabrique.territory.models import Territory
from tests.directory.guide.conftest import COMMUNES
from tests.directory.orienting.conftest import neighbourhood
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.usefixtures("territory", "at_noon")


@pytest.fixture
def filled(territory: Territory) -> None:
    """Four places, one of them without position, one itinerant, one in another commune."""
    access = {"services": [ServiceOffered.ACCESS], "hours": "Mo-Fr 09:00-18:30", "fees": [Fee.FREE]}
    entered(
        "ville",
        entry("bib", **access, directions="Tram B, arrêt Corderie. À gauche."),
        entry("epn", name="La Bobine", latitude=47.215, phone="+33261910002", **access),
        entry("sans", name="Mairie", latitude=None, longitude=None, **access),
        entry(
            "loin", name="Maison de Corderive", latitude=47.5, commune_code="00102", commune_name="Corderive"
        ),
    )
    bus = place_of("ville", "loin")
    stops.add_stop(
        place=bus, name="Place", commune_code="00102", commune_name="Corderive", latitude=47.5, longitude=-1.5
    )


def page(client: Client, path: str = "/guide/", **values: object) -> str:
    response = client.get(f"{path}?{urlencode(values, doseq=True)}" if values else path)
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html)
    assert found
    return found[1]


def names(html: str) -> list[str]:
    return re.findall(r'<h3>.*?<a href="[^"]*">(.*?)</a></h3>', html)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({}, "4 lieux où trouver de l’aide"),
        (
            {"q": "imprimer un CV", "ou": "Port-Sablier"},
            "3 lieux pour imprimer ou scanner près de Port-Sablier",
        ),
        ({"q": "inprimer près de port sablier"}, "3 lieux pour imprimer ou scanner près de Port-Sablier"),
        ({"q": "bobine"}, "1 lieu pour « bobine »"),
        ({"ou": "Le Fresquoy"}, "4 lieux près du Fresquoy"),
        ({"lat": "47.21", "lon": "-1.55", "ou": "Ma position"}, "2 lieux près de vous"),
        ({"q": "passer la certification pix"}, "Aucun lieu pour passer la certification Pix"),
        ({"ou": "Montpellier"}, "4 lieux où trouver de l’aide"),
    ],
)
def test_the_title_says_the_answer(client: Client, values: dict[str, str], title: str):
    assert heading(page(client, **values)) == title


@pytest.mark.usefixtures("filled")
def test_the_order_that_nobody_chose_is_not_sent(client: Client):
    assert '<option value="" selected>Par nom</option>' in page(client)
    near = page(client, ou="Port-Sablier")
    assert '<option value="" selected>Le plus proche</option>' in near
    assert '<option value="nom">Par nom</option>' in near
    assert 'name="ou-avant"' not in near


@pytest.mark.usefixtures("filled")
def test_a_place_newly_given_undoes_the_order_by_name(client: Client):
    chosen = page(client, q="imprimer", tri="nom")
    assert '<option value="nom" selected>Par nom</option>' in chosen
    assert '<input type="hidden" name="ou-avant" value="">' in chosen
    moved = page(client, q="imprimer", tri="nom", ou="Port-Sablier", **{"ou-avant": ""})
    assert '<option value="" selected>Les plus utiles, près d’ici</option>' in moved
    kept = page(client, q="imprimer", tri="nom", ou="Port-Sablier", **{"ou-avant": "Port-Sablier"})
    assert '<option value="nom" selected>Par nom</option>' in kept


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("typed", ["quartier des Chanvres", "Chanvres", "Les Chanvres", "les chanvres"])
def test_a_neighbourhood_is_a_place_to_search_near(client: Client, typed: str):
    neighbourhood()
    html = page(client, ou=typed)
    assert heading(html).endswith("près des Chanvres")
    assert "Nous ne trouvons pas" not in html


@pytest.mark.usefixtures("filled")
def test_results_come_nearest_first_with_what_decides(client: Client):
    html = page(client, lat="47.2101", lon="-1.5501")
    assert names(html) == ["Médiathèque des Deux-Rives", "La Bobine"]
    for words in (
        "moins de 100 m · 1 min à pied",
        "Ouvert jusqu’à 18 h 30",
        "02 61 91 00 01",
        "arrêt Corderie",
    ):
        assert words in html
    assert 'href="tel:+33261910001"' in html
    assert html.index('id="resultats"') < html.index('id="affiner"')


@pytest.mark.usefixtures("filled")
def test_a_place_without_position_comes_last_in_its_commune(client: Client):
    assert names(page(client, ou="Port-Sablier"))[-1] == "Mairie"


@pytest.mark.usefixtures("filled")
def test_an_empty_answer_says_what_to_do(client: Client, territory: Territory):
    territory.helpline_phone = "+33261910000"
    territory.save()
    html = page(client, q="imprimer", ou="Port-Sablier", quand="samedi", langue="uk")
    assert heading(html).startswith("Aucun lieu")
    assert "02 61 91 00 00" in html
    assert "sans aucun filtre" in html
    far = page(client, ou="Corderive", rayon="2", q="imprimer")
    assert re.search(r"À moins de \d+ km|À toute distance", far)


@pytest.mark.usefixtures("filled")
def test_nothing_near_widens_and_says_so(client: Client):
    html = page(client, ou="47.35,-1.55")
    assert "Rien à moins de 10 km" in html
    assert names(html)


@pytest.mark.usefixtures("filled")
def test_what_was_understood_otherwise_is_told(client: Client):
    html = page(client, q="inprimer", ou="zzzqqq", service="zzz")
    assert "« imprimer » à la place de « inprimer »" in html
    assert "Nous ne trouvons pas « zzzqqq »" in html
    assert "un filtre inconnu : « zzz »" in html
    assert "Sainte-Ysaure" in page(client, ou="00110")
    assert "Montpellier n’est pas sur notre carte" in page(client, q="imprimer", ou="Montpellier")


@pytest.mark.usefixtures("filled")
def test_filters_shown_all_match(client: Client):
    html = page(client)
    ticks = re.findall(r'name="(\w+)" value="([\w-]+)"(?! checked)', html)
    assert ("quand", "maintenant") in ticks
    for name, value in ticks:
        assert not heading(page(client, **{name: value})).startswith("Aucun"), (name, value)


NAMES = ["q", "ou", "lat", "lon", "rayon", "tri", "page", "quand", "service", "habite", "carte"]
ODD: list[dict[str, object]] = [
    {"page": "-1"}, {"page": "0"}, {"page": "99999999999"}, {"page": "²"}, {"lat": "NaN", "lon": "inf"},
    {"lat": "1e400", "lon": "0"}, {"q": "x" * 9999}, {"q": "\x00"}, {"ou": "('); DROP"}, {"tri": "z"},
    {"rayon": "-5"}, {"rayon": "1e9"}, {"habite": "zz"}, {"carte": "1", "page": "7"}, {"quand": "jamais"},
    {"q": "<script>alert(1)</script>"}, {"service": ["a"] * 500}, {"ou": "é" * 5000}, {"q": "🙂 \u202e"},
]  # fmt: skip


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("values", ODD, ids=str)
def test_odd_parameters_are_answered_calmly(client: Client, values: dict[str, object]):
    response = client.get("/guide/", values)
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60)))
def test_no_address_breaks_the_search(client: Client, values: dict[str, str]):
    assert client.get("/guide/", values).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    "path",
    ["/guide/?q=imprimer&ou=Port-Sablier", "/guide/?carte=1", "/guide/communes/", "/guide/commune/00101/"],
)
def test_a_warm_page_asks_the_database_for_the_revision_only(client: Client, path: str, count: int):
    entered("ville", *(entry(str(rank), services=[ServiceOffered.ACCESS]) for rank in range(count)))
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert [query["sql"] for query in asked if "directory_revision" not in query["sql"]] == []
    assert len(asked) == 1


def test_pages_of_twenty(client: Client):
    entered("ville", *(entry(str(rank), name=f"Lieu {rank:02}") for rank in range(25)))
    html = page(client)
    assert len(names(html)) == 20
    assert 'href="?page=2"' in html
    second = page(client, page=2)
    assert names(second)[0] == "Lieu 20"
    assert 'start="21"' in second
    assert names(page(client, page=50)) == names(second)


def test_a_page_of_results_is_light(client: Client):
    """HTML, stylesheets and scripts of twenty full cards, gzipped: at most 50 kB in all."""
    full = {
        "services": list(ServiceOffered.values),
        "hours": "Mo-Fr 09:00-12:00,14:00-18:30; Sa 09:00-12:00; PH off",
        "fees": [Fee.FREE],
        "summary": "Imprimer, scanner, ordinateurs en libre accès, aide aux démarches.",
        "directions": "Tram B, arrêt Corderie",
        "languages": ["en", "uk", "ar"],
        "wheelchair": True,
    }
    entered("ville", *(entry(str(rank), name=f"Médiathèque {rank}", **full) for rank in range(30)))
    response = client.get("/guide/?q=imprimer&ou=Port-Sablier")
    sheets = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', response.content.decode())
    files = [response.content]
    for name in sheets:
        found = finders.find(name)
        assert isinstance(found, str)
        with open(found, "rb") as file:
            files.append(file.read())
    assert len(sheets) >= 3
    assert sum(len(gzip.compress(one, 6)) for one in files) <= 50_000


def test_the_text_of_a_source_is_never_markup(client: Client):
    bad = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>"
    texts = dict.fromkeys(("name", "address", "description", "hours_text", "directions"), bad)
    websites = ["javascript:alert(1)", "https://lieu.example/?a=1&b=2"]
    entered("ville", entry("a", **texts, summary=bad[:280], websites=websites, emails=['a"b@lieu.example']))
    code = place_of("ville", "a").code
    for path in ("/guide/", "/guide/?carte=1", f"/guide/lieu/{code}/", "/guide/commune/00101/"):
        html = client.get(path).content.decode()
        assert "<img src=x" not in html, path
        assert "<script>alert" not in html, path
        assert "javascript:" not in html, path


@pytest.mark.usefixtures("filled")
def test_the_map_says_nothing_that_the_list_does_not(client: Client, at_noon: datetime):
    html = page(client, carte="1", ou="Port-Sablier")
    assert len(names(html)) == 3
    assert "1 lieu de la liste n’a pas de position connue" in html
    data = re.search(r'<script id="lieux" type="application/json">(.*?)</script>', html)
    assert data
    drawn = {one["n"] for one in json.loads(data[1])["places"]}
    assert drawn == set(names(html)) - {"Mairie"}
    assert "vendor/leaflet/leaflet.js" in html
    assert "leaflet" not in page(client, ou="Port-Sablier")
    assert client.get("/guide/contours.geojson").json()["type"] == "FeatureCollection"


@pytest.mark.usefixtures("filled")
def test_communes_have_their_lists(client: Client):
    index = page(client, "/guide/communes/")
    assert '<a href="/guide/commune/00101/">Port-Sablier</a>' in index
    assert "Sainte-Ysaure" not in index
    assert heading(page(client, "/guide/commune/00101/")) == "3 lieux à Port-Sablier"
    assert client.get("/guide/commune/00103/").status_code == 404
    assert client.get("/guide/commune/99999/").status_code == 404
    assert len(COMMUNES) == 4


@pytest.mark.usefixtures("filled")
def test_french_punctuation_never_starts_a_line(client: Client):
    code = place_of("ville", "bib").code
    paths = [
        "/guide/",
        "/guide/?q=inprimer+zzz&ou=zzz&service=z",
        "/guide/?q=qqqq",
        "/guide/?ou=Corderive&quand=soir",
    ]
    paths += ["/guide/?carte=1", f"/guide/lieu/{code}/", "/guide/communes/", "/guide/commune/00101/"]
    for path in paths:
        content = re.sub(r"<(script|style).*?</\1>", "", client.get(path).content.decode(), flags=re.DOTALL)
        words = unescape(re.sub(r"<[^>]*>", "", content))
        assert re.findall(r"\S+ [?!:;»%]|« \S+", words) == [], path


def test_an_empty_guide_stands(client: Client):
    snapshot.forget()
    assert heading(page(client)) == "Aucun lieu où trouver de l’aide"
    assert "Le guide est vide" in page(client, "/guide/communes/")


def test_the_front_page_leads_to_the_guide(client: Client):
    entered("ville", entry("a"), entry("b"))
    html = page(client, "/")
    assert "2 lieux, leurs horaires, leur téléphone" in html
    assert html.count('href="/guide/"') >= 2


@pytest.mark.usefixtures("filled")
def test_what_is_shown_can_be_printed(client: Client):
    links = re.findall(r'href="([^"]*liste\.pdf[^"]*)"', page(client, ou="Port-Sablier"))
    assert [unescape(link) for link in links] == ["/guide/liste.pdf?ou=Port-Sablier"]
    assert "/guide/commune/00101/liste.pdf" in page(client, "/guide/commune/00101/")
    code = snapshot.current().places[0].code
    assert f"/guide/lieu/{code}/fiche.pdf" in page(client, f"/guide/lieu/{code}/")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("values", "canonical", "found"),
    [
        ({"q": "inprimer un CV", "ou": "Port-Sablier"}, "?q=imprimer&amp;ou=Port-Sablier", True),
        ({"ou": "00100"}, "?ou=Port-Sablier", True),
        ({"q": "zzzqqq", "ou": "Port-Sablier"}, "?ou=Port-Sablier", False),
        ({"q": "imprimer", "comment": "gratuit"}, "?q=imprimer", False),
        ({"q": "imprimer", "lat": "47.21", "lon": "-1.55", "ou": "Ma position"}, "?q=imprimer", False),
    ],
)
def test_a_need_near_a_commune_has_one_address_that_can_be_found(
    client: Client, values: dict[str, str], canonical: str, found: bool
):
    html = client.get("/guide/", values).content.decode()
    link = re.search(r'<link rel="canonical" href="http://testserver/guide/([^"]*)"', html)
    assert link
    assert link[1].startswith(canonical)
    assert ('content="noindex' not in html) is found
    assert "47.21" not in link[1]


@pytest.mark.parametrize("url", ["ftp://x", "adresses.example", "http://127.0.0.1:9"])
def test_an_address_service_badly_declared_breaks_no_page(
    client: Client, filled: None, settings: object, url: str
):
    settings.GEOCODER_URL = url
    assert "La Bobine" in page(client, ou="12 rue des Lins")
