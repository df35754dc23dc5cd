"""The address service: recorded answers (invented, in the true format), failures, rest."""

from __future__ import annotations

import csv
import email
import io
import json
import math
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import Message
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request

import pytest
from django.test import override_settings

from fabrique.core import clock
from fabrique.territory.gateways import geocoder as gateway
from fabrique.territory.gateways.geocoder import Geocoder, Outcome, Query, Status, geocoder

URL = "https://adresses.example/geocodage"
FOUND = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-1.995, 47.005]},
            "properties": {
                "label": "3 Quai du Fil 00100 Port-Sablier",
                "score": 0.9712,
                "housenumber": "3",
                "id": "00101_0042_00003",
                "name": "3 Quai du Fil",
                "postcode": "00100",
                "citycode": "00101",
                "city": "Port-Sablier",
                "context": "00, Estuaire",
                "type": "housenumber",
                "street": "Quai du Fil",
            },
        }
    ],
    "query": "3 quai du fil port sablier",
}


class Recorded:
    """Answers in place of the service, in turn; an exception is raised. Keeps the requests."""

    def __init__(self, *answers: bytes | Exception | Callable[[Request], bytes]) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []
        self.timeouts: list[float] = []

    def __call__(self, request: Request, timeout: float) -> bytes:
        self.requests.append(request)
        self.timeouts.append(timeout)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, bytes) else answer(request)


def body(content: object) -> bytes:
    return json.dumps(content).encode()


def point(longitude: float, latitude: float, *, score: float = 0.9) -> bytes:
    geometry = {"coordinates": [longitude, latitude]}
    return body({"features": [{"properties": {"label": "x", "score": score}, "geometry": geometry}]})


def refusal(code: int) -> HTTPError:
    return HTTPError(URL, code, "", Message(), None)


def test_it_is_off_by_default() -> None:
    assert not geocoder().enabled
    outcome = geocoder().search("3 quai du Fil")
    assert (outcome.status, outcome.addresses) == (Status.DISABLED, ())
    assert "pas activée" in outcome.reason
    assert geocoder().search_many([Query("3 quai du Fil")] * 2) == [Outcome(Status.DISABLED)] * 2
    with override_settings(GEOCODER_URL=URL):
        assert geocoder().enabled


@pytest.mark.parametrize(
    "url", ["file:///adresses", "ftp://x", "data.geopf.fr/geocodage", "http://", "http://[x"]
)
def test_a_bad_address_is_no_service(url: str, caplog: pytest.LogCaptureFixture) -> None:
    gateway._client.cache_clear()  # a process says it once
    with override_settings(GEOCODER_URL=url):
        assert geocoder().search("3 quai du Fil") == Outcome(Status.DISABLED)
    assert "FABRIQUE_GEOCODER_URL" in caplog.text


def test_an_address_is_found() -> None:
    service = Recorded(body(FOUND))
    outcome = Geocoder(URL, service).search(" 3 quai du fil ", commune_code="00101", limit=1)
    address = outcome.addresses[0]
    assert (outcome.status, outcome.reason) == (Status.FOUND, "")
    assert (address.latitude, address.longitude, address.score) == (47.005, -1.995, 0.9712)
    assert (address.commune_code, address.postal_code, address.type) == ("00101", "00100", "housenumber")
    asked = urlsplit(service.requests[0].full_url)
    assert asked.path == "/geocodage/search"
    assert parse_qs(asked.query) == {"q": ["3 quai du fil"], "limit": ["1"], "citycode": ["00101"]}
    assert service.timeouts == [3.0]


def test_nothing_found_is_no_failure_and_too_short_is_not_asked() -> None:
    service = Recorded(body({"type": "FeatureCollection", "features": []}))
    assert Geocoder(URL, service).search("xyz").status is Status.NOT_FOUND
    assert Geocoder(URL, service).search("x").status is Status.NOT_FOUND
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (TimeoutError(), Status.TIMEOUT),
        (URLError(TimeoutError()), Status.TIMEOUT),
        (URLError("name"), Status.UNREACHABLE),
        (ConnectionResetError(), Status.UNREACHABLE),
        (refusal(400), Status.REFUSED),
        (refusal(503), Status.REFUSED),
        (ValueError("no request can be made"), Status.UNREACHABLE),
        (b"<html>", Status.UNREADABLE),
        (point(math.nan, 47.0), Status.UNREADABLE),
        (point(-2.0, 91.0), Status.UNREADABLE),
        (point(-181.0, 47.0), Status.UNREADABLE),
        (point(math.inf, 47.0), Status.UNREADABLE),
        (point(10**400, 47.0), Status.UNREADABLE),
        (point(-2.0, 47.0, score=math.nan), Status.UNREADABLE),
        (b'{"features": ' + b"[" * 200_000, Status.UNREADABLE),
        (b'{"features": [{"properties": [], "geometry": {"coordinates": [1, 2]}}]}', Status.UNREADABLE),
        (b'{"features": [{}]}', Status.UNREADABLE),
        (b'{"features": [{"properties": {"label": "x", "score": "?"}, "geometry": {"coordinates": []}}]}',
         Status.UNREADABLE),
    ],
)  # fmt: skip
def test_a_failure_is_an_answer(failure: bytes | Exception, status: Status) -> None:
    outcome = Geocoder(URL, Recorded(failure)).search("3 quai du Fil")
    assert (outcome.status, outcome.addresses) == (status, ())
    assert outcome.reason


