"""What the national map's importer answers for one day's text: the same meaning here, or a reason."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest

from fabrique.kernels.hours import Calendar, Schedule, parse_week
from tests.kernels.hours.real_rows import VECTORS

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not VECTORS.is_dir(), reason="les vecteurs (../shared/data) ne sont pas là"),
]
FORTNIGHT = [
    date(2025, 9, 1) + timedelta(days=n) for n in range(14)
]  # holds a first Monday and a first Saturday
_DAYS = {"lundi": "Mo", "samedi": "Sa"}

DIFFERENT = {
    "9h à 12h30 et de 13h30 à 16h3": "16h3 may be 16:03 or 16:30; the peer guesses, the words are kept here",
    "09:00-12:00 hors premier Lundi du mois": "the peer opens on the first Monday, which the text closes",
    "9h30-12h30 / 1er samedi du moi": "only the first Saturday; the peer opens on all of them",
    "9h - 12h le 1er et le dernier samedi du mois": "two Saturdays a month; the peer opens on all",
    "1 samedi sur 2 : 9:00 - 12:30": "one Saturday in two, nobody knows which; the peer opens on all",
    "1x par mois de 10h à 12h": "once a month; the peer opens every week",
    "Permanence 14h à 16h tous les 15 jours": "every other week; the peer opens every week",
    "Permanence de 13h30 à 16h30 1 Semaine /2": "every other week; the peer opens every week",
    "9h30-12h (jusqu'en juin 2022)": "an opening that ended; the peer opens for ever, it is unknown here",
    "Juillet-août : 10h-12h / 13h30-17h30": "two months; the peer opens all year",
}


def _vectors() -> list[dict[str, Any]]:
    path = VECTORS / "to-osm-hours.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def _meaning(osm: str) -> list[tuple[tuple[int, int], ...]]:
    schedule = Schedule(osm, Calendar("A"))
    return [schedule.day(day).open for day in FORTNIGHT]


@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: vector["args"][0])
def test_same_meaning_or_a_reason(vector: dict[str, Any]) -> None:
    text, expected = vector["args"][0], vector["result"]
    named = re.search("|".join(_DAYS), text.lower())
    day = _DAYS[named[0]] if named else "Mo"
    ours = parse_week({(day, None): text})
    theirs = f"{day} {expected}" if expected else ""
    if text in DIFFERENT:
        assert _meaning(ours.osm) != _meaning(theirs)
    else:
        assert _meaning(ours.osm) == _meaning(theirs)


def test_every_reason_is_about_a_vector() -> None:
    assert set(DIFFERENT) <= {vector["args"][0] for vector in _vectors()}
