"""Areas that a territory drew itself: their data, their maps, an index over them, its portrait."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fabrique.config.cli import main
from fabrique.observe.actions import indices
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.enums import Level
from fabrique.observe.forms.data import ComputeForm
from fabrique.observe.models import DataSet
from fabrique.observe.queries.indicators import area_name
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from fabrique.territory.actions import register_contours
from tests.factories.people import member, organisation
from tests.factories.towns import SOUTH, STEP, WEST, contours_of_two, two_communes

NAMES = ("Les Bassins", "Le Bourg", "La Gare", "Les Prés")
# Numbers of four digits look like codes of communes that have lost their zero.
ROWS = (
    "code_secteur,habitants,habitants_sans_internet,menages,menages_pauvres\n"
    "S1,3000,600,1500,300\nS2,3500,350,1800,90\nS3,4200,1260,2000,500\nS4,5100,102,2600,26\n"
)
DEFINITION = """
name = "secteurs"
title = "Secteurs"
version = "1"
normalisation = "percentile"
[[indicators]]
code = "habitants_sans_internet"
direction = 1
[[indicators]]
code = "menages_pauvres"
direction = 1
[groups.index]
parts = ["habitants_sans_internet", "menages_pauvres"]
"""


def squares() -> dict[str, Any]:
    """Four squares side by side in Grandmesnil."""
    features = []
    for rank, name in enumerate(NAMES):
        west, side = WEST + rank * STEP / 4, STEP / 4
        corners = [(0, 0), (side, 0), (side, STEP), (0, STEP), (0, 0)]
        ring = [[west + x, SOUTH + y] for x, y in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        properties = {"code": f"S{rank + 1}", "nom": name}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    contours_of_two()
    register_contours(collection=squares(), kind="other", source="essai")
    return organisation()


def brought_by_command(holder: Organisation, folder: Path, *more: str) -> dict[str, Any]:
    path = folder / "secteurs.csv"
    path.write_text(ROWS, encoding="utf-8")
    said = ["--producer", "Ville", "--vintage", "2026", "--licence", "Licence Ouverte 2.0", "--share"]
    command = ["observe", "import", str(path), "--organisation", holder.name, *said, *more, "--json"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_file_of_own_areas_is_known_by_their_codes(holder: Organisation, tmp_path: Path):
    report = brought_by_command(holder, tmp_path)
    assert (report["level"], report["areas"], report["refused"]) == ("other", 4, 0)
    # A command asks nobody: nothing is taken for a common measure, « sans » least of all.
    assert report["looks_common"] == {
        "habitants": "population", "menages": "households", "menages_pauvres": "households_poor",
    }  # fmt: skip
    assert report["measures"] == ["habitants", "habitants_sans_internet", "menages", "menages_pauvres"]


def test_a_command_is_told_which_columns_are_common_measures(holder: Organisation, tmp_path: Path):
    report = brought_by_command(holder, tmp_path, "--common", "habitants")
    assert report["measures"][0] == "population"
    assert "habitants" not in report["looks_common"]


def test_without_contours_numbers_of_four_digits_are_still_no_communes(db: None, tmp_path: Path):
    two_communes()
    assert brought_by_command(organisation(), tmp_path)["level"] == "other"


def test_own_areas_have_names_maps_an_index_and_a_portrait(holder: Organisation, tmp_path: Path):
    brought_by_command(holder, tmp_path, "--common", "habitants")
    by = member(Role.COORDINATOR, of=holder)
    definition = indices.write_definition(organisation=holder, text=DEFINITION, by=by)
    assert Level.OTHER in dict(ComputeForm().fields["level"].choices)
    run = indices.compute_index(definition=definition, level=Level.OTHER, by=by, draws=50)
    run = indices.share_run(run=run, shared=True, by=by)
    assert area_name("other", "S3") == "La Gare"
    assert area_name("other", "S9") == ""
    content = portrait_content(by, run=run, today=date(2026, 12, 1))
    rows = {row[0]: row for row in content.tables[0].rows}
    assert {name for row in rows.values() for name in row if name in NAMES} == set(NAMES)
    drawing = content.maps[0]
    assert "La Gare" in drawing.svg
    assert "zone" in drawing.said
    assert "commune" not in " ".join((drawing.said, *content.reading))
    assert DataSet.objects.everywhere("test").get().level == "other"