def test_an_ill_service_is_left_alone_for_a_minute(at_noon: datetime) -> None:
    service = Recorded(*[TimeoutError()] * 3, body(FOUND))
    client = Geocoder(URL, service)
    for _ in range(3):
        assert client.search("3 quai du Fil").status is Status.TIMEOUT
    assert client.search("3 quai du Fil").status is Status.RESTING
    assert len(service.requests) == 3
    with clock.frozen(at_noon + timedelta(minutes=1)):
        assert client.search("3 quai du Fil").status is Status.FOUND


def test_requests_that_it_refuses_do_not_make_it_ill() -> None:
    service = Recorded(*[refusal(400)] * 4, body(FOUND))
    client = Geocoder(URL, service)
    assert [client.search("3 quai du Fil").status for _ in range(5)][-1] is Status.FOUND


def answered(request: Request) -> bytes:
    """What the service does with a batch: the same lines, its own columns after them."""
    assert isinstance(request.data, bytes)
    head = f"Content-Type: {request.get_header('Content-type')}\r\n\r\n".encode()
    parts = {
        part.get_param("name", header="content-disposition"): part
        for part in email.message_from_bytes(head + request.data).get_payload()
    }  # type: ignore[union-attr]
    assert {"columns", "citycode", "postcode", "data"} <= set(parts)
    text = parts["data"].get_payload(decode=True).decode()  # type: ignore[union-attr]
    rows = list(csv.DictReader(io.StringIO(text.strip())))
    known = {
        "latitude": "47.005",
        "longitude": "-1.995",
        "result_label": "3 Quai du Fil 00100 Port-Sablier",
        "result_score": "0.93",
        "result_type": "housenumber",
        "result_postcode": "00100",
        "result_citycode": "00101",
        "result_city": "Port-Sablier",
        "result_name": "3 Quai du Fil",
        "result_id": "00101_0042",
        "result_status": "ok",
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0], *known], restval="")
    writer.writeheader()
    for row in rows:
        found = known if "Fil" in row["adresse"] else {"result_status": "not-found"}
        writer.writerow({**row, **found})
    return out.getvalue().encode()


def test_a_batch_answers_each_line_in_order() -> None:
    service = Recorded(answered)
    queries = [Query('Rue "inconnue", au fond'), Query("3 quai du Fil", "00100", "Port-Sablier", "00101")]
    outcomes = Geocoder(URL, service).search_many(queries)
    assert [one.status for one in outcomes] == [Status.NOT_FOUND, Status.FOUND]
    assert outcomes[1].addresses[0].latitude == 47.005
    assert outcomes[1].addresses[0].score == 0.93
    assert urlsplit(service.requests[0].full_url).path == "/geocodage/search/csv"


def test_a_failed_batch_is_not_asked_again_and_the_next_is() -> None:
    service = Recorded(TimeoutError(), answered, b"result_label\n")
    outcomes = Geocoder(URL, service).search_many([Query("3 quai du Fil")] * 2_001)
    assert {one.status for one in outcomes[:1_000]} == {Status.TIMEOUT}
    assert {one.status for one in outcomes[1_000:2_000]} == {Status.FOUND}
    assert outcomes[2_000].status is Status.UNREADABLE
    assert len(service.requests) == 3


def test_no_socket_is_opened_and_a_dead_port_is_an_answer() -> None:
    assert Geocoder("http://127.0.0.1:9").search("3 quai du Fil").status is Status.UNREACHABLE


def test_an_answer_is_remembered_for_an_hour(at_noon: datetime) -> None:
    service = Recorded(body(FOUND), body(FOUND), body(FOUND))
    client = Geocoder(URL, service)
    first = client.search("3 quai du Fil", limit=1)
    assert client.search("  3 QUAI du  fil ", limit=1) == first
    assert len(service.requests) == 1
    client.search("3 quai du Fil", commune_code="00101", limit=1)
    with clock.frozen(at_noon + timedelta(hours=1)):
        client.search("3 quai du Fil", limit=1)
    assert len(service.requests) == 3


def test_a_failure_is_not_remembered() -> None:
    client = Geocoder(URL, Recorded(TimeoutError(), body(FOUND)))
    assert client.search("3 quai du Fil").status is Status.TIMEOUT
    assert client.search("3 quai du Fil").status is Status.FOUND


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "REMEMBERED", 2)
    service = Recorded(*[body(FOUND)] * 4)
    client = Geocoder(URL, service)
    for street in ("quai du Fil", "rue des Lins", "place du Rouet", "quai du Fil"):
        client.search(street)
    assert len(service.requests) == 4


def test_a_minute_has_a_number_of_look_ups(monkeypatch: pytest.MonkeyPatch, at_noon: datetime) -> None:
    monkeypatch.setattr(gateway, "MOST_A_MINUTE", 2)
    client = Geocoder(URL, Recorded(*[body(FOUND)] * 3))
    assert [client.search(f"{n} quai du Fil").status for n in range(3)] == [
        Status.FOUND,
        Status.FOUND,
        Status.BUSY,
    ]
    with clock.frozen(at_noon + timedelta(minutes=1)):
        assert client.search("2 quai du Fil").status is Status.FOUND


def test_a_page_never_waits_behind_slow_look_ups() -> None:
    started, release = threading.Semaphore(0), threading.Event()

    def slow(request: Request, timeout: float) -> bytes:
        started.release()
        assert release.wait(10)
        return body(FOUND)

    client = Geocoder(URL, slow)
    waiting = [
        threading.Thread(target=client.search, args=(f"{n} quai du Fil",)) for n in range(gateway.AT_A_TIME)
    ]
    for thread in waiting:
        thread.start()
        assert started.acquire(timeout=10)
    outcome = client.search("9 quai du Fil")
    release.set()
    for thread in waiting:
        thread.join()
    assert outcome.status is Status.BUSY
    assert "minute" in outcome.reason
    assert client.search("9 quai du Fil").status is Status.FOUND
