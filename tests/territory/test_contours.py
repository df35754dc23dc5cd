"""Reading contours: projections, columns, shapes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from fabrique.core.refusals import DomainRefusal
from fabrique.territory import contours
from fabrique.territory.contours import Reading
from fabrique.territory.enums import AreaKind
from tests.territory.conftest import collection, feature, four_communes, square


def projected(content: dict[str, Any], epsg: int) -> dict[str, Any]:
    """The same features in another projection."""
    transformer = Transformer.from_crs(4326, epsg, always_xy=True)
    for one in content["features"]:
        rings = one["geometry"]["coordinates"]
        one["geometry"]["coordinates"] = [[list(transformer.transform(*xy)) for xy in ring] for ring in rings]
    return content


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def bounds(reading: Reading) -> list[float]:
    return [round(float(one), 6) for one in shapely.total_bounds([one.geometry for one in reading.contours])]


EXPECTED = [-2.0, 47.0, -1.98, 47.02]


def test_degrees_are_kept() -> None:
    reading = contours.read(four_communes(), AreaKind.COMMUNE)
    assert bounds(reading) == EXPECTED
    assert [one.code for one in reading.contours] == ["00101", "00102", "00103", "00104"]
    assert reading.warnings == reading.rejected == []


@pytest.mark.parametrize("declared", ["", "urn:ogc:def:crs:EPSG::2154", "EPSG:2154"])
def test_lambert_93_is_recognised_declared_or_not(declared: str) -> None:
    content = projected(four_communes(), 2154)
    if declared:
        content["crs"] = crs(declared)
    reading = contours.read(content, AreaKind.COMMUNE)
    assert bounds(reading) == EXPECTED
    assert reading.epsg == 2154
    assert reading.warnings == []


def test_an_overseas_projection_is_converted_when_declared() -> None:
    ring = [[55.4, -21.1], [55.5, -21.1], [55.5, -21.0], [55.4, -21.1]]
    content = projected(collection(feature(ring, insee="97411", nom="Saint-Denis")), 2975)
    with pytest.raises(DomainRefusal, match="projection"):
        contours.read(content, AreaKind.COMMUNE)
    reading = contours.read({**content, "crs": crs("urn:ogc:def:crs:EPSG::2975")}, AreaKind.COMMUNE)
    assert bounds(reading) == [55.4, -21.1, 55.5, -21.0]


def test_a_false_declaration_is_corrected_and_said() -> None:
    lying = {**projected(four_communes(), 2154), "crs": crs("urn:ogc:def:crs:OGC:1.3:CRS84")}
    reading = contours.read(lying, AreaKind.COMMUNE)
    assert bounds(reading) == EXPECTED
    assert "Lambert-93" in reading.warnings[0].message
    other = contours.read({**four_communes(), "crs": crs("EPSG:2154")}, AreaKind.COMMUNE)
    assert bounds(other) == EXPECTED
    assert "en degrés" in other.warnings[0].message


def test_swapped_axes_are_put_right_and_said() -> None:
    content = four_communes()
    for one in content["features"]:
        one["geometry"]["coordinates"] = [[xy[::-1] for xy in one["geometry"]["coordinates"][0]]]
    reading = contours.read(content, AreaKind.COMMUNE)
    assert bounds(reading) == EXPECTED
    assert "échangées" in reading.warnings[0].message


@pytest.mark.parametrize(
    ("kind", "properties", "code", "name"),
    [
        (AreaKind.COMMUNE, {"code": "33063", "nom": "Bordeaux"}, "33063", "Bordeaux"),
        (AreaKind.COMMUNE, {"id": 1, "codgeo": 1053, "libgeo": "Bourg"}, "01053", "Bourg"),
        (AreaKind.COMMUNE, {"ID": "X1", "INSEE_COM": "2A004", "NOM_COM": "Ajaccio"}, "2A004", "Ajaccio"),
        (AreaKind.COMMUNE, {"zone": "33063", "titulo": "Bordeaux"}, "33063", "Bordeaux"),
        (AreaKind.QPV, {"code_qp": "QP033001", "nom_qp": "Le Bourgneuf"}, "QP033001", "Le Bourgneuf"),
        (
            AreaKind.QPV,
            {"fid": 3, "codeQpv": "QN03301M", "lib_qpv": "Le Bourgneuf"},
            "QN03301M",
            "Le Bourgneuf",
        ),
        (AreaKind.IRIS, {"CODE_IRIS": "330630101", "NOM_IRIS": "Quai"}, "330630101", "Quai"),
        (AreaKind.EPCI, {"siren": 243300316, "nom": "Métropole"}, "243300316", "Métropole"),
        (AreaKind.OTHER, {"id": 7.0, "nom": "Secteur sept"}, "7", "Secteur sept"),
    ],
)
def test_columns_are_recognised(kind: AreaKind, properties: dict[str, Any], code: str, name: str) -> None:
    reading = contours.read(collection(feature(square(0, 0), **properties)), kind)
    assert (reading.contours[0].code, reading.contours[0].name) == (code, name)


def test_a_file_without_codes_is_refused_with_its_columns() -> None:
    with pytest.raises(DomainRefusal, match="couleur"):
        contours.read(collection(feature(square(0, 0), couleur="bleu")), AreaKind.COMMUNE)


def test_a_crossed_contour_is_mended_and_said() -> None:
    bow = [[-2.0, 47.0], [-1.9, 47.1], [-1.9, 47.0], [-2.0, 47.1], [-2.0, 47.0]]
    reading = contours.read(collection(feature(bow, code="00101")), AreaKind.COMMUNE)
    assert reading.contours[0].geometry.is_valid
    assert reading.warnings[0].code == "00101"


def test_what_is_no_surface_is_rejected_and_the_rest_kept() -> None:
    point = {
        "type": "Feature",
        "properties": {"code": "00102"},
        "geometry": {"type": "Point", "coordinates": [0, 0]},
    }
    flat = feature([[-2.0, 47.0], [-1.9, 47.0], [-2.0, 47.0], [-2.0, 47.0]], code="00103")
    torn = feature([[-2.0, 47.0], [-1.9, 47.0]], code="00104")
    empty = {"type": "Feature", "properties": None, "geometry": None}
    good = feature(square(0, 0), code="00101")
    nameless = feature(square(1, 0), code=None)
    reading = contours.read(collection(point, flat, torn, empty, good, nameless, "?"), AreaKind.COMMUNE)  # type: ignore[arg-type]
    assert [one.code for one in reading.contours] == ["00101"]
    assert sorted(one.feature for one in reading.rejected) == [0, 1, 2, 3, 5, 6]


def test_pieces_of_one_code_are_united_and_said() -> None:
    content = collection(feature(square(0, 0), code="00101"), feature(square(1, 0), code="00101"))
    reading = contours.read(content, AreaKind.COMMUNE)
    assert bounds(reading) == [-2.0, 47.0, -1.98, 47.01]
    assert "2 contours" in reading.warnings[0].message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "est vide"),
        (b"  \n", "est vide"),
        (b"code;nom\n33063;Bordeaux\n", "pas un fichier GeoJSON lisible"),
        (b"\x00\xff\xfe", "pas un fichier GeoJSON lisible"),
        (b"[" * 200_000, "pas un fichier GeoJSON lisible"),
        (b"[1, 2]", "pas une collection"),
        (b'{"type": "Topology", "objects": {}}', "pas une collection"),
        (b'{"type": "FeatureCollection", "features": []}', "aucun contour"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused_plainly(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "contours.geojson"
    path.write_bytes(content)
    with pytest.raises(DomainRefusal, match=message):
        contours.load(path)


def test_a_file_too_big_or_absent_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "contours.geojson"
    with pytest.raises(DomainRefusal, match="n’existe pas"):
        contours.load(path)
    path.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(contours, "MAXIMUM_BYTES", 1)
    with pytest.raises(DomainRefusal, match="dépasse"):
        contours.load(path)


def test_a_byte_order_mark_is_no_obstacle(written: Callable[[Any], Path]) -> None:
    path = written(four_communes())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(contours.load(path)["features"]) == 4


def test_neighbours_keep_a_common_border_once_simplified() -> None:
    """A jagged border between two areas: lighter, and neither gap nor overlap."""
    steps = np.linspace(47.0, 47.1, 101)
    border = [[-1.95 + (0.00003 if rank % 2 else -0.00003), float(y)] for rank, y in enumerate(steps)]
    west = [[-2.0, 47.0], *border, [-2.0, 47.1], [-2.0, 47.0]]
    east = [[-1.9, 47.1], *border[::-1], [-1.9, 47.0], [-1.9, 47.1]]
    reading = contours.read(
        collection(feature(west, code="00101"), feature(east, code="00102")), AreaKind.COMMUNE
    )
    contours.simplify(reading.contours)
    one, other = (each.simplified for each in reading.contours)
    assert one is not None
    assert other is not None
    assert len(one.exterior.coords) < 104 / 2
    assert one.intersection(other).area < 1e-12
    assert one.union(other).area == pytest.approx(0.01, rel=1e-3)


def test_a_small_contour_does_not_vanish() -> None:
    reading = contours.read(collection(feature(square(0, 0, size=0.005), code="00101")), AreaKind.COMMUNE)
    contours.simplify(reading.contours)
    simplified = reading.contours[0].simplified
    assert simplified is not None
    assert simplified.area > 0
