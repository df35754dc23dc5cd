"""The drawings: what is missing is never a shade, names are harmless, the same twice, light enough."""

from __future__ import annotations

import gzip
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely

from fabrique.kernels.cartography import (
    DARK,
    GREY,
    LIGHT,
    Certainty,
    Frame,
    Method,
    Town,
    basemap,
    bivariate,
    choropleth,
    circles,
    classify,
    simplified,
    standalone,
)
from tests.kernels.cartography.coverages import dense, named

SVG = "{http://www.w3.org/2000/svg}"
SIZE = 24
CODES = named(SIZE)
BASE = basemap(simplified(CODES, dense(7, SIZE)))
VALUES = np.array([np.nan, np.nan, *np.linspace(5, 40, SIZE - 2)])
SECRET = np.array([True, *[False] * (SIZE - 1)])
DOUBT = [list(Certainty)[rank % 3] for rank in range(SIZE)]
HOSTILE = """<script>alert("1")</script> & l’“Île”' \x00\x1b"""


def shaded(values=VALUES, frame=None, **options):
    return choropleth(BASE, classify(values), frame or Frame("m1", "Carte"), unit="%", **options)


def parsed(text):
    return ET.fromstring(text)


def fill_of(root, code):
    """The shade of an area and the texture laid over it, "" for none."""
    path = BASE.paths[CODES.index(code)]
    shaded = next(
        g for g in root.iter(f"{SVG}g") if g.get("class") and any(o.get("d") == path for o in g.iter())
    )
    over = {one.get("href"): one.get("fill") for one in root.iter(f"{SVG}use")}
    return shaded.get("class"), over.get(f"#{shaded[0].get('id')}", "")


def test_the_drawing_is_named_for_those_who_do_not_see_it():
    root = parsed(shaded(frame=Frame("m1", "Pauvreté", "Plus forte à l’ouest.")).inline())
    assert root.get("role") == "img"
    said = {one.get("id"): one.text for one in root.iter() if one.get("id")}
    assert [said[name] for name in root.get("aria-labelledby").split()] == [
        "Pauvreté",
        "Plus forte à l’ouest.",
    ]


def test_what_is_missing_or_secret_is_never_a_shade():
    drawing = shaded(secret=SECRET)
    root = parsed(drawing.inline())
    assert fill_of(root, CODES[0]) == ("areas secret", "url(#m1-dots)")
    assert fill_of(root, CODES[1]) == ("areas na", "")
    assert fill_of(root, CODES[2]) == ("areas c1", "")
    assert fill_of(root, CODES[-1]) == ("areas c5", "")
    assert [entry.label for entry in drawing.legend.shades][-2:] == ["pas de valeur", "secret statistique"]
    assert [entry.count for entry in drawing.legend.shades] == [4, 5, 4, 5, 4, 1, 1]


def test_doubt_is_a_texture_over_the_shade():
    drawing = shaded(secret=SECRET, certainty=DOUBT)
    root = parsed(drawing.inline())
    assert fill_of(root, CODES[3]) == ("areas c1", "")
    assert fill_of(root, CODES[4]) == ("areas c1", "url(#m1-probable)")
    assert fill_of(root, CODES[5]) == ("areas c1", "url(#m1-contested)")
    assert [entry.count for entry in drawing.legend.textures] == [
        sum(DOUBT[rank] == doubt for rank in range(2, SIZE)) for doubt in Certainty
    ]


@pytest.mark.parametrize("theme", [None, LIGHT, DARK, GREY])
def test_every_reference_is_drawn_once(theme):
    three = classify(VALUES, number=3)
    for drawing in (
        shaded(secret=SECRET, certainty=DOUBT),
        bivariate(BASE, three, three, Frame("m1", "Deux")),
    ):
        text = drawing.inline() if theme is None else standalone(drawing, theme)
        swatches = "".join(
            entry.inline()
            for row in (drawing.legend.shades, drawing.legend.textures, *drawing.legend.square)
            for entry in row
        )
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", text + swatches)) <= set(ids)
        assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
        assert set(parsed(text).get("aria-labelledby").split()) <= set(ids)


def test_a_page_gets_no_style_and_a_file_gets_its_colours():
    drawing = shaded(certainty=DOUBT)
    assert "style" not in drawing.inline()
    assert "#d3e6e3" not in drawing.inline()
    alone = standalone(drawing, LIGHT, source="Insee, 2021")
    assert "class=" not in alone
    assert "style" not in alone
    assert all(LIGHT[shade] in alone for shade in ("c1", "c5", "ground", "ink"))
    assert "Insee, 2021" in alone
    assert "de 12 à moins de" in alone or "moins de" in alone


def test_hostile_names_are_text():
    frame = Frame(
        "m1", HOSTILE, HOSTILE, dict.fromkeys(CODES, HOSTILE), dict.fromkeys(CODES, HOSTILE),
        towns=[Town(CODES[5], HOSTILE, 9)],
    )  # fmt: skip
    drawings = [shaded(frame=frame), circles(BASE, np.nan_to_num(VALUES), frame, unit=HOSTILE)]
    for text in [one.inline() for one in drawings] + [standalone(one, source=HOSTILE) for one in drawings]:
        assert "<script" not in text
        assert f"{SVG}script" not in {one.tag for one in parsed(text).iter()}
    with pytest.raises(ValueError, match="key"):
        Frame('m"1', "Carte")


def test_the_same_map_twice_is_the_same_text():
    frame = Frame("m1", "Carte", towns=[Town(code, f"Ville {code}", 1) for code in CODES])
    assert shaded(frame=frame, certainty=DOUBT).inline() == shaded(frame=frame, certainty=DOUBT).inline()


