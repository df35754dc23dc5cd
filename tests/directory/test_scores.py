"""A sheet's two scores and their reasons."""

from datetime import date, timedelta

import pytest

from fabrique.directory.models import Place
from fabrique.directory.resolving import COMPLETENESS, completeness, freshness, missing

TODAY = date(2026, 11, 24)


def test_weights_add_up_to_a_hundred():
    assert sum(weight for weight, _label in COMPLETENESS.values()) == 100


def test_what_lacks_is_said_heaviest_first():
    place = Place(name="La Bobine", services=["x"], phone="+33261910002", wheelchair=False)
    assert completeness(place) == 37
    assert missing(place)[0] == "les horaires"
    assert "l’accès en fauteuil" not in missing(place)


@pytest.mark.parametrize(
    ("days", "score"), [(0, 100), (183, 100), (456, 50), (457, 50), (729, 0), (730, 0), (4000, 0)]
)
def test_freshness_falls_from_six_months_to_two_years(days: int, score: int):
    assert freshness(Place(updated_on=TODAY - timedelta(days=days)), TODAY) == score


def test_a_check_by_a_person_makes_a_sheet_fresh():
    assert freshness(Place(updated_on=date(2020, 1, 1), verified_on=TODAY), TODAY) == 100
    assert freshness(Place(), TODAY) == 0
