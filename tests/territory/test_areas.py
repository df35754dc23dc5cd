"""Contours kept for the territory, and which of them a point lies in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.territory import actions
from fabrique.territory.enums import AreaKind
from fabrique.territory.imports import ContoursReport
from fabrique.territory.matching import Rule, find_commune
from fabrique.territory.models import Area, Territory
from fabrique.territory.queries import (
    area_tree,
    areas_containing,
    commune_at,
    commune_middles,
    contours_geojson,
    load_instance,
)
from tests.territory.conftest import collection, feature, four_communes, square

pytestmark = pytest.mark.django_db
IN_FIRST, IN_FOURTH, AT_SEA = (47.005, -1.995), (47.015, -1.985), (46.5, -3.0)


def register(content: dict[str, Any], kind: str = "commune", **options: Any) -> ContoursReport:
    return actions.register_contours(collection=content, kind=kind, source="essai", **options)


@pytest.fixture
def mapped(territory: Territory) -> Territory:
    """The territory with the contours of its communes."""
    register(four_communes())
    return territory


def test_an_import_keeps_journals_and_names(territory: Territory, written: Callable[[Any], Path]) -> None:
    path = written(four_communes())
    report = actions.import_contours(path=path, kind="commune", source="", vintage="2024", actor="7")
    assert (report.kept, report.features, report.outside, report.epsg) == (4, 4, 0, 4326)
    area = Area.objects.get(code="00101")
    assert (area.name, area.vintage, area.source) == ("Port-Sablier", "2024", "contours.geojson")
    assert (area.west, area.south, area.east, area.north) == pytest.approx((-2.0, 47.0, -1.99, 47.01))
    entry = JournalEntry.objects.get(action="territory.import_contours")
    assert (entry.actor, entry.summary["kept"]) == ("7", 4)


def test_the_middle_of_a_commune_is_that_of_its_latest_contour(mapped: Territory) -> None:
    assert commune_middles(["00101", "33039"]) == {"00101": pytest.approx((47.005, -1.995))}
    register(collection(feature(square(0, 0, 2), code="00101", nom="Port-Sablier")), vintage="2030")
    assert commune_middles(["00101"]) == {"00101": pytest.approx((47.01, -1.99))}


def test_the_same_import_twice_keeps_the_same_rows(mapped: Territory) -> None:
    before = list(Area.objects.order_by("pk").values_list("pk", "code"))
    register(four_communes())
    assert list(Area.objects.order_by("pk").values_list("pk", "code")) == before


def test_outside_unknown_and_former_communes(territory: Territory) -> None:
    content = collection(
        feature(square(0, 0), code="00101"),
        feature(square(5, 5), code="33063"),
        feature(square(6, 6), code="99999"),
    )
    report = register(content)
    assert (report.kept, report.outside) == (1, 1)
    assert [one.code for one in report.rejected] == ["99999"]


def test_contours_of_former_communes_and_arrondissements_join_todays(db: None) -> None:
    actions.initialise_territory(codes=["01015", "75056"], name="Essai")
    content = collection(
        feature(square(0, 0), code="01015"),
        feature(square(1, 0), code="01340"),
        feature(square(4, 0), code="75101"),
        feature(square(5, 0), code="75102"),
    )
    report = register(content)
    assert (report.kept, len(report.warnings)) == (2, 2)
    assert Area.objects.get(code="01015").east == pytest.approx(-1.98)
    assert set(Area.objects.values_list("code", flat=True)) == {"01015", "75056"}


def test_a_dry_run_writes_nothing(territory: Territory) -> None:
    assert register(four_communes(), dry_run=True).kept == 4
    assert not Area.objects.exists()
    assert not JournalEntry.objects.filter(action="territory.import_contours").exists()


def test_contours_need_a_territory_and_a_known_kind(db: None) -> None:
    with pytest.raises(DomainRefusal, match="fabrique init"):
        register(four_communes())
    with pytest.raises(DomainRefusal, match="« canton »"):
        register(four_communes(), kind="canton")


def test_a_point_knows_its_commune(mapped: Territory) -> None:
    found = commune_at(*IN_FIRST)
    assert found is not None
    assert found.name == "Port-Sablier"
    assert commune_at(*AT_SEA) is None
    tree = area_tree(AreaKind.COMMUNE)
    points = [IN_FIRST, AT_SEA, IN_FOURTH]
    assert tree.codes_at(*zip(*points, strict=True)) == ["00101", "", "00104"]
    assert tree.codes_at([47.01], [-1.99]) == ["00101"]


def test_a_point_knows_its_neighbourhood(mapped: Territory) -> None:
    said = feature(square(0, 0, size=0.9), code_qp="QP000001", nom_qp="Les Cordages", insee_com="00101")
    unsaid = feature(square(1.2, 1.2, size=0.5), code_qp="QP000002", nom_qp="La Drague")
    away = feature(square(8, 8), code_qp="QP000003", nom_qp="Ailleurs")
    report = register(collection(said, unsaid, away), kind="qpv")
    assert (report.kept, report.outside) == (2, 1)
    assert [hit.name for hit in areas_containing(*IN_FIRST, kind=AreaKind.QPV)] == ["Les Cordages"]
    fourth = areas_containing(*IN_FOURTH, kind=AreaKind.QPV)
    assert [(hit.name, hit.commune_codes) for hit in fourth] == [("La Drague", ("00104",))]
    assert [(hit.kind, hit.code) for hit in areas_containing(*IN_FIRST)] == [
        ("commune", "00101"),
        ("qpv", "QP000001"),
    ]
    assert areas_containing(*AT_SEA) == []


def test_without_contours_of_communes_a_neighbourhood_is_kept_with_a_warning(territory: Territory) -> None:
    report = register(collection(feature(square(0, 0), code_qp="QP000001")), kind="qpv")
    assert report.kept == 1
    assert "importez d’abord" in report.warnings[0].message


def test_iris_and_epci_follow_their_codes(db: None) -> None:
    actions.initialise_territory(codes=["243300316"], name="Bordeaux Métropole")
    blocks = collection(
        feature(square(0, 0), code_iris="330630101", nom_iris="Quai"),
        feature(square(1, 0), code_iris="751010101", nom_iris="Ailleurs"),
    )
    assert register(blocks, kind="iris").outside == 1
    groups = collection(
        feature(square(0, 0), siren="243300316", nom="?"),
        feature(square(1, 0), siren="200000172", nom="Ailleurs"),
        feature(square(2, 0), siren="999999999", nom="Nulle part"),
    )
    report = register(groups, kind="epci")
    assert (report.kept, report.outside, len(report.rejected)) == (1, 1, 1)
    assert Area.objects.get(kind="epci").name == "Bordeaux Métropole"
    assert Area.objects.get(kind="iris").commune_codes == ["33063"]


def test_a_later_vintage_replaces_the_earlier_in_answers(mapped: Territory) -> None:
    moved = collection(feature(square(3, 3), code="00101"))
    register(moved, vintage="2030")
    assert commune_at(*IN_FIRST) is None
    assert Area.objects.filter(code="00101").count() == 2
    assert [one["properties"]["code"] for one in json.loads(contours_geojson("commune"))["features"]] == [
        "00101"
    ]


def test_a_new_map_of_neighbourhoods_replaces_the_old_one_whole_other_areas_each_their_own(
    mapped: Territory,
) -> None:
    old = feature(square(0, 0, size=0.9), code_qp="QP000001", nom_qp="Les Cordages", insee_com="00101")
    new = feature(square(0, 0, size=0.9), code_qp="QN00001M", nom_qp="Les Cordages", insee_com="00101")
    for kind in ("qpv", "other"):
        register(collection(old), kind=kind, vintage="2015")
        register(collection(new), kind=kind, vintage="2024")
    assert [hit.code for hit in areas_containing(*IN_FIRST, kind="qpv")] == ["QN00001M"]
    assert [hit.code for hit in areas_containing(*IN_FIRST, kind="other")] == ["QN00001M", "QP000001"]


def test_a_smaller_perimeter_is_drawn_without_the_communes_that_left_it(mapped: Territory) -> None:
    def drawn(kind: str) -> list[str]:
        return [one["properties"]["code"] for one in json.loads(contours_geojson(kind))["features"]]

    said = feature(square(0, 0, size=0.9), code_qp="QP000001", nom_qp="Les Cordages", insee_com="00101")
    register(collection(said), kind="qpv")
    assert (drawn("commune"), drawn("qpv")) == (["00101", "00102", "00103", "00104"], ["QP000001"])
    actions.initialise_territory(codes=["00102"], name="Essai", extra_communes=mapped.extra_communes)
    assert (drawn("commune"), drawn("qpv")) == (["00102"], [])


def test_answers_follow_an_import_at_once_and_cost_one_query(
    territory: Territory, django_assert_num_queries: Any
) -> None:
    assert commune_at(*IN_FIRST) is None
    register(four_communes())
    assert commune_at(*IN_FIRST) is not None
    with django_assert_num_queries(1):
        commune_at(*IN_FOURTH)
    with django_assert_num_queries(1):
        areas_containing(*IN_FIRST, kind=AreaKind.COMMUNE)


def test_the_map_is_compact_and_rounded(mapped: Territory) -> None:
    text = contours_geojson(AreaKind.COMMUNE)
    features = json.loads(text)["features"]
    assert features[0]["properties"] == {"code": "00101", "nom": "Port-Sablier"}
    assert ": " not in text
    numbers = [xy for one in features for xy in one["geometry"]["coordinates"][0]]
    assert all(len(str(number).partition(".")[2]) <= 5 for xy in numbers for number in xy)
    assert contours_geojson(AreaKind.IRIS) == '{"type":"FeatureCollection","features":[]}'


def test_positions_serve_the_search_of_communes_once_loaded(mapped: Territory) -> None:
    assert find_commune(latitude=IN_FIRST[0], longitude=IN_FIRST[1]) is None
    load_instance()
    match = find_commune(latitude=IN_FIRST[0], longitude=IN_FIRST[1])
    assert match is not None
    assert (match.commune.code, match.rule) == ("00101", Rule.POSITION)
    settled = find_commune(postal_code="00110", latitude=47.015, longitude=-1.995)
    assert settled is not None
    assert settled.commune.name == "Sainte-Ysaure"


def test_the_database_keeps_kinds_and_bounds(mapped: Territory) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.filter(code="00101").update(kind="canton")
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.filter(code="00101").update(west=10.0)
