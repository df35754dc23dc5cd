"""Persons are counted on the base of which a rate is a share, or said to be an estimate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from fabrique.kernels.index import parse
from fabrique.kernels.indicators import Kind, Measure, series
from fabrique.observe.actions.indices import compute_index, write_definition
from fabrique.observe.queries.indices import Places
from fabrique.observe.standalone.bases import on_own_bases
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from tests.factories.accounts import sign_in
from tests.factories.observe import OLD, TEXT, WHOLE, brought
from tests.factories.people import member
from tests.observe.indexing import DEFINITION, asked, run
from tests.observe.pages import text

FILLED = Measure("households", "Ménages", "ménages", Kind.COUNT)
OF_HOUSEHOLDS = replace(OLD, denominator="households")


def test_the_rate_s_own_base_takes_the_place_of_another_with_its_unit():
    said = parse(TEXT)
    measures = {"share_old": OF_HOUSEHOLDS}
    found, estimated = on_own_bases(said, measures, {"households": FILLED})
    assert (found.indicators[0].denominator, found.indicators[0].counted) == ("households", "ménages")
    assert (estimated, found.hash) == ({}, said.hash)
    same, estimated = on_own_bases(said, measures, {})
    assert (same, estimated) == (said, {"share_old": "population"})
    exact = {"share_old": replace(OLD, denominator="population")}
    assert on_own_bases(said, exact, {}) == (said, {})


@pytest.mark.parametrize("known", [True, False])
def test_a_calculation_counts_on_the_own_base_when_a_data_set_has_it(holder: Organisation, known: bool):
    by = member(Role.COORDINATOR, of=holder)
    held = {**WHOLE.series, "share_old": series(OF_HOUSEHOLDS, [20.0, 40.0, 10.0])}
    brought(holder, of=replace(WHOLE, series=held))
    if known:
        homes = replace(WHOLE, series={"households": series(FILLED, [450.0, 200.0, 300.0])})
        brought(holder, of=homes, slug="menages", title="Ménages")
    definition = write_definition(organisation=holder, text=TEXT, by=by)
    found = compute_index(definition=definition, level="commune", by=by, draws=5)
    place = Places(found).of("00101")
    assert place is not None
    assert place.persons["share_old"] == pytest.approx(0.2 * (450 if known else 1000))
    client = Client()
    sign_in(client, by)
    whole = text(client.get(f"/espace/observer/calculs/{found.pk}/"))
    assert "Population : " in whole
    page = text(client.get(f"/espace/observer/calculs/{found.pk}/zones/00101/"))
    if known:
        assert "90 ménages" in page
        assert "Estimation" not in page
        assert any(one["code"] == "households" for one in found.inputs)
    else:
        assert "environ 200 personnes" in page
        assert "rapportée à « Population »" in page
        assert found.summary["estimated"] == {"share_old": "Population"}
    lines = b"".join(client.get(f"/espace/observer/calculs/{found.pk}/liste.csv")).decode().splitlines()
    assert lines[0].endswith("estimation_share_old")
    assert lines[1].endswith("" if known else "Population")


def test_the_command_says_on_what_base_it_counts(tmp_path: Path):
    definition, data = tmp_path / "deux.toml", tmp_path / "zones.csv"
    counting = DEFINITION.replace(
        'code = "poverty_rate"\n', 'code = "poverty_rate"\ndenominator = "population"\n'
    )
    definition.write_text(counting, encoding="utf-8")
    rows = ["id,share_65_plus,poverty_rate,population", "1,10,12,100", "2,20,15,200", "3,30,9,300"]
    data.write_text("\n".join(rows), encoding="utf-8")
    arguments = ("--definition", definition, "--data", data, "--draws", 5)
    assert asked(*arguments)["estimated"] == {"poverty_rate": "population"}
    assert "une estimation : sa part est rapportée à « population »" in run(*arguments).stdout
