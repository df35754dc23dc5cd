"""The territory of an instance: one row, its perimeter, its look."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.territory import actions
from fabrique.territory.cog import cog
from fabrique.territory.enums import HolidayZone, SchoolZone, zones_of
from fabrique.territory.models import Territory
from fabrique.territory.queries import communes_in_perimeter, current_territory, perimeter
from tests.territory.conftest import COMMUNES

pytestmark = pytest.mark.django_db

LOGO = "ab/" + "ab" * 32


def test_a_metropolis_is_initialised_from_its_siren(at_noon: datetime) -> None:
    made = actions.initialise_territory(codes=["243300316"], name="Bordeaux Métropole", actor="42")
    assert len(made.commune_codes) == 28
    assert (made.school_zone, made.holiday_zone) == ("A", "metropole")
    assert (made.slug, made.given_codes) == ("bordeaux-metropole", ["243300316"])
    assert made.created_at == made.updated_at == at_noon
    assert perimeter() == frozenset(made.commune_codes)
    assert communes_in_perimeter()[0].name == "Ambarès-et-Lagrave"
    entry = JournalEntry.objects.get(seq__gt=0)
    assert (entry.action, entry.actor) == ("territory.initialise", "42")
    assert entry.summary == {"codes": ["243300316"], "communes": 28, "created": True}


def test_doing_it_again_changes_the_one_row_and_keeps_the_look() -> None:
    first = actions.initialise_territory(codes=["33063"], name="Bordeaux")
    actions.present_territory(helpline_phone="02 61 91 00 01", theme={"radius": 4, "logo": LOGO})
    actions.initialise_territory(codes=["974"], name="La Réunion")
    territory = Territory.objects.get()
    assert (territory.name, territory.holiday_zone, len(territory.commune_codes)) == (
        "La Réunion",
        "la-reunion",
        24,
    )
    assert (territory.helpline_phone, territory.theme["radius"]) == ("+33261910001", 4)
    assert territory.logo_path == LOGO
    assert territory.created_at == first.created_at
    assert JournalEntry.objects.filter(seq__gt=0).count() == 3


def test_the_database_refuses_a_second_row(territory: Territory) -> None:
    territory.pk = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        territory.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Territory.objects.update(school_zone="D")


def test_own_communes_join_the_code_and_leave_with_the_row(territory: Territory) -> None:
    assert perimeter() == {row["code"] for row in COMMUNES}
    assert territory.fictional
    assert "00101" in cog()
    assert territory.school_zone == "B"
    Territory.objects.all().delete()
    assert current_territory() is None
    assert "00101" not in cog()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"codes": ["33000"], "name": "X"}, "33063"),
        ({"codes": [" "], "name": "X"}, "au moins un code"),
        ({"codes": ["33"], "name": "   "}, "nom"),
        ({"codes": ["33"], "name": "X" * 151}, "150"),
        ({"codes": ["33"], "name": "X", "school_zone": "Z"}, "« Z »"),
        ({"codes": ["00"], "name": "X", "extra_communes": [{"code": "1", "name": "Y"}]}, "cinq caractères"),
    ],
)
def test_what_is_refused_changes_nothing(values: dict[str, object], message: str) -> None:
    with pytest.raises(DomainRefusal, match=message):
        actions.initialise_territory(**values)  # type: ignore[arg-type]
    assert not Territory.objects.exists()
    assert not JournalEntry.objects.filter(seq__gt=0).exists()


def test_a_look_that_cannot_be_read_is_refused(territory: Territory) -> None:
    with pytest.raises(DomainRefusal, match="Contraste"):
        actions.present_territory(theme={"light": {"ink": "#ffffff"}})
    assert actions.present_territory(theme={}, helpline_hours=" 9 h à 12 h ").helpline_hours == "9 h à 12 h"


@pytest.mark.parametrize(
    ("written", "kept"), [("02 61 91 00 01", "+33261910001"), ("39 49", "3949"), (" ", "")]
)
def test_the_help_line_is_kept_in_one_form(territory: Territory, written: str, kept: str) -> None:
    assert actions.present_territory(helpline_phone=written).helpline_phone == kept


def test_the_help_line_follows_the_numbering_plan(db: None) -> None:
    actions.initialise_territory(codes=["974"], name="La Réunion")
    assert actions.present_territory(helpline_phone="02 62 00 00 01").helpline_phone == "+262262000001"
    with pytest.raises(DomainRefusal, match="bureau 12"):
        actions.present_territory(helpline_phone="bureau 12")


def test_a_look_needs_a_territory() -> None:
    with pytest.raises(DomainRefusal, match="fabrique init"):
        actions.present_territory(helpline_phone="02 61 91 00 01")


def test_every_departement_has_its_zones() -> None:
    expected = {
        "33": (SchoolZone.A, HolidayZone.METROPOLE),
        "67": (SchoolZone.B, HolidayZone.ALSACE_MOSELLE),
        "75": (SchoolZone.C, HolidayZone.METROPOLE),
        "2A": (SchoolZone.CORSE, HolidayZone.METROPOLE),
        "988": (SchoolZone.NOUVELLE_CALEDONIE, HolidayZone.NOUVELLE_CALEDONIE),
    }
    assert {code: zones_of(code) for code in expected} == expected
    zones = [zones_of(one.code)[0] for one in cog().departements if len(one.code) == 2]
    assert [zones.count(zone) for zone in (SchoolZone.A, SchoolZone.B, SchoolZone.C)] == [32, 41, 21]
