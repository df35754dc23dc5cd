"""Checks S-01, S-15 and S-20 on every address: a new one is tried without anybody thinking of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.people.models import Account
from tests.conftest import ROOT
from tests.factories.accounts import sign_in
from tests.security.walking import Address, addresses, close

pytestmark = pytest.mark.django_db
ALL = sorted(addresses(), key=lambda each: each.route)
PRIVATE = [each for each in ALL if not each.public]
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# What is noted of a visit: the session, the brake on guessing, who read a file, the first use of a key.
BOOKKEEPING = (
    *("django_session", "usersessions_usersession", "people_tally"),
    *("core_journalread", "core_keyuse"),
)


def ids(each: Address) -> str:
    return each.route


def test_the_public_addresses_are_those_of_the_document():
    text = (ROOT / "docs/operating/adresses.md").read_text(encoding="utf-8")
    documented = {found for line in text.splitlines() if line.startswith("| `") for found in _codes(line)}
    assert {each.route for each in ALL if each.public} == documented


def _codes(line: str) -> list[str]:
    return re.findall(r"`([^`]+)`", line.split(" | ")[0])


def test_a_visitor_gets_nothing_that_is_not_public(client: Client):
    for address in PRIVATE:
        for method in ("get", "post", "put", "delete", "patch", "options"):
            response = getattr(client, method)(address.url)
            close(response)
            assert response.status_code in (302, 401, 403, 405), (address.route, method)
            if response.status_code == 302:
                assert response.headers["Location"].startswith("/connexion/?next="), (address.route, method)


def test_no_form_is_taken_from_another_site(administrator: Account):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, administrator)
    for address in ALL:
        response = client.post(address.url, {"a": "b"}, headers={"Origin": "https://ailleurs.example"})
        close(response)
        refused = (403, 404, 405) if address.route.startswith("/api/") else (403, 405)
        assert response.status_code in refused, address.route


def test_looking_changes_nothing(signed_in: Client):
    signed_in.get("/")  # the first visit may note the session
    for address in ALL:
        with CaptureQueriesContext(connection) as queries:
            close(signed_in.get(address.url))
        written = [each["sql"] for each in queries if WRITES.match(each["sql"])]
        left = [sql for sql in written if not any(table in sql for table in BOOKKEEPING)]
        assert left == [], address.route


HOSTILE = (
    "'",
    '"><script>alert(1)</script>',
    "%00",
    "\r\nX-Injected: 1",
    "x" * 20_000,
    "(a+)+$",
    "../../etc/passwd",
)


@pytest.mark.parametrize("address", [each for each in ALL if "<" not in each.route], ids=ids)
def test_odd_questions_are_answered_calmly(address: Address, signed_in: Client):
    for value in HOSTILE:
        for names in (("q", "commune", "tri"), ("page", "next")):
            response: Any = signed_in.get(address.url, dict.fromkeys(names, value))
            assert response.status_code < 500
            assert "X-Injected" not in response.headers
            if response.get("Content-Type", "").startswith("text/html"):
                assert b"<script>alert(1)" not in response.content
            close(response)
