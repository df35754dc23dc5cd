"""Persons equipped for tests, of whom nothing is left but what figures keep; and a territory of two towns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
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

NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
_codes = count()


@pytest.fixture
def two_towns() -> Territory:
    """Two communes of their own."""
    town = {"postal_codes": ["00100"], "departement": "00", "region": "00"}
    extra = [
        {"code": "00101", "name": "Grandmesnil", **town},
        {"code": "00102", "name": "Port-Sablier", **town},
    ]
    return Territory.objects.create(
        name="Val-d’Estuaire", slug="val", school_zone="B", holiday_zone="metropole", created_at=NOON,
        updated_at=NOON, commune_codes=["00101", "00102"], extra_communes=extra,
    )  # fmt: skip


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
