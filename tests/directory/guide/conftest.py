"""A small invented guide: three communes, a handful of places, each there for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings

from fabrique.directory.guide import snapshot
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.snapshot import Ground, Snapshot
from fabrique.kernels.hours.calendar import Calendar
from fabrique.territory import actions as territory_actions
from fabrique.territory.cog import use_extras
from fabrique.territory.models import Territory
from fabrique.web.context import forget_territory
from tests.conftest import NOON

_ROWS = [
    ("00101", "Port-Sablier", "00100", 152_000, "000000001"),
    ("00102", "Corderive", "00110", 41_000, "000000001"),
    ("00103", "Sainte-Ysaure", "00110", 9_000, ""),
    ("00104", "Le Fresquoy", "00120", 900, ""),
]
COMMUNES = [
    {"code": code, "name": name, "postal_codes": [postal], "population": population, "epci": epci}
    for code, name, postal, population, epci in _ROWS
]
CALENDAR = Calendar(zone="B", bank_zone="metropole")


@pytest.fixture(autouse=True)
def fresh_guide(settings: LazySettings) -> Iterator[None]:
    """Nothing that a test shows is remembered by the next one, and every edit shows at once."""
    settings.GUIDE_CHECK_SECONDS, settings.SHELL_CACHE_SECONDS = 0, 60
    snapshot.forget()
    forget_territory()
    yield
    snapshot.forget()
    forget_territory()
    use_extras(())


@pytest.fixture
def communes() -> None:
    """The invented communes, without a database."""
    use_extras(COMMUNES)


@pytest.fixture
def territory(db: None) -> Territory:
    """The invented territory, initialised."""
    return territory_actions.initialise_territory(
        codes=["00"],
        name="Val-d’Estuaire",
        extra_communes=COMMUNES,
        fictional=True,
        school_zone="B",
        holiday_zone="metropole",
    )


_TEXTS = """
pivot postal_code address address_complement phone contact_name hours hours_text summary description collector
parent_network fees_detail accessibility_url booking_url directions to_bring
"""
_LISTS = """
typologies emails websites itinerance services publics specific_care fees programmes labels other_labels
access_modes accompaniment languages flags
"""


def record(code: str = "lieu", **values: Any) -> PlaceRecord:
    """A place as the guide holds it; what is not said is unknown."""
    texts, lists = _TEXTS.split(), _LISTS.split()
    base: dict[str, Any] = {
        "id": code,
        "code": code,
        "changed_at": NOON,
        "name": f"Lieu {code}",
        "commune_name": "Port-Sablier",
        "commune_code": "00101",
        "latitude": 47.2,
        "longitude": -1.5,
        "updated_on": date(2026, 11, 1),
        "wheelchair": None,
        "completeness": 50,
        "verified_on": None,
    }
    return PlaceRecord(**{**dict.fromkeys(texts, ""), **dict.fromkeys(lists, ()), **base, **values})


def snapshot_of(*places: PlaceRecord, centres: dict[str, tuple[float, float]] | None = None) -> Snapshot:
    """A snapshot of these places, without a database."""
    communes = frozenset(str(one["code"]) for one in COMMUNES)
    return Snapshot(places, Ground(communes, centres or {}, CALENDAR))
