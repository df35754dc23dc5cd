"""A content is kept as JSON and comes back the same; what has no value says why."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import shapely

from fabrique.kernels.cartography import Frame, basemap, bivariate, classify, simplified
from fabrique.observe.content import Absent, Column, Content, Figure, Map, Source, Table

CODES = ("00101", "00102", "00103")


def drawn() -> Map:
    shapes = [shapely.box(-3 + at / 50, 47, -2.98 + at / 50, 47.02) for at in range(3)]
    base = basemap(simplified(CODES, shapes))
    names = dict(zip(CODES, ("Corderive", "Brumelac", "Marlandes"), strict=True))
    need, access = (classify(np.array(values), number=3) for values in ([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]))
    frame = Frame("deux", "Besoin et accès", "", names)
    drawing = bivariate(base, need, access, frame, axes=("besoin", "accès"))
    return Map.of(drawing, key="deux", table="communes", source="Chiffres inventés, 2026")


def content() -> Content:
    columns = (Column("id", "Code"), Column("plus65", "65 ans et plus", "%", 1, "Part des 65 ans et plus."))
    table = Table("communes", "Par commune", columns, (("00101", 21.5), ("00102", Absent.SECRET)), "commune")
    return Content(
        "portrait", "000000001", "Portrait", "Val-d’Estuaire", "2026-11-30", ("Une phrase.",),
        (Figure("Habitants", "412 300"),), (drawn(),), (table,), (Source("Population", "INSEE", "2022"),),
        ("Comment c’est fait.",),
    )  # fmt: skip


def test_a_content_comes_back_the_same_from_json():
    held = content()
    again = Content.of_json(json.loads(json.dumps(held.as_json())))
    assert again == held
    assert again.digest == held.digest


def test_an_absent_value_says_why_and_is_no_zero():
    again = Content.of_json(content().as_json())
    table = again.table("communes")
    assert table is not None
    assert table.rows[1][1] is Absent.SECRET
    assert again.table("autre") is None


def test_the_seal_changes_with_any_word():
    held = content()
    assert replace(held, reading=("Une autre phrase.",)).digest != held.digest


def test_a_map_keeps_its_page_form_and_its_file():
    found = drawn()
    assert found.svg.startswith("<svg")
    assert "style" not in found.svg
    assert "Chiffres inventés, 2026" in found.sheet
    assert len(found.square) == 3
    assert found.axes == ("besoin", "accès")
