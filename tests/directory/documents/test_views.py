"""Documents asked for on the site: their names, their caches, what a stranger cannot have."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock, files, worker
from fabrique.core.documents import cache
from fabrique.core.models import StoredFile
from fabrique.directory import throttle
from fabrique.directory.actions.booklet import make_booklet
from fabrique.directory.documents.editions import KEPT, editions
from fabrique.territory.models import Area
from tests.conftest import NOON
from tests.directory.documents.reading import assert_accessible, bookmarks, opened, tags
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.usefixtures("territory", "at_noon")
SITE = "http://testserver/"


RELAIS = {
    "name": "Relais du Bourg",
    "commune_code": "00119",
    "commune_name": "Ombreval",
    "phone": "+33261910002",
    "latitude": 47.3,
    "longitude": -1.4,
}


def two_places() -> str:
    first = entry("a", hours="Mo-Fr 09:00-12:00", contact_name="Odette Marsonval")
    entered("ville", first, entry("b", 1, **RELAIS))
    return place_of("ville", "a").code


def test_a_sheet_is_given_with_a_french_name_and_made_once(client: Client, monkeypatch: pytest.MonkeyPatch):
    url = reverse("directory:place-pdf", args=[two_places()])
    first = client.get(url)
    assert first.headers["Content-Type"] == "application/pdf"
    name = "fiche-mediatheque-des-deux-rives-port-sablier.pdf"
    assert first.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert_accessible(first.content, "Médiathèque des Deux-Rives – Port-Sablier")

    def refuse(*_given: object, **_named: object) -> bytes:
        raise AssertionError("made twice")

    monkeypatch.setattr(cache, "render", refuse)
    assert client.get(url).content == first.content
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_an_edit_changes_the_sheet_of_its_place_and_no_other(client: Client):
    code = two_places()
    other = reverse("directory:place-pdf", args=[place_of("ville", "b").code])
    url = reverse("directory:place-pdf", args=[code])
    tags_before = [client.get(one).headers["ETag"] for one in (url, other)]
    with clock.frozen(NOON + timedelta(minutes=5)):
        entered("ville", entry("a", phone="+33261910009"), entry("b", 1, **RELAIS))
    tags_after = [client.get(one).headers["ETag"] for one in (url, other)]
    assert tags_after[0] != tags_before[0]
    assert tags_after[1] == tags_before[1]


def test_large_print_is_another_document(client: Client):
    url = reverse("directory:place-pdf", args=[two_places()])
    large = client.get(url, {"taille": "grande"})
    assert "grands-caracteres.pdf" in large.headers["Content-Disposition"]
    assert large.headers["ETag"] != client.get(url).headers["ETag"]


@pytest.mark.parametrize(
    "name", ["directory:place-pdf", "directory:commune-pdf", "directory:neighbourhood-pdf"]
)
def test_what_does_not_exist_is_not_found(client: Client, name: str):
    assert client.get(reverse(name, args=["inconnu"])).status_code == 404


def test_lists_by_commune_by_search_and_by_neighbourhood(client: Client):
    two_places()
    commune = client.get(reverse("directory:commune-pdf", args=["00119"]))
    assert bookmarks(opened(commune.content))[1:] == ["Relais du Bourg"]
    assert '"1-lieu-a-ombreval.pdf"' in commune.headers["Content-Disposition"]
    search = client.get(reverse("directory:search-pdf"), {"q": "aide démarches", "ou": "Ombreval"})
    assert tags(opened(search.content)).count("H2") >= 1
    everything = client.get(reverse("directory:search-pdf"))
    assert tags(opened(everything.content)).count("H2") == 2


def test_a_neighbourhood_lists_what_lies_in_it(client: Client, territory):
    two_places()
    ring = [[-1.6, 47.2], [-1.5, 47.2], [-1.5, 47.25], [-1.6, 47.25], [-1.6, 47.2]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    Area.objects.create(
        kind="qpv", code="QN00101M", name="Les Chanvres", geometry=shape, simplified=shape,
        west=-1.6, south=47.2, east=-1.5, north=47.25, imported_at=clock.now(),
    )  # fmt: skip
    territory.areas_version = "essai-documents"
    territory.save()
    answer = client.get(reverse("directory:neighbourhood-pdf", args=["QN00101M"]))
    assert answer.status_code == 200
    pdf = opened(answer.content)
    assert bookmarks(pdf) == ["1 lieu dans le quartier Les Chanvres", "Médiathèque des Deux-Rives"]


def test_the_list_of_a_search_is_not_kept(client: Client, settings):
    two_places()
    assert client.get(reverse("directory:search-pdf"), {"ou": "Ombreval"}).status_code == 200
    assert not list(settings.MEDIA_ROOT.glob("documents/*/*"))
    client.get(reverse("directory:commune-pdf", args=["00119"]))
    assert len(list(settings.MEDIA_ROOT.glob("documents/*/*"))) == 1


def test_long_lists_are_refused_politely_when_there_are_too_many(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    entered("ville", *(entry(str(rank), rank, name=f"Lieu {rank}") for rank in range(14)))
    url = reverse("directory:search-pdf")
    monkeypatch.setattr(cache, "_rendered_apart", lambda *_given: b"%PDF")
    throttle.forget()
    answers = [client.get(url) for _time in range(throttle.MOST["document"] + 1)]
    assert [one.status_code for one in answers] == [200] * throttle.MOST["document"] + [429]
    throttle.forget()
    with cache.room(), cache.room(), cache.room():
        for path in (url, "/guide/commune/00101/liste.pdf", "/guide/quartier/QN00101M/liste.pdf"):
            refused = client.get(path)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
            assert "demi-minute" in refused.content.decode()
        assert client.get("/guide/").status_code == 200
    assert client.get(url).status_code == 200


def test_a_list_asks_as_many_queries_for_one_place_as_for_three(client: Client):
    counts = []
    for number in (1, 3):
        entered("ville", *(entry(str(rank), rank, name=f"Lieu {rank}") for rank in range(number)))
        url = reverse("directory:commune-pdf", args=["00101"])
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_booklet_s_page_before_and_after(client: Client):
    url = reverse("directory:booklet")
    assert "Pas encore de livret" in client.get(url).content.decode()
    two_places()
    made = make_booklet(site=SITE)
    page = client.get(url).content.decode()
    assert "En caractères ordinaires" in page
    assert "2 lieux" in page
    edition = editions()[0]
    assert f"PDF, {edition.pages} pages" in page
    volume = client.get(reverse("directory:booklet-volume", args=[edition.files[0].id]))
    content = b"".join(volume.streaming_content)
    assert len(content) == edition.files[0].size == made.summary["files"][0]["size"]
    assert quote(edition.files[0].name) in volume.headers["Content-Disposition"]
    assert_accessible(content, edition.files[0].title)
    assert "Marsonval" not in str(made.summary)
    again = client.get(volume.request["PATH_INFO"], headers={"If-None-Match": volume.headers["ETag"]})
    assert again.status_code == 304


def test_no_other_file_of_the_instance_can_be_had(client: Client):
    secret = files.keep(io.BytesIO(b"secret"), name="secret.csv", media_type="text/csv")
    assert StoredFile.objects.filter(pk=secret.pk).exists()
    assert client.get(reverse("directory:booklet-volume", args=[secret.pk])).status_code == 404


def test_only_the_last_editions_are_offered(client: Client):
    two_places()
    for _turn in range(KEPT + 1):
        make_booklet(site=SITE)
    make_booklet(site=SITE, large=True)
    assert [one.large for one in editions()] == [False] * KEPT + [True]


def test_a_visitor_cannot_have_the_booklet_made(client: Client, signed_in: Client):
    url = reverse("directory:make-booklet")
    assert Client().post(url, {"taille": "grande"}).status_code == 302
    assert "Préparer une nouvelle édition" not in Client().get(reverse("directory:booklet")).content.decode()
    assert signed_in.get(url).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_an_administrator_has_it_made_in_the_background(signed_in: Client):
    two_places()
    page = reverse("directory:booklet")
    assert "Préparer une nouvelle édition" in signed_in.get(page).content.decode()
    answer = signed_in.post(reverse("directory:make-booklet"), {"taille": "grande"}, follow=True)
    assert "en préparation" in answer.content.decode()
    assert editions() == []
    worker.drain("essai")
    assert [one.large for one in editions()] == [True]
