"""Validators, open headers, and the limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core import clock
from fabrique.core.clients import client_of
from fabrique.directory.actions import places as actions
from fabrique.directory.api.limiting import Buckets
from tests.conftest import NOON
from tests.factories.directory import place_of

Got = Callable[..., Any]
PATHS = [
    "lieux?limite=2",
    "lieux.geojson",
    "communes",
    "vocabulaires",
    "sources",
    "changements",
    "openapi.json",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_did_not_change_is_not_sent_again(client: Client, got: Got, path: str):
    first = client.get(f"/api/v1/{path}")
    etag = first.headers["ETag"]
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert "Last-Modified" not in first.headers  # nobody is told of a validator that is not honoured
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.django_db
def test_an_edit_changes_the_tag_of_the_answers_where_it_shows(client: Client, got: Got):
    tags = {
        path: client.get(path).headers["ETag"]
        for path in ("/api/v1/lieux?q=bobine", "/api/v1/lieux?commune=00102")
    }
    with clock.frozen(NOON + timedelta(seconds=1)):
        actions.edit_place(place=place_of("ville", "2"), changes={"phone": "+33261910078"})
    now = {path: client.get(path).headers["ETag"] for path in tags}
    assert now["/api/v1/lieux?q=bobine"] != tags["/api/v1/lieux?q=bobine"]
    assert now["/api/v1/lieux?commune=00102"] == tags["/api/v1/lieux?commune=00102"]


@pytest.mark.django_db
def test_any_site_may_read_and_no_cookie_goes_along(client: Client, got: Got, signed_in: Client):
    response = signed_in.get("/api/v1/lieux", headers={"Origin": "https://autre.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.django_db
def test_a_preflight_is_answered(client: Client):
    response = client.options("/api/v1/lieux")
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Headers"] == "Accept, If-None-Match"


@pytest.mark.django_db
def test_head_is_a_get_without_a_body(client: Client, got: Got):
    response = client.head("/api/v1/lieux")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"] == client.get("/api/v1/lieux").headers["ETag"]


@pytest.mark.django_db
def test_the_link_to_the_next_page_is_a_header_as_well(client: Client, got: Got):
    response = client.get("/api/v1/lieux?limite=2&champs=nom")
    assert response.headers["Link"] == f'<{response.json()["suivant"]}>; rel="next"'


@pytest.mark.django_db
def test_who_asks_too_much_is_told_how_long_to_wait(client: Client, got: Got, settings: LazySettings):
    settings.API_RATE = 2
    responses = [client.get("/api/v1/sources") for _time in range(3)]
    assert [one.status_code for one in responses] == [200, 200, 429]
    assert [one.headers["RateLimit-Remaining"] for one in responses] == ["1", "0", "0"]
    last = responses[-1]
    assert last.headers["RateLimit-Limit"] == "2"
    assert 0 < int(last.headers["Retry-After"]) <= 30
    assert last.headers["Content-Type"] == "application/problem+json"
    assert last.headers["Access-Control-Allow-Origin"] == "*"
    assert client.options("/api/v1/sources").status_code == 204
    assert client.get("/api/v1/sources", REMOTE_ADDR="192.0.2.7").status_code == 200


@given(st.integers(1, 50), st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_no_client_gets_more_than_its_bucket_and_its_rate(rate: int, waits: list[float]):
    buckets, at, passed = Buckets(), 0.0, 0
    for wait in waits:
        at += wait
        allowed = buckets.take("client", rate, at)
        passed += allowed.wait == 0
        assert 0 <= allowed.left <= rate
    assert passed <= rate + at * rate / 60 + 1e-6


def test_waiting_as_long_as_told_is_enough():
    buckets = Buckets()
    for _time in range(7):
        refused = buckets.take("client", 7, 0.0)
    refused = buckets.take("client", 7, 0.0)
    assert refused.wait
    assert buckets.take("client", 7, float(refused.wait)).wait == 0


@pytest.mark.parametrize(
    ("behind", "sent", "address", "client"),
    [
        (False, "198.51.100.9", "192.0.2.1", "192.0.2.1"),
        (True, "198.51.100.9", "192.0.2.1", "198.51.100.9"),
        (True, "203.0.113.5, 198.51.100.9", "192.0.2.1", "198.51.100.9"),
        (True, "", "192.0.2.1", "192.0.2.1"),
        (True, "n'importe quoi", "192.0.2.1", "unknown"),
        (False, "", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (False, "", "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_client_is_who_the_proxy_says(
    settings: LazySettings, behind: bool, sent: str, address: str, client: str
):
    settings.BEHIND_PROXY = behind
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=sent)
    assert client_of(request) == client
