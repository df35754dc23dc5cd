"""Asking for a page as somebody, and reading it."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client

from fabrique.people.models import Account
from tests.factories.accounts import sign_in


def signed(account: Account) -> Client:
    """A browser in which an account has signed in."""
    client = Client()
    sign_in(client, account)
    return client


def text(response: Any) -> str:
    """The page as it is read: plain spaces, no entities."""
    return unescape(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")
