"""Two at once: a code serves once, a limit holds. Each race shows first that it can be lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection

from fabrique.people.actions import cards, throttling, totp
from fabrique.people.models import Account, PrintedCode, Tally, TotpDevice
from fabrique.people.signing import throttle
from tests.factories.accounts import SECRET, code_now

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


def insist(work: Callable[[], Any]) -> Any:
    """The tests' SQLite is in memory, where a lock is an error at once; that of a file is waited for."""
    while True:
        try:
            return work()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.002)


def together(work: Callable[[], Any]) -> list[Any]:
    """What each of the threads got, having started at the same moment."""
    gate = Barrier(AT_ONCE)

    def one(_number: int) -> Any:
        try:
            gate.wait()
            return insist(work)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_a_check_that_comes_before_the_write_would_lose(administrator: Account):
    cards.draw_card(account=administrator, codes=["12345678"])
    gate = Barrier(AT_ONCE)

    def careless() -> bool:
        unused = PrintedCode.objects.filter(used_at=None).exists()
        gate.wait()
        return unused

    assert sum(together(careless)) == AT_ONCE


def test_a_printed_code_serves_one(administrator: Account):
    cards.draw_card(account=administrator, codes=["12345678"])
    assert sum(together(lambda: cards.use_printed_code(account=administrator, code="12345678"))) == 1


def test_a_code_of_the_application_serves_one(administrator: Account):
    totp.set_totp(account=administrator, secret=SECRET, step=0)
    code = code_now()
    assert sum(together(lambda: totp.use_totp(account=administrator, code=code))) == 1
    assert TotpDevice.objects.get().last_step > 0


def test_a_limit_holds_against_many_at_once(db: None):
    def tries() -> int:
        passed = 0
        for _ in range(3):
            try:
                insist(lambda: throttle.check("code", account="x"))
            except throttle.Throttled:
                continue
            passed += 1
        return passed

    assert sum(together(tries)) == 5
    assert Tally.objects.get().count == 5


def test_a_count_taken_back_is_taken_back_once(db: None):
    throttle.check("sign_in", address="x")
    bucket = throttle._buckets("sign_in", {"address": "x"})
    together(lambda: throttling.forgive(bucket, whole=False))
    assert Tally.objects.get().count == 0
