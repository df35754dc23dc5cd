"""The files of the open-data page: made once for each state, whole, dated, with what they leave out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.directory.actions import places as actions
from fabrique.directory.api import datasets
from tests.conftest import NOON
from tests.factories.directory import place_of

pytestmark = pytest.mark.django_db


def downloaded(client: Client, name: str) -> bytes:
    return content(client.get(f"/donnees-ouvertes/{name}"))


def content(response: Any) -> bytes:
    """What was sent; once read to its end, the test client closes the file."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def table(sent: bytes) -> list[dict[str, str]]:
    text = sent.decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text.splitlines()[0], ",;")
    return list(csv.DictReader(io.StringIO(text), dialect=dialect))


@pytest.fixture
def complete(places: None) -> None:
    """One place has all that the national schema requires."""
    actions.edit_place(place=place_of("ville", "2"), changes={"pivot": "00010101400017"})


def test_the_page_lists_the_files_and_they_are_there(client: Client, complete: None):
    html = client.get(reverse("web:open-data")).content.decode()
    assert datasets.LICENCE in html
    for name in datasets.FILES:
        assert f'href="/donnees-ouvertes/{name}"' in html
        assert downloaded(client, name)
        assert downloaded(client, name + datasets.ABSENT)
    assert reverse("directory:api:documentation") in html


def test_a_file_holds_what_the_format_admits_and_the_list_says_the_rest(client: Client, complete: None):
    rows = table(downloaded(client, "lieux.csv"))
    absent = table(downloaded(client, "lieux.csv.absents.csv"))
    assert [row["nom"] for row in rows] == ["La Bobine"]
    assert len({row["place"] for row in absent}) == 4
    assert {row["column"] for row in absent} >= {"pivot"}
    features = json.loads(downloaded(client, "lieux.geojson"))["features"]
    assert len(features) == 4
    (lost,) = table(downloaded(client, "lieux.geojson.absents.csv"))
    assert lost["name"] == "Relais sans adresse"


def test_a_file_without_omission_has_an_empty_list(client: Client, complete: None):
    assert table(downloaded(client, "lieux.xlsx.absents.csv")) == []


def test_a_file_is_made_once_until_something_changes(
    client: Client, complete: None, monkeypatch: pytest.MonkeyPatch
):
    made: list[str] = []
    export: Callable[..., Any] = datasets.export_places

    def counted(**options: Any) -> Any:
        made.append(options["format"])
        return export(**options)

    monkeypatch.setattr(datasets, "export_places", counted)
    first = client.get("/donnees-ouvertes/lieux.json")
    assert content(first)
    again = client.get("/donnees-ouvertes/lieux.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert downloaded(client, "lieux.json")
    assert made == ["mediation-numerique-json"]
    with clock.frozen(NOON + timedelta(seconds=5)):
        actions.edit_place(place=place_of("ville", "2"), changes={"phone": "+33261910055"})
    assert "+33261910055" in downloaded(client, "lieux.json").decode()
    assert len(made) == 2
    later = client.get("/donnees-ouvertes/lieux.json", headers={"If-None-Match": first.headers["ETag"]})
    assert content(later)


def test_a_download_says_its_licence_its_day_and_its_name(client: Client, complete: None):
    response = client.get("/donnees-ouvertes/lieux.csv")
    assert content(response)
    assert 'rel="license"' in response.headers["Link"]
    assert response.headers["Last-Modified"]
    assert response.headers["Content-Disposition"] == 'attachment; filename="lieux-2026-11-24.csv"'
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    notice = client.get("/donnees-ouvertes/lieux.licence.txt").content.decode()
    assert datasets.LICENCE in notice
    assert "24 novembre 2026" in notice
    assert "ville" in notice


def test_files_of_earlier_states_are_dropped_after_a_while(
    client: Client, complete: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    downloaded(client, "lieux.csv")
    monkeypatch.setattr(datasets, "_KEPT_SECONDS", -60)
    with clock.frozen(NOON + timedelta(seconds=5)):
        actions.verify_place(place=place_of("ville", "2"))
    downloaded(client, "lieux.csv")
    assert len([one for one in (tmp_path / "open-data").iterdir() if one.is_dir()]) == 1
