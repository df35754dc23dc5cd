"""``fabrique observe plan``: a question asked to the instance from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fabrique.config.cli import main
from fabrique.observe.models import Scenario, SiteList
from fabrique.people.models import Organisation
from tests.factories.observe import brought, contoured, listed, sited, square
from tests.factories.people import organisation
from tests.factories.towns import two_communes
from tests.observe.test_demand import counted


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    contoured()
    contoured("qpv", ("QN00101A", square(0, at=(0.02, 0.02), size=0.01)))
    found = organisation()
    brought(found, of=counted(c00101=1000, c00102=400), shared=True)
    return found


def ran(holder: Organisation, *options: str) -> Result:
    return CliRunner().invoke(main, ["observe", "plan", "--organisation", holder.name, *options])


def printed(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_points_over_years_from_what_the_instance_knows(holder: Organisation):
    found = printed(ran(holder, "--candidates", "communes,qpv,grid", "--count", "4", "--per-year", "2",
                        "--qpv-share", "0.5", "--radius", "1km", "--share", "--json"))  # fmt: skip
    assert len(found["opened"]) == 4
    assert [len(one["opened"]) for one in found["years"]] == [2, 2]
    assert found["sites_in_qpv"] >= 2
    assert found["covered"] <= found["people"] == pytest.approx(1400, abs=1)
    kept = Scenario.objects.everywhere("test").get()
    assert (str(kept.pk), kept.shared, kept.asked_by) == (found["scenario"], True, None)
    assert SiteList.objects.everywhere("test").get().shared


def test_a_van_from_a_list_in_words(holder: Organisation):
    stops = listed(holder, title="Arrêts")
    sited(stops, {}, {"longitude": -2.9, "commune_code": "00102"})
    result = ran(holder, "--kind", "tours", "--list", "Arrêts", "--depot", "grandmesnil")
    assert result.exit_code == 0, result.output
    assert "Le véhicule sert 2 communes sur 2" in result.output.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ((), 2, "--count 50"),
        (("--count", "99", "--candidates", "communes"), 1, "donc 2 possibles"),
        (("--count", "1", "--candidates", "rues"), 2, "communes"),
        (("--count", "1", "--list", "Rien"), 1, "Aucune liste"),
        (("--kind", "tours", "--depot", "Atlantide"), 2, "--depot"),
        (("--kind", "tours", "--depot", "0,0", "--days", "hier"), 2, "mar,mer"),
    ],
)
def test_wrong_use_and_refusals_say_what_to_do(
    holder: Organisation, options: tuple[str, ...], status: int, said: str
):
    result = ran(holder, *options)
    assert (result.exit_code, said in result.output) == (status, True), result.output


def test_an_organisation_that_is_not_there_is_said(db: None):
    result = CliRunner().invoke(main, ["observe", "plan", "--organisation", "Nulle part", "--count", "1"])
    assert result.exit_code == 1
    assert "Nulle part" in result.output
