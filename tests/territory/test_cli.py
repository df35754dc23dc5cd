"""The commands of the territory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fabrique.config.cli import main
from fabrique.territory.models import Area, Territory
from tests.territory.conftest import collection, feature, square

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_init_says_what_it_did() -> None:
    result = run("init", "--territory", "243300316", "--name", "Bordeaux Métropole")
    assert (result.exit_code, Territory.objects.count()) == (0, 1)
    assert "28 communes" in result.output


def test_init_as_json_is_one_object() -> None:
    result = run("init", "--territory", "33063,33318", "--territory", "33522", "--name", "Trois", "--json")
    facts = json.loads(result.stdout)
    assert facts["codes"] == ["33063", "33318", "33522"]
    assert (facts["school_zone"], facts["holiday_zone"]) == ("A", "metropole")


def test_init_refuses_with_status_1_and_wrong_use_is_2() -> None:
    refused = run("init", "--territory", "33000", "--name", "Bordeaux")
    assert refused.exit_code == 1
    assert "33063 (Bordeaux)" in refused.stderr
    assert run("init", "--name", "Bordeaux").exit_code == 2


def test_contours_are_imported_and_reported(territory: Territory, written: Callable[[Any], Path]) -> None:
    bow = [[-2.0, 47.0], [-1.9, 47.1], [-1.9, 47.0], [-2.0, 47.1], [-2.0, 47.0]]
    path = str(written(collection(feature(bow, code="00101"), feature(square(1, 1), code="33063"))))
    dry = run("territory", "contours", path, "--kind", "commune", "--dry-run", "--json")
    assert (json.loads(dry.stdout)["kept"], Area.objects.count()) == (1, 0)
    done = run("territory", "contours", path, "--kind", "commune", "--vintage", "2026")
    assert (done.exit_code, Area.objects.count()) == (0, 1)
    assert "1 contours gardés sur 2, 1 hors du territoire" in done.stdout
    assert "contour 1 00101" in done.stderr


def test_who_loads_contours_reads_that_their_borders_were_adjusted(
    territory: Territory, written: Callable[[Any], Path]
) -> None:
    beside = square(1, 0)
    beside[0][0] -= 0.0000005
    beside[3][0] += 0.0000004
    beside[4][0] -= 0.0000005
    path = str(written(collection(feature(square(0, 0), code="00101"), feature(beside, code="00102"))))
    done = run("territory", "contours", path, "--kind", "commune")
    assert "Bords mal ajustés entre voisins, réparés : 00101, 00102." in done.stderr
    over = str(
        written(collection(feature(square(0, 0), code="00101"), feature(square(0.5, 0), code="00102")))
    )
    told = run("territory", "contours", over, "--kind", "commune", "--dry-run")
    assert "Aucune carte ne peut en être dessinée. Ces contours se recouvrent" in told.stderr
    assert "recouvrent" not in run("territory", "contours", over, "--kind", "other", "--dry-run").stderr


def test_contours_refuse_what_is_no_geojson(territory: Territory, tmp_path: Path) -> None:
    path = tmp_path / "contours.csv"
    path.write_text("code;nom\n", encoding="utf-8")
    refused = run("territory", "contours", str(path), "--kind", "commune")
    assert refused.exit_code == 1
    assert "GeoJSON" in refused.stderr
    assert run("territory", "contours", str(path), "--kind", "canton").exit_code == 2
    absent = run("territory", "contours", str(tmp_path / "absent.geojson"), "--kind", "qpv")
    assert absent.exit_code == 1
    assert "« absent.geojson » n’existe pas" in absent.stderr
