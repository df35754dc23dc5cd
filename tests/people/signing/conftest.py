"""An account with its factors, and a browser that signs in through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from fabrique.people.actions.cards import draw_card
from fabrique.people.actions.totp import present_step, set_totp
from fabrique.people.models import Account
from tests.conftest import PASSWORD
from tests.factories.accounts import SECRET

HELENE = "helene@estuaire.example"
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
Enter = Callable[..., HttpResponse]


@pytest.fixture
def with_totp(administrator: Account) -> Account:
    """The administrator, with an application of codes."""
    set_totp(account=administrator, secret=SECRET, step=present_step() - 10)
    return administrator


@pytest.fixture
def card(administrator: Account) -> list[str]:
    """The codes of the administrator's printed card."""
    return draw_card(account=administrator)


@pytest.fixture
def enter() -> Enter:
    """``enter(client, password, **headers)``: address and password, through the page."""

    def entered(
        client: Client, password: str = PASSWORD, email: str = "helene@estuaire.example", **extra: str
    ):
        return client.post("/connexion/", {"username": email, "password": password}, **extra)

    return entered
