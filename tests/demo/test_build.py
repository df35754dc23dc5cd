"""Building is deterministic, can be done again, and never touches a real territory."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.demo import cli, equipping, observing, siting, studying, telling, travelling
from fabrique.demo.build import build
from fabrique.demo.organisations import CODES, PASSWORD
from fabrique.directory.actions.places import create_place
from fabrique.directory.models import (
    Closure,
    DuplicatePair,
    ErrorReport,
    ImportRun,
    Offer,
    Place,
    Service,
    SourceRecord,
    StopVisit,
)
from fabrique.equip.models import AnnouncedItem, Device, DeviceRequest, Donation, Handover, Round
from fabrique.people.models import Account, Organisation
from fabrique.territory.actions import initialise_territory
from fabrique.territory.matching import find_commune
from fabrique.territory.models import Area
from tests.conftest import NOON
from tests.demo.conftest import FEW, built_and_undone, snapshot

pytestmark = pytest.mark.django_db
COUNTED = (
    Place,
    SourceRecord,
    DuplicatePair,
    Service,
    Offer,
    Closure,
    StopVisit,
    ErrorReport,
    ImportRun,
    Organisation,
    Account,
    Area,
    Donation,
    AnnouncedItem,
    Device,
    DeviceRequest,
    Handover,
    Round,
)


OBSERVATORY = (
    (observing, "enter_figures"),
    (siting, "enter_scenarios"),
    (travelling, "enter_travel_times"),
    (studying, "enter_studies"),
    (telling, "enter_publications"),
)


@pytest.fixture(autouse=True)
def mostly_bare(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One build here goes through the workshop, and its past is short: each device takes the whole chain.
    Some have an observatory, which takes most of the time of the others."""
    asked = set(request.fixturenames)
    if "whole" in asked:
        monkeypatch.setattr(equipping, "PAST", dict.fromkeys(equipping.PAST, FEW))
    else:
        monkeypatch.setattr(equipping, "enter_equipment", lambda *given: None)
    if not asked & {"whole", "observed"}:
        for module, name in OBSERVATORY:
            monkeypatch.setattr(module, name, lambda *given, **said: None)


@pytest.fixture
def whole() -> None:
    """Asks for the devices too, and the observatory."""


@pytest.fixture
def observed() -> None:
    """Asks for the observatory."""


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in COUNTED}


def test_same_seed_and_day_give_the_same_places():
    first = built_and_undone(scale="metropolis", seed=5)
    assert first == built_and_undone(scale="metropolis", seed=5)
    other = built_and_undone(scale="metropolis", seed=6)
    assert len(other) == len(first)
    assert other != first


@pytest.mark.parametrize("scale", ["town", "metropolis"])
def test_building_twice_changes_nothing(scale, observed):
    with clock.frozen(NOON):
        build(scale=scale)
        before, places = counts(), snapshot()
        again = build(scale=scale)
        assert counts() == before
        assert snapshot() == places
    assert again.places == {"town": 29, "metropolis": 154}[scale]


def test_building_again_another_month_doubles_nothing_and_keeps_closures_around_today(whole):
    with clock.frozen(NOON):
        build(scale="town")
        before = counts()
    later = NOON + timedelta(days=45)
    with clock.frozen(later):
        assert build(scale="town").places == 29
        after = counts()
        assert Closure.objects.filter(ends_on__gte=later.date()).count() == before["Closure"]
    assert {**after, "Closure": 0} == {**before, "Closure": 0}


def test_the_town_grows_into_the_metropolis_and_not_back(observed):
    with clock.frozen(NOON):
        build(scale="town")
        assert build(scale="metropolis").places == 154
        with pytest.raises(DomainRefusal, match="plus grande"):
            build(scale="town")


def test_a_real_territory_is_refused():
    initialise_territory(codes=["33063"], name="Bordeaux")
    with pytest.raises(DomainRefusal, match="vrai territoire, « Bordeaux »"):
        build(scale="town")
    assert not Place.objects.exists()


def test_an_instance_with_places_of_its_own_is_refused():
    create_place(values={"name": "Un vrai lieu", "commune_code": "33063"})
    with pytest.raises(DomainRefusal, match="déjà des lieux"):
        build(scale="town")


def test_an_unknown_scale_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="unknown scale"):
        build(scale="village")


def test_former_communes_lead_to_the_new_one():
    with clock.frozen(NOON):
        build(scale="metropolis")
    found = find_commune(name="Ecluse Basse")
    assert found is not None
    assert found.commune.name == "Les Deux-Écluses"


def test_the_command_prepares_builds_tells_and_serves():
    done: list[object] = []
    command = cli.demo_command(
        prepare=lambda: done.append("prepared"), serve=lambda **options: done.append(options)
    )
    result = CliRunner().invoke(command, ["--scale", "town", "--port", "8123"])
    assert result.exit_code == 0, result.output
    assert done == ["prepared", {"host": "127.0.0.1", "port": 8123}]
    assert PASSWORD in result.output
    assert CODES[0] in result.output
    assert "http://127.0.0.1:8123/" in result.output
    assert "29 lieux" in result.output


def test_the_command_can_build_only():
    result = CliRunner().invoke(cli.commands[0], ["--scale", "town", "--no-serve", "--seed", "3"])
    assert result.exit_code == 0, result.output
    assert "http://" not in result.output
