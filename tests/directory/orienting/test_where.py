"""From what is typed to a code; from a code to a starting point."""

from __future__ import annotations

import pytest

from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.orienting.where import near_words, place_words, read_where, start_of
from fabrique.territory.models import Territory
from tests.directory.guide.conftest import record, snapshot_of
from tests.directory.orienting.conftest import neighbourhood

pytestmark = pytest.mark.usefixtures("territory")


@pytest.fixture
def guide() -> Snapshot:
    return snapshot_of(record(latitude=47.21, longitude=-1.55))


@pytest.mark.parametrize(
    "typed", ["Les Chanvres", "les chanvres", "Chanvres", "quartier des Chanvres", "quartier Les Chanvres"]
)
def test_a_neighbourhood_is_known_by_its_name(guide: Snapshot, typed: str):
    neighbourhood()
    start = read_where(typed, guide).start
    assert start
    assert start == start_of("QN00101M", guide)
    assert (start.code, start.commune, start.small) == ("QN00101M", "00101", True)
    assert near_words(start) == "près du quartier Les Chanvres"


@pytest.mark.parametrize("typed", ["Port-Sablier", "port sablier", "00100", "00101"])
def test_a_commune_by_name_or_code(guide: Snapshot, typed: str):
    start = read_where(typed, guide).start
    assert start
    assert (start.code, start.label, start.exact) == ("00101", "Port-Sablier", False)
    assert start.point == pytest.approx((47.21, -1.55))


def test_a_postal_code_of_two_communes_is_a_choice():
    both = snapshot_of(record("a", commune_code="00102"), record("b", commune_code="00103"))
    found = read_where("00110", both)
    assert found.start is None
    assert {one.name for one in found.choices} == {"Corderive", "Sainte-Ysaure"}


def test_a_position_is_rounded_to_a_hundred_metres(guide: Snapshot):
    start = read_where("47.123456, -1.987654", guide).start
    assert start
    assert start.code == "47.123,-1.988"
    assert start.exact
    assert start_of("47.123456,-1.987654", guide) == start
    assert place_words(start) == "Une adresse (arrondie à 100 m)"


@pytest.mark.parametrize("code", ["", "99999", "QN99999Z", "91.0,0.0", "47.2", "<script>", "00101 "])
def test_what_is_no_code_of_ours_is_nowhere(guide: Snapshot, code: str):
    assert start_of(code, guide) is None


def test_not_knowing_is_an_answer(guide: Snapshot, territory: Territory):
    start = start_of("inconnu", guide)
    assert start
    assert start.point is None
    assert (near_words(start), place_words(start)) == ("", "Lieu non précisé")
    assert read_where("zzzqqq", guide).start is None
