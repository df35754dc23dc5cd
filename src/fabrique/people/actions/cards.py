"""Printed cards of codes: fifty numbered codes on paper, each of which serves once."""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import digest as keyed

from django.db import transaction

from fabrique.core import clock
from fabrique.people.models import Account, CodeCard, PrintedCode

CODES, DIGITS = 50, 8


@transaction.atomic
def draw_card(*, account: Account, codes: list[str] | None = None) -> list[str]:
    """Make a new card, which cancels the former one. Its codes are given once, in order, and kept nowhere.

    ``codes`` are those of a card already printed: the demonstration's.
    """
    drawn = codes or _draw()
    CodeCard.objects.filter(account=account).delete()
    card = CodeCard(account=account, key=secrets.token_hex(32), made_at=clock.now())
    card.save(force_insert=True)
    PrintedCode.objects.bulk_create(
        [
            PrintedCode(card=card, number=number, digest=_digest(card, code))
            for number, code in enumerate(drawn, start=1)
        ]
    )
    return drawn


@transaction.atomic
def use_printed_code(*, account: Account, code: str) -> bool:
    """Whether the card has this code, unused until now: of two uses at once, one is refused."""
    card = CodeCard.objects.filter(account=account).first()
    if card is None:
        return False
    unused = PrintedCode.objects.filter(card=card, digest=_digest(card, code), used_at=None)
    return bool(unused.update(used_at=clock.now()))


def _draw() -> list[str]:
    drawn: dict[str, None] = {}
    while len(drawn) < CODES:
        drawn[f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"] = None
    return list(drawn)


def _digest(card: CodeCard, code: str) -> str:
    """A code has 26 bits: only a key that the database does not show keeps its digest closed."""
    return keyed(bytes.fromhex(card.key), code.encode(), sha256).hex()
