from __future__ import annotations

import json

import pytest

from fabrique.core.tabular import Limits, TableRefusal, read_table

PLACES = [
    {"nom": "Le Relais", "services": ["Imprimer"], "note": None},
    {"nom": "L’Abri", "code": 1000, "ouvert": True},
]
COLUMNS = ("nom", "services", "note", "code", "ouvert")


def write(tmp_path, content, name="lieux.json"):
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def rows(table):
    return [row.values for row in table]


@pytest.mark.parametrize(
    "document",
    [
        PLACES,
        {"records": PLACES},
        {"nhits": 2, "facets": [], "results": PLACES},
        {"@graph": PLACES, "@context": {}},
        {"meta": {"tags": ["a", "b"]}, "lieux du territoire": PLACES},
        {"data": {"items": PLACES}},
    ],
)
def test_the_list_is_found_wherever_it_is(tmp_path, document):
    table = read_table(write(tmp_path, document))
    assert (table.format, table.columns) == ("json", COLUMNS)
    assert rows(table) == [
        {"nom": "Le Relais", "services": ["Imprimer"], "note": None, "code": None, "ouvert": None},
        {"nom": "L’Abri", "services": None, "note": None, "code": 1000, "ouvert": True},
    ]
    assert [row.index for row in table] == [0, 1]


def test_a_choice_between_lists_is_told_and_can_be_made(tmp_path):
    path = write(tmp_path, {"agents": [{"a": 1}], "lieux": PLACES, "data": [{"b": {"c": 1}}]})
    table = read_table(path)
    assert table.columns == ("b",)
    assert [w.code for w in table.warnings] == ["records-key"]
    assert read_table(path, records_key="agents").columns == ("a",)
    with pytest.raises(TableRefusal, match="Listes trouvées : « agents », « lieux », « data »"):
        read_table(path, records_key="absente")


def test_opendatasoft_records_are_taken_out_of_their_wrapper(tmp_path):
    record = {
        "datasetid": "lieux",
        "recordid": "a1",
        "fields": {"nom": "Le Relais", "xy": [44.8, -0.5]},
        "geometry": {"type": "Point", "coordinates": [-0.5, 44.8]},
        "record_timestamp": "2024-01-02T03:04:05Z",
    }
    (row,) = read_table(write(tmp_path, {"nhits": 1, "records": [record]}))
    assert row.values["nom"] == "Le Relais"
    assert row.values["xy"] == [44.8, -0.5]
    assert (row.values["_longitude"], row.values["_latitude"]) == (-0.5, 44.8)
    assert row.values["recordid"] == "a1"
    (row,) = read_table(
        write(tmp_path, {"records": [{"links": [], "record": {"id": "b2", "fields": {"nom": "A"}}}]})
    )
    assert row.values == {"nom": "A", "id": "b2"}


def test_an_ordinary_object_named_fields_is_not_a_wrapper(tmp_path):
    item = {"nom": "A", "fields": {"x": 1}}
    assert rows(read_table(write(tmp_path, [item]))) == [item]


def test_objects_by_identifier(tmp_path):
    table = read_table(write(tmp_path, {"a": {"nom": "A"}, "b": {"nom": "B"}}))
    assert rows(table) == [{"@key": "a", "nom": "A"}, {"@key": "b", "nom": "B"}]


def test_lists_of_lists_have_their_header_first(tmp_path):
    table = read_table(write(tmp_path, [["nom", "rue"], ["A", "B"], ["C", None]]))
    assert rows(table) == [{"nom": "A", "rue": "B"}, {"nom": "C", "rue": None}]


@pytest.mark.parametrize("name", ["lieux.ndjson", "lieux.json", "lieux.csv"])
def test_json_lines(tmp_path, name):
    text = "\n".join(json.dumps(place, ensure_ascii=False) for place in PLACES)
    table = read_table(write(tmp_path, "\ufeff" + text.replace("\n", "\r\n\r\n") + "\n", name))
    assert (table.format, table.columns) == ("ndjson", COLUMNS)
    for _ in range(2):
        assert [(row.index, row.line) for row in table] == [(0, 1), (1, 3)]
    assert rows(table)[1]["code"] == 1000
    assert [w.code for w in table.warnings] == (["extension"] if name.endswith("csv") else [])


