"""Persons equipped for tests, of whom nothing is left but what figures keep; and a territory of two towns."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest

from fabrique.equip.enums import (
    Audience,
    DeviceKind,
    HandoverBasis,
    HandoverEnd,
    HandoverState,
    Recipient,
    SigningMethod,
    Terms,
)
from fabrique.equip.models import Handover
from fabrique.territory.models import Territory
from tests.factories.equip import received
from tests.factories.handing import handler
from tests.factories.people import organisation
from tests.factories.towns import NOON, two_communes

_codes = count()


@pytest.fixture
def two_towns() -> Territory:
    """Two communes of their own."""
    return two_communes()


def equip(number: int, commune: str, audience: Audience, on: datetime = NOON - timedelta(days=40)) -> None:
    """So many persons, each with a first device, that day; nothing is left of their names."""
    holder, by = organisation("Atelier Le Rouet"), handler()
    device = received(holder, DeviceKind.KEYBOARD)
    Handover.objects.of(holder).bulk_create(
        Handover(
            organisation=holder, device=device, code=f"P{next(_codes):06}", prepared_at=on,
            state=HandoverState.ENDED, recipient=Recipient.RESIDENT, emptied_at=on, terms=Terms.GIFT,
            basis=HandoverBasis.PRECARITY, prepared_by=by, signed_at=on, method=SigningMethod.PAPER,
            handed_at=on, ended_at=on, end=HandoverEnd.RETURNED, first=True, audience=audience,
            commune_code=commune,
        )
        for _each in range(number)
    )  # fmt: skip