@pytest.mark.parametrize("values", [np.full(SIZE, np.nan), np.full(SIZE, 3.0), np.zeros(SIZE)])
def test_all_missing_or_all_equal(values):
    for drawing in (shaded(values), circles(BASE, values, Frame("m1", "Nombre"))):
        text = standalone(drawing)
        parsed(text)
        assert "nan" not in text.lower()
        assert "inf" not in re.findall(r'"[^"]*"', text)


def test_one_area_and_an_area_without_contour():
    base = basemap(simplified(["a", "b"], [shapely.box(2, 46, 2.1, 46.1), None]))
    drawing = choropleth(base, classify([3.0, 4.0]), Frame("m", "Une", highlight="b"))
    assert drawing.inline().count('<g class="areas') == 1
    assert drawing.notes == ("Sans contour, donc absents de la carte : b.",)
    empty = basemap(simplified(["a"], [None]))
    for one in (
        choropleth(empty, classify([3.0]), Frame("m", "Rien")),
        circles(empty, [3.0], Frame("m", "Rien")),
    ):
        assert "nan" not in standalone(one)


def test_circles_have_surfaces_in_proportion_and_the_largest_is_drawn_first():
    counts = np.array([100.0, 400.0, 900.0, *[0.0] * (SIZE - 4), np.nan])
    root = parsed(circles(BASE, counts, Frame("m1", "Nombre")).inline())
    group = next(one for one in root.iter(f"{SVG}g") if one.get("class") == "circles")
    radii = [float(one.get("r")) for one in group]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] / radii[2] == pytest.approx(3, rel=0.01)
    assert radii[1] / radii[2] == pytest.approx(2, rel=0.01)
    with pytest.raises(ValueError, match="below zero"):
        circles(BASE, -counts, Frame("m1", "Nombre"))


def test_the_circles_of_the_legend_are_to_the_scale_of_the_map():
    counts = np.array([1000.0, *[10.0] * (SIZE - 1)])
    root = parsed(circles(BASE, counts, Frame("m1", "Nombre")).inline())
    groups = [one for one in root.iter(f"{SVG}g") if one.find(f"{SVG}circle") is not None]
    of_areas, of_legend = groups[0], groups[-1]
    assert [one.text for one in of_legend.iter(f"{SVG}text")] == ["1\u202f000", "200", "50"]
    assert of_legend[0].get("r") == of_areas[0].get("r")


def test_two_measures_make_nine_pairs():
    need, access = np.arange(SIZE) % 3, np.arange(SIZE) // 8
    drawing = bivariate(
        BASE, classify(need, Method.QUANTILES, 3), classify(access, Method.QUANTILES, 3), Frame("m1", "Deux")
    )
    root = parsed(drawing.inline())
    assert fill_of(root, CODES[2]) == ("areas b31", "")
    assert fill_of(root, CODES[SIZE - 1]) == ("areas b33", "url(#m1-farther-over)")
    assert [[entry.count for entry in row] for row in drawing.legend.square] == [
        [2, 3, 3],
        [3, 2, 3],
        [3, 3, 2],
    ]
    with pytest.raises(ValueError, match="three classes"):
        bivariate(BASE, classify(VALUES), classify(access, number=3), Frame("m1", "Deux"))


def test_columns_of_another_length_are_not_drawn():
    with pytest.raises(ValueError, match="23 values for 24 areas"):
        shaded(secret=SECRET[1:])


def test_the_area_of_the_page_is_outlined_over_the_others():
    text = shaded(frame=Frame("m1", "Carte", highlight=CODES[4])).inline()
    assert text.index('class="mark"') > text.rindex('class="areas')
    assert text.count(f'd="{BASE.paths[4]}"') == 3


def test_names_of_towns_never_cover_one_another():
    towns = [Town(code, f"Saint-Aubin-du-{rank}", rank) for rank, code in enumerate(CODES)]
    root = parsed(shaded(frame=Frame("m1", "Carte", towns=towns)).inline())
    narrow = [one for one in towns_of(root) if "wide" not in one.get("class")]
    assert 3 <= len(narrow) <= 8 <= len(towns_of(root))
    for size, names in ((36, towns_of(root)), (76, narrow)):
        found = [box(one, size) for one in names]
        for rank, one in enumerate(found):
            assert not any(shapely.intersects(one, other) for other in found[:rank])
    assert towns_of(root)[0].text == f"Saint-Aubin-du-{SIZE - 1}"


def towns_of(root):
    return [one for one in root.iter(f"{SVG}text") if (one.get("class") or "").startswith("town")]


def box(one, size):
    """Where a reader would see the name, were its letters half as wide as they are high."""
    classes, width = one.get("class").split(), 0.5 * size * len(one.text)
    x, y = (
        float(one.get(side)) + float(one.get(f"d{side}", "0em").removesuffix("em")) * size
        for side in ("x", "y")
    )
    left = x - width if "far" in classes else x - width / 2 if "centre" in classes else x
    return shapely.box(left, y - 0.7 * size, left + width, y + 0.2 * size)


def test_a_map_of_many_areas_is_light():
    codes = named(400)
    base = basemap(simplified(codes, dense(11, 400)))
    frame = Frame("m1", "Carte", said=dict.fromkeys(codes, "12,5 %"))
    text = choropleth(base, classify(np.arange(400.0)), frame, certainty=[DOUBT[0]] * 400).inline().encode()
    assert len(text) < 200_000
    assert len(gzip.compress(text)) < 60_000
