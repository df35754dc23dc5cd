"""The brake on what anyone may ask: by address, that of a network for IPv6, and nobody else's word for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from fabrique.directory import throttle
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def apart() -> Any:
    throttle.forget()
    yield
    throttle.forget()


def asked(address: str, forwarded: str = "", what: str = "report") -> bool:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory(headers=headers).get("/", REMOTE_ADDR=address)
    return throttle.allow(request, NOON, what)


def test_so_many_then_no_more_until_the_window_has_passed():
    assert [asked("192.0.2.1") for _n in range(11)] == [True] * 10 + [False]
    assert asked("192.0.2.2")
    assert asked("192.0.2.1", what="document")
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    assert throttle.allow(request, NOON + timedelta(minutes=11), "report")


def test_a_network_stands_for_its_ipv6_addresses():
    answers = [asked(f"2001:db8:0:7::{number:x}") for number in range(11)]
    assert answers == [True] * 10 + [False]
    assert asked("2001:db8:0:8::1")


def test_the_address_told_by_a_stranger_is_not_believed(settings):
    assert not all(asked("192.0.2.1", f"198.51.100.{number}") for number in range(11))
    throttle.forget()
    settings.BEHIND_PROXY = True
    assert not all(asked("192.0.2.1", f"198.51.100.{number}, 203.0.113.5") for number in range(11))
    assert asked("192.0.2.1", "203.0.113.5, 198.51.100.7")
    assert [asked("192.0.2.1", "n’importe quoi") for _n in range(11)][-1] is False