def test_a_broken_line_is_named(tmp_path):
    with pytest.raises(TableRefusal, match=r"« a\.ndjson », ligne 3 : "):
        read_table(write(tmp_path, '{"a":1}\n{"a":2}\n{"a":\n', "a.ndjson"))


def test_geojson_points_and_areas(tmp_path):
    def feature(geometry, **properties):
        return {"type": "Feature", "id": 7, "geometry": geometry, "properties": properties}

    square = [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]
    document = {
        "type": "FeatureCollection",
        "features": [
            feature({"type": "Point", "coordinates": [-1.5, 47.2, 12]}, nom="A"),
            feature({"type": "Polygon", "coordinates": square}, nom="B"),
            feature(None, nom="C"),
            feature({"type": "Point", "coordinates": []}, nom="D"),
            feature({"type": "Polygon", "coordinates": [["x"]]}, nom="E"),
        ],
    }
    table = read_table(write(tmp_path, document))
    assert table.format == "geojson"
    points = [(row.values["_longitude"], row.values["_latitude"]) for row in table]
    assert points[0] == (-1.5, 47.2)
    assert points[1] == (1.0, 1.0)
    assert points[2:] == [(None, None)] * 3
    assert [row.values["id"] for row in table] == [7] * 5
    assert [w.code for w in table.warnings] == ["geometry", "geometry"]


def test_one_feature_alone_and_a_declared_projection(tmp_path):
    one = {
        "type": "Feature",
        "properties": {"nom": "A"},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    assert rows(read_table(write(tmp_path, one))) == [{"nom": "A", "_longitude": 1.0, "_latitude": 2.0}]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    table = read_table(write(tmp_path, {"type": "FeatureCollection", "crs": crs, "features": [one]}))
    assert [w.code for w in table.warnings] == ["crs"]


def test_not_a_number_nul_and_lone_surrogates(tmp_path):
    table = read_table(write(tmp_path, '[{"a": NaN, "b": "x\\u0000y", "c": "\\ud800", "d": -Infinity}]'))
    assert rows(table) == [{"a": None, "b": "xy", "c": "\ufffd", "d": None}]
    assert [w.code for w in table.warnings] == ["nan", "nul"]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings(tmp_path, codec):
    table = read_table(write(tmp_path, '[{"nom": "Médiathèque", "ville": "Orléans"}]'.encode(codec)))
    assert rows(table) == [{"nom": "Médiathèque", "ville": "Orléans"}]


def test_a_huge_whole_number_is_kept_as_text(tmp_path):
    assert rows(read_table(write(tmp_path, '[{"a": ' + "9" * 5000 + "}]")))[0]["a"] == "9" * 5000


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ('[{"nom": "Le Rel', "s’arrête au milieu"),
        ('[{"nom": "a"}, ', "s’arrête au milieu"),
        ('[{"nom": "a"}', "s’arrête au milieu"),
        ('[{"nom": \n"a",,}]', r"ligne 2 : ce n’est pas du JSON correct \(caractère"),
        ('[{"nom": 1}] [{"nom": 2}]', "du texte suit la fin"),
        ("[1, 2, 3]", "valeurs simples"),
        ('{"nom": "a"}', "pas de liste d’objets"),
        ("[" * 100_000, "emboîtées|milieu"),
    ],
)
def test_bad_json_is_refused_in_plain_words(tmp_path, text, match):
    with pytest.raises(TableRefusal, match=match):
        read_table(write(tmp_path, text))


def test_an_empty_list_is_a_table_without_rows(tmp_path):
    table = read_table(write(tmp_path, "[]"))
    assert (rows(table), [w.code for w in table.warnings]) == ([], ["no-rows"])


def test_limits_on_json(tmp_path):
    path = write(tmp_path, [{"a": "x" * 50, "b": 1}] * 5)
    for limits, match in [
        (Limits(json_bytes=100), "pèse"),
        (Limits(rows=4), "plus de 4 lignes"),
        (Limits(columns=1), "2 colonnes"),
        (Limits(cell_chars=10), "50 caractères"),
    ]:
        with pytest.raises(TableRefusal, match=match):
            list(read_table(path, limits=limits))
