"""A file that nobody has described: what is guessed, why, and the draft used as a specification."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import write_xlsx
from fabrique.core.tabular.xlsx_writing import SheetOut
from fabrique.kernels.indicators.model import Kind
from fabrique.observe.reading import open_table
from fabrique.observe.sources import Draft, SpecError, load_spec, parse_spec, propose, read_panel
from fabrique.observe.sources.drafts import DraftColumn, Role, free_code
from fabrique.observe.sources.exchange import read_written, write_panel
from fabrique.observe.sources.gazetteer import Gazetteer
from tests.observe.sources.support import M, O, S, statuses, table, values


def drafted(folder: Path, text: str, name: str = "partenaire.csv") -> Draft:
    return propose(table(folder, text, name))


def column(draft: Draft, name: str) -> DraftColumn:
    return next(one for one in draft.columns if one.column == name)


PARTNER = (
    "Code INSEE;Nom de la commune;Nb habitants 2021;Taux de pauvreté;Part 65 ans et plus;Revenu médian;"
    "Score;Latitude;Remarque;Code postal;Ateliers\n"
    "1004;Ambérieu;14000;12,5 %;0,25;21000;3,5;45,9;bien;01500;12\n"
    "1005;Ambérieux;1700;s;0,1;22500;2,5;45,8;;01330;\n"
)


def test_a_partner_file_is_understood_and_read(tmp_path: Path):
    draft = drafted(tmp_path, PARTNER)
    assert (draft.level, draft.key_code, draft.vintage) == ("commune", "commune", 2021)
    assert [one.column for one in draft.of_role(Role.KEY)] == ["Code INSEE"]
    assert [one.column for one in draft.of_role(Role.NAME)] == ["Nom de la commune"]
    guessed = {one.column: (one.code, one.kind, one.unit) for one in draft.of_role(Role.MEASURE)}
    assert guessed == {
        "Nb habitants 2021": ("population", Kind.COUNT, "personnes"),
        "Taux de pauvreté": ("poverty_rate", Kind.RATIO, "%"),
        "Part 65 ans et plus": ("share_65_plus", Kind.RATIO, "%"),
        "Revenu médian": ("median_income", Kind.QUANTILE, "€ par an"),
        "Score": ("score", Kind.SCORE, ""),
        "Ateliers": ("ateliers", Kind.COUNT, ""),
    }
    assert column(draft, "Part 65 ans et plus").factor == 100
    assert column(draft, "Taux de pauvreté").direction == 1
    assert {one.column for one in draft.of_role(Role.IGNORED)} == {"Latitude", "Remarque", "Code postal"}
    assert all(one.reasons for one in draft.columns)
    found = read_panel(table(tmp_path, PARTNER, "partenaire.csv"), draft.spec())
    assert found.panel.areas == ("01004", "01005")
    assert values(found, "share_65_plus") == [25, 10]
    assert statuses(found, "poverty_rate") == [O, S]
    assert statuses(found, "ateliers") == [O, M]
    assert found.panel.names["01004"] == "Ambérieu"
    assert found.panel.series["share_65_plus"].measure.denominator == "population"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ménages", "Ménages (%)"),
        ("Solde +", "Solde -"),
        ("€", "$"),
        ("Femmes | Hommes", "Femmes"),
        ("Nb {yyyy}", "Nb {yy}"),
    ],
)
def test_columns_whose_names_differ_by_a_sign_are_not_confused(tmp_path: Path, one: str, other: str):
    text = f"Code INSEE;{one};{other}\n01004;300;4\n01005;600;7\n"
    draft = drafted(tmp_path, text)
    first, second = (column(draft, name).code for name in (one, other))
    found = read_panel(table(tmp_path, text, "partenaire.csv"), draft.spec())
    assert values(found, first) == [300, 600]
    assert values(found, second) == [4, 7]


def test_a_draft_goes_to_a_form_and_back(tmp_path: Path):
    draft = drafted(tmp_path, PARTNER)
    again = Draft.from_dict(json.loads(json.dumps(draft.to_dict())))
    assert again == draft
    changed = again.changed("Ateliers", role=Role.IGNORED).changed("Score", label="Score maison", direction=1)
    spec = changed.spec()
    assert "ateliers" not in [rule.measure.code for rule in spec.measures]
    assert next(rule.measure for rule in spec.measures if rule.measure.code == "score").direction == 1


def test_the_text_of_a_draft_is_a_specification(tmp_path: Path):
    draft = drafted(tmp_path, PARTNER)
    path = tmp_path / "brouillon.toml"
    path.write_text(draft.to_toml(), encoding="utf-8")
    assert load_spec(path) == draft.spec()
    assert "# À voir" not in draft.to_toml()
    assert draft.spec().secret == {"s", "ns", "nd"}
    assert "l’en-tête ressemble à « Population »" in draft.to_toml()


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_quoted(title: str, header: str):
    columns = (
        DraftColumn("code", Role.KEY),
        DraftColumn(header or "x", Role.MEASURE, "mesure", samples=(title,)),
    )
    draft = Draft("essai", title, "commune", "commune", columns)
    spec = parse_spec(draft.to_toml())
    assert spec.measures[0].measure.code == "mesure"


@pytest.mark.parametrize(
    ("head", "cells", "level", "key"),
    [
        ("CODE_IRIS,DEPCOM,DEP,pop", "10040101,1004,1,5\n10040102,1004,1,6", "iris", "CODE_IRIS"),
        ("epci;pop", "200054807;5\n240100883;6", "epci", "epci"),
        ("Code QPV;pop", "QP009001;5\nQN06099M;6", "qpv", "Code QPV"),
        ("quartier;pop", "QP009001;5\nQN06099M;6", "qpv", "quartier"),
        (
            "idcar_200m;ind",
            "CRS3035RES200mN2029800E4252400;5\nCRS3035RES200mN2030000E4252400;2",
            "cell",
            "idcar_200m",
        ),
        ("Département;pop", "01;5\n2A;6", "departement", "Département"),
        ("zone;pop", "01004;5\n2A004;6", "commune", "zone"),
        ("secteur;pop", "Nord;5\nSud;6", "other", "secteur"),
    ],
)
def test_the_key_and_the_level_are_found(tmp_path: Path, head, cells, level, key):
    draft = drafted(tmp_path, f"{head}\n{cells}\n")
    assert (draft.level, [one.column for one in draft.of_role(Role.KEY)]) == (level, [key])
    assert [one.code for one in draft.of_role(Role.MEASURE)] == ["population"]


def test_a_postal_code_is_no_key_but_finds_a_commune_with_its_name(tmp_path: Path):
    text = "code postal;ville;adhérents\n33000;Bordeaux;12\n31000;Toulouse;15\n"
    draft = drafted(tmp_path, text)
    assert draft.key_code == "commune_name"
    assert draft.spec().key.columns == ("ville", "code postal")
    assert any("deviné" in one for one in draft.warnings)
    gazetteer = Gazetteer.of([("33063", "Bordeaux", ["33000"]), ("31555", "Toulouse", ["31000"])])
    found = read_panel(table(tmp_path, text), draft.spec(), communes=gazetteer)
    assert found.panel.areas == ("33063", "31555")


def test_areas_that_come_back_are_told_and_may_be_added(tmp_path: Path):
    text = "code insee;bornes\n33063;2\n33063;3\n31555;1\n"
    draft = drafted(tmp_path, text)
    assert any("plusieurs fois" in one for one in draft.warnings)
    added = Draft.from_dict(draft.to_dict() | {"rows": "sum"})
    assert values(read_panel(table(tmp_path, text), added.spec()), "bornes") == [5, 1]


def test_a_geojson_gives_its_properties(tmp_path: Path):
    point = {"type": "Point", "coordinates": [0.1, 44.2]}
    features = [
        {
            "type": "Feature",
            "geometry": point,
            "properties": {"code_insee": code, "nom": "N", "taux thd": rate},
        }
        for code, rate in (("33063", 0.5), ("31555", 0.25))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    draft = drafted(tmp_path, text, "zones.geojson")
    assert draft.level == "commune"
    found = read_panel(open_table(tmp_path / "zones.geojson"), draft.spec())
    assert [one.values.tolist() for one in found.panel.series.values()] == [[50, 25]]
    bare = {"type": "Feature", "geometry": point, "properties": {}}
    without = drafted(tmp_path, json.dumps({"type": "FeatureCollection", "features": [bare]}), "nu.geojson")
    assert any("aucune colonne ne nomme les zones" in one for one in without.warnings)
    with pytest.raises(SpecError):
        without.spec()


def test_a_workbook_is_read_with_its_numbers(tmp_path: Path):
    path = tmp_path / "partenaire.xlsx"
    rows = [[1004, "A", 12.0], [1005, "B", None]]
    write_xlsx(path, [SheetOut("Feuille", ["Code commune", "Nom", "Bénévoles"], rows)])
    draft = propose(open_table(path))
    found = read_panel(open_table(path), draft.spec())
    assert (found.panel.areas, values(found, "benevoles")) == (("01004", "01005"), [12, None])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:b:c\n1:2:3\n", "séparateur"),
        ("code insee;pop\n", "aucune ligne"),
        ("nom;remarque\nx;y\nx;z\n", "aucune colonne de chiffres"),
        ("pop 2019;pop 2021\n5;6\n5;7\n", "plusieurs années"),
    ],
)
def test_what_was_not_found_is_said(tmp_path: Path, text: str, said: str):
    assert any(said in warning for warning in drafted(tmp_path, text).warnings)


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("indice de fragilité", ("5", "7"), Kind.SCORE),
        ("âge moyen", ("45.5", "50"), Kind.MEAN),
        ("budget", ("1000", "2500"), Kind.COUNT),
        ("pct connectés", ("55", "60"), Kind.RATIO),
        ("équipés", ("55.5", "60.25"), Kind.RATIO),
        ("équipés", ("0.5", "0.75"), Kind.RATIO),
        ("équipés", ("0,5 %", "0,75 %"), Kind.RATIO),
        ("équipés", ("155.5", "60.25"), Kind.COUNT),
        ("Taux de pauvreté (seuil à 60 % du niveau de vie médian)", ("12,5", "30"), Kind.RATIO),
        ("score par région", ("1", "2"), Kind.SCORE),
    ],
)
def test_the_kind_of_a_measure_is_guessed_from_its_header_and_its_values(tmp_path: Path, header, cells, kind):
    draft = drafted(tmp_path, f"code insee;{header}\n33063;{cells[0]}\n31555;{cells[1]}\n")
    assert [one.kind for one in draft.of_role(Role.MEASURE)] == [kind]


CELLS = [
    "",
    "1",
    "-2",
    "0,5",
    "12 %",
    "s",
    "n.c.",
    "01004",
    "1_000",
    "1e308",
    "010040101",
    "200054807",
    "Été",
    "nan",
]
HEADS = ["code insee", "iris", "pop", "taux", "part été", "id", "name", "pop_status", "", "123", "QP"]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(HEADS), min_size=1, max_size=5),
    st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=6), max_size=6),
)
def test_whatever_the_file_there_is_a_draft_and_a_reading_or_a_refusal(tmp_path: Path, head, rows):
    text = "\n".join(";".join(row) for row in [head, *rows])
    try:
        opened = table(tmp_path, text + "\n")
        draft = propose(opened)
        found = read_panel(opened, draft.spec())
    except DomainRefusal:
        return
    counts = found.counts
    assert counts.rows == counts.taken + counts.repeated + counts.refused + counts.outside
    path = tmp_path / "sortie.csv"
    write_panel(found.panel, path)
    assert read_written(path).areas == found.panel.areas


@pytest.mark.parametrize(
    "change",
    [
        {"columns": 3},
        {"columns": [{"column": "a"}]},
        {"vintage": "hier"},
        {"inconnu": 1},
        {"columns": [{"role": "roi"}]},
    ],
)
def test_a_form_that_is_no_draft_is_refused(tmp_path: Path, change):
    with pytest.raises(SpecError, match="ne se lit pas"):
        Draft.from_dict(drafted(tmp_path, PARTNER).to_dict() | change)


def test_a_form_may_give_numbers_as_text_but_no_nonsense(tmp_path: Path):
    form = drafted(tmp_path, PARTNER).to_dict()
    first = next(one for one in form["columns"] if one["role"] == "measure")
    first |= {"direction": "1", "factor": "2"}
    assert Draft.from_dict(form).spec().measures[0].factor == 2
    for wrong in ({"factor": "nan"}, {"code": "id"}, {"code": "pop_status"}, {"code": "Été"}):
        first.update({"factor": "2", "code": "population"} | wrong)
        with pytest.raises(SpecError):
            Draft.from_dict(form).spec()


def test_two_columns_never_have_one_code(tmp_path: Path):
    draft = drafted(
        tmp_path, "code insee;population;Population totale;été !;ete\n33063;5;6;1;2\n31555;7;8;3;4\n"
    )
    codes = [one.code for one in draft.of_role(Role.MEASURE)]
    assert len(set(codes)) == 4
    assert draft.spec().measures


def test_a_common_measure_is_guessed_by_its_own_label_and_in_its_unit(tmp_path: Path):
    head = "code insee;Taux de pauvreté (seuil à 60 % du niveau de vie médian);Niveau de vie médian"
    draft = drafted(tmp_path, f"{head}\n33063;12,5;21000\n31555;30;22500\n")
    assert [one.code for one in draft.of_role(Role.MEASURE)] == ["poverty_rate", "median_income"]
    rates = drafted(tmp_path, "code insee;médiane\n33063;12,5 %\n31555;30 %\n", "parts.csv")
    assert [one.code for one in rates.of_role(Role.MEASURE)] != ["median_income"]


def test_codes_and_labels_are_cut_to_what_a_data_set_keeps(tmp_path: Path):
    long = "nombre de personnes qui ont demandé de l’aide au guichet de la mairie " * 4
    draft = drafted(tmp_path, f"code insee;{long}a;{long}b\n33063;1;2\n31555;3;5\n")
    found = draft.of_role(Role.MEASURE)
    assert all(len(one.code) <= 60 and len(one.label) <= 200 for one in found)
    assert len({one.code for one in found}) == 2
    assert draft.spec().measures


@given(st.text(max_size=90), st.lists(st.text(max_size=4), max_size=3))
def test_any_words_give_a_free_code(words: str, taken: list[str]):
    code = free_code(words, taken)
    assert code.isidentifier()
    assert code.isascii()
    assert code == code.lower()
    assert len(code) <= 60
    assert code not in taken
