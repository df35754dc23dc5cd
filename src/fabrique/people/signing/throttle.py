"""The brake on guessing: so many tries in a while, for an account, an address, a known browser.

A kind of try has its rules by *scope*. ``check("sign_in", account=…, address=…)`` counts one try under each
and raises ``Throttled`` when one is full; ``passed`` says that the try was a good one. What is counted is a
keyed digest: the table names nobody. All processes share it, and a try is counted before its answer is known:
a hundred at once get no more answers than one after the other.

Other apps add rules of their own to ``RULES`` when they start.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from fabrique.core import clock
from fabrique.people.actions import throttling
from fabrique.people.actions.throttling import Bucket, Counted

Rule = tuple[int, timedelta]
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)

RULES: dict[str, Mapping[str, Rule]] = {
    # Wrong passwords. A browser that has signed in as this account has an allowance of its own (``devices``).
    "sign_in": {"account": (10, QUARTER), "address": (50, QUARTER)},
    "sign_in_known": {"device": (10, QUARTER)},
    # Wrong codes, after a good password or at a fresh proof.
    "code": {"account": (5, QUARTER), "day": (50, timedelta(days=1))},
    "code_known": {"device": (5, QUARTER)},
    "reset": {"account": (3, HOUR), "address": (20, HOUR)},
    # Invitations sent: by somebody, and by an organisation to one address.
    "invite": {"account": (60, HOUR), "target": (5, HOUR)},
    "invitation": {"address": (20, QUARTER)},
    # Returns from an identity provider that open nothing.
    "provider": {"address": (30, QUARTER)},
    "confirm_address": {"account": (5, HOUR)},
    # Codes of carnets and of links: 80 bits, so the brake spares the server more than it guards the code.
    "carnet": {"address": (20, QUARTER)},
    "carnet_alert": {"carnet": (20, timedelta(days=1))},
    "link": {"account": (10, HOUR), "organisation": (40, HOUR)},
}


class Throttled(Exception):
    """Too many tries: ``until`` says when the next one will be heard."""

    def __init__(self, kind: str, until: datetime) -> None:
        super().__init__(kind)
        self.kind, self.until = kind, until

    @property
    def seconds(self) -> int:
        """How long to wait, in whole seconds, one at least."""
        return max(1, math.ceil((self.until - clock.now()).total_seconds()))

    @property
    def minutes(self) -> int:
        """How long to wait, in whole minutes, one at least."""
        return math.ceil(self.seconds / 60)


def check(kind: str, **keys: str) -> Counted:
    """Count one try under these keys, by scope. Raises ``Throttled``; says which allowances it used up."""
    counted = throttling.count(_buckets(kind, keys))
    if counted.until is not None:
        raise Throttled(kind, counted.until)
    return counted


def passed(kind: str, **keys: str) -> None:
    """The try was a good one: the account's and the browser's counts start again, an address gets it back."""
    for bucket in _buckets(kind, keys):
        throttling.forgive([bucket], whole=not bucket.kind.endswith(".address"))


def _buckets(kind: str, keys: Mapping[str, str]) -> list[Bucket]:
    rules = RULES[kind]
    return [
        Bucket(f"{kind}.{scope}", _digest(f"{kind}.{scope}", key), *rules[scope])
        for scope, key in keys.items()
    ]


def _digest(kind: str, key: str) -> str:
    return salted_hmac(f"fabrique.throttle.{kind}", key.strip().lower(), algorithm="sha256").hexdigest()
