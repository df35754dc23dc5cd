"""Checks S-14 and S-22: what every page says to the browser, and what none of them tells."""

from __future__ import annotations

import pytest
from django.test import Client

from fabrique.people.models import Account
from tests.factories.accounts import sign_in
from tests.security.walking import Address, addresses, close

pytestmark = pytest.mark.django_db
OPEN = [each for each in addresses() if "<" not in each.route]
FRAMED = "/integrer/guide/"  # made to be shown in the pages of partners


@pytest.mark.parametrize("address", OPEN, ids=lambda each: each.route)
def test_every_answer_keeps_the_browser_on_a_short_leash(
    client: Client, administrator: Account, address: Address
):
    if not address.public:
        sign_in(client, administrator)
    response = client.get(address.url)
    close(response)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    if response.headers["Content-Type"].startswith("text/html"):
        assert "base-uri 'none'" in policy
    assert "frame-ancestors" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if address.url != FRAMED:
        assert "frame-ancestors 'none'" in policy
        if response.headers["Content-Type"].startswith("text/html"):
            assert response.headers["X-Frame-Options"] == "DENY"
    if not address.public:
        assert (
            response.headers["Cache-Control"] == "private, no-store"
            or "no-store" in response.headers["Cache-Control"]
        )


@pytest.mark.parametrize(
    "path", ["/admin/", "/docs/", "/metrics", "/.git/config", "/.env", "/static/../secret-key", "/api/docs"]
)
def test_nothing_of_the_workshop_is_served(client: Client, path: str):
    assert client.get(path).status_code == 404
