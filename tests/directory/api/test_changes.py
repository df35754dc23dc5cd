"""A reuser who follows the changes holds the same places as the directory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from fabrique.core import clock
from fabrique.directory.actions import merging
from fabrique.directory.actions import places as actions
from fabrique.directory.api.changes import OVERLAP
from fabrique.directory.models import SourceRecord
from tests.conftest import NOON
from tests.factories.directory import entered, entry, place_of, queue_pair

Got = Callable[..., Any]
pytestmark = pytest.mark.django_db


def follow(got: Got, held: dict[str, Any], cursor: str) -> str:
    """Apply what changed since a cursor, page by page; returns the next cursor."""
    while True:
        answer = got(f"changements?limite=2&depuis={quote(cursor)}")
        for change in answer["changements"]:
            if change["lieu"] is None:
                held.pop(change["id"], None)
            else:
                held[change["id"]] = change["lieu"]
        cursor = answer["curseur"]
        if not answer["suite"]:
            return cursor


def published(got: Got) -> dict[str, Any]:
    moving = ("ouvert_maintenant", "ferme_a", "prochaine_ouverture", "distance_m")
    rows = got("lieux?limite=500")["lieux"]
    return {row["id"]: {key: value for key, value in row.items() if key not in moving} for row in rows}


def test_following_leads_to_the_same_directory(got: Got):
    held: dict[str, Any] = {}
    cursor = follow(got, held, "")
    assert held == published(got)
    with clock.frozen(NOON + timedelta(hours=1)):
        actions.edit_place(place=place_of("ville", "2"), changes={"phone": "+33261910077"})
        actions.withdraw_place(place=place_of("ville", "3"))
        left, right = (SourceRecord.objects.get(external_id=key) for key in "15")
        merging.confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
        entered("region", entry("9", name="Le Fil"))
        cursor = follow(got, held, cursor)
        assert held == published(got)
    with clock.frozen(NOON + timedelta(hours=2)):
        merging.undo_merge(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
        actions.publish_place(place=place_of("ville", "3"))
        follow(got, held, cursor)
        assert held == published(got)


def test_changes_say_what_happened(got: Got):
    with clock.frozen(NOON + timedelta(hours=1)):
        since = (NOON + timedelta(minutes=30)).isoformat()
        actions.edit_place(place=place_of("ville", "2"), changes={"phone": "+33261910077"})
        actions.withdraw_place(place=place_of("ville", "3"))
        left, right = (SourceRecord.objects.get(external_id=key) for key in "15")
        merging.confirm_pair(pair=queue_pair(left=left, right=right, probability=0.9, reasons=[]))
        entered("region", entry("9", name="Le Fil"))
        rows = got(f"changements?depuis={quote(since)}")["changements"]
    said = {row["type"]: row for row in rows}
    assert said.keys() == {"creation", "modification", "retrait", "fusion"}
    assert said["creation"]["lieu"]["nom"] == "Le Fil"
    assert said["retrait"]["lieu"] is None
    assert said["fusion"]["remplace_par"] in {str(left.home_id), str(right.home_id)}


def test_a_long_import_that_is_told_late_is_not_missed(got: Got):
    """Its changes are dated before those that were already read."""
    with clock.frozen(NOON + timedelta(hours=1)):
        actions.edit_place(place=place_of("ville", "2"), changes={"phone": "+33261910077"})
        cursor = got("changements")["curseur"]
    with clock.frozen(NOON + timedelta(hours=1) - OVERLAP / 2):
        entered("region", entry("9", name="Le Fil"))
    with clock.frozen(NOON + timedelta(hours=1, minutes=1)):
        rows = got(f"changements?depuis={cursor}")["changements"]
    assert "Le Fil" in {row["lieu"]["nom"] for row in rows}


@pytest.mark.parametrize(
    "depuis", ["2026-11-24", "2026-11-24T00:00:00Z", "2026-11-24T10:00:00+01:00", "0001-01-01"]
)
def test_a_day_or_an_instant_will_do(got: Got, depuis: str):
    assert len(got(f"changements?depuis={quote(depuis)}")["changements"]) == 5
    assert len(got(f"changements?depuis={depuis}")["changements"]) == 5


def test_tomorrow_nothing_has_changed(got: Got):
    answer = got("changements?depuis=2027-01-01")
    assert (answer["changements"], answer["suite"]) == ([], False)
