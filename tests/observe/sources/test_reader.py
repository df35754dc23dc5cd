"""Statuses, repetitions, faults: every row is taken, settled, out of scope, or refused with a reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.core.tabular import TableRefusal
from fabrique.kernels.indicators import aggregate
from fabrique.observe.reading import open_table
from fabrique.observe.sources import SpecError, parse_spec, read_panel
from fabrique.observe.sources.codes import guess, joined, normaliser
from fabrique.observe.sources.exchange import read_written, write_panel
from fabrique.observe.sources.gazetteer import Gazetteer, read_gazetteer
from fabrique.observe.sources.model import Rows
from fabrique.observe.sources.parents import whole_parents
from fabrique.observe.sources.settling import NO_PART, RawRows, settle
from fabrique.territory.cog import cog
from tests.observe.sources.support import I, M, O, S, spec, statuses, table, values

HEAD = "code;pop;taux\n"


@pytest.mark.parametrize(
    ("code", "cell", "official"),
    [
        ("commune", "1004", "01004"),
        ("commune", 1004, "01004"),
        ("commune", 1004.0, "01004"),
        ("commune", "1004,0", "01004"),
        ("commune", " 2a004 ", "2A004"),
        ("commune", '="01004"', "01004"),
        ("commune", "97411", "97411"),
        ("commune", "100", None),
        ("commune", "Ville", None),
        ("commune", "", ""),
        ("iris", "10040101", "010040101"),
        ("iris", "2b0330101", "2B0330101"),
        ("iris", "01004_0101", "010040101"),
        ("epci", 200054807, "200054807"),
        ("epci", "54807", None),
        ("qpv", "qp009001", "QP009001"),
        ("departement", "1", "01"),
        ("departement", "2a", "2A"),
        ("departement", "999", None),
        ("cell", "CRS3035RES200mN2029800E4252400", "CRS3035RES200mN2029800E4252400"),
        ("text", " Secteur 3 ", "Secteur 3"),
    ],
)
def test_a_code_is_brought_back_to_what_it_is_officially(code, cell, official):
    assert normaliser(code)(cell) == official


def test_a_code_in_parts_is_put_together():
    assert joined(["1", "4"]) == "01004"
    assert joined(["2a", 4.0]) == "2A004"
    assert joined(["974", "411"]) == "97411"
    assert joined(["974", "11"]) == "97411"
    assert joined(["1", "4", "101"]) == "010040101"
    assert joined(["1", None]) == ""


def test_a_file_with_its_code_in_parts(tmp_path: Path):
    one = parse_spec(
        '[source]\nlevel = "commune"\n[key]\ncolumns = ["DEP", "COM"]\n'
        '[[measure]]\ncode = "population"\ncolumn = "pop"'
    )
    found = read_panel(table(tmp_path, "DEP;COM;pop\n1;4;10\n974;11;20\n"), one)
    assert found.panel.areas == ("01004", "97411")


def test_the_description_that_the_guide_shows_is_one():
    guide = Path(__file__).resolve().parents[3] / "docs" / "observer" / "commandes.md"
    shown = guide.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    one = parse_spec(shown)
    assert (one.rows, one.secret, one.sentinels) == (Rows.SUM, {"s", "c"}, {-999})
    assert one.measures[1].where == {"public": {"seniors", "tous"}}


def test_the_likeness_of_codes_is_told():
    assert guess(["010040101", "010040102"]) == ("iris", 1.0)
    assert guess(["01004", "2A004"])[0] == "commune"
    assert guess(["abc", "def"]) == ("text", 0.0)


def test_each_cell_has_its_status_and_each_fault_its_place(tmp_path: Path):
    text = (
        HEAD + "01001;1 234,5;12 %\n01002;s;so\n01003;;ns\n01004;beaucoup;-3\n01005;10;101\n;5;5\nabc;6;6\n"
    )
    found = read_panel(table(tmp_path, text), spec())
    assert values(found, "population") == [1234.5, None, None, None, 10]
    assert statuses(found, "population") == [O, S, M, M, O]
    assert statuses(found, "poverty_rate") == [O, M, S, M, M]
    assert [(fault.line, fault.column) for fault in found.faults] == [
        (5, "pop"), (5, "taux"), (6, "taux"), (7, "code"), (8, "code"),
    ]  # fmt: skip
    told = "\n".join(found.told("donnees.csv"))
    assert "ligne 5, colonne « pop » : « beaucoup » n’est pas un nombre" in told
    assert "-3 est plus petit que 0" in told
    assert "101 est plus grand que 100" in told
    assert "le code de la zone manque" in told
    counts = found.counts
    assert (counts.rows, counts.taken, counts.refused) == (7, 5, 2)


def test_a_share_that_passes_a_hundred_by_a_rounding_is_a_hundred(tmp_path: Path):
    found = read_panel(table(tmp_path, HEAD + "01001;1;100.00000000000001\n"), spec())
    assert (values(found, "poverty_rate"), found.faults) == ([100], [])


@pytest.mark.parametrize(
    ("blank", "status", "value"), [("secret", S, None), ("zero", O, 0), ("missing", M, None)]
)
def test_what_an_empty_cell_means_is_said_by_the_file_or_by_the_measure(tmp_path: Path, blank, status, value):
    opened = table(tmp_path, HEAD + "01001;;5\n")
    for found in (
        read_panel(opened, spec(status=f'blank = "{blank}"')),
        read_panel(opened, spec(first=f'blank = "{blank}"')),
    ):
        assert (statuses(found, "population"), values(found, "population")) == ([status], [value])


def test_an_overflow_or_an_underscore_is_no_figure(tmp_path: Path):
    text = HEAD + "01001;1e308;1\n01002;1_000;1\n"
    found = read_panel(table(tmp_path, text), spec(first="factor = 100"))
    assert (values(found, "population"), len(found.faults)) == ([None, None], 2)


def test_a_sentinel_is_missing_and_an_estimate_is_imputed(tmp_path: Path):
    status = 'sentinels = [-999, 9999]\nimputed = { column = "est", values = ["1", "oui"] }'
    text = "code;pop;taux;est\n01001;-999;9999;0\n01002;5;s;1\n01003;5;5;\n"
    found = read_panel(table(tmp_path, text), spec(status=status))
    assert statuses(found, "population") == [M, 1, O]
    assert statuses(found, "poverty_rate") == [M, S, O]
    assert found.faults == []


def test_repetitions_are_settled_and_told(tmp_path: Path):
    text = HEAD + (
        "01001;10;5\n01001;10;5\n"  # the same twice
        "01002;20;6\n01002;;\n"  # one full, one empty
        "01003;;\n01003;30;7\n"  # the empty one first
        "01004;40;\n01004;;8\n"  # each has a half
        "01005;50;9\n01005;51;9\n"  # they contradict each other
        "01006;60;s\n01006;60;5\n"  # a secret is not a figure
        "01007;70;1\n"
    )
    found = read_panel(table(tmp_path, text), spec())
    assert values(found, "population") == [10, 20, 30, 40, None, None, 70]
    assert values(found, "poverty_rate") == [5, 6, 7, 8, None, None, 1]
    assert statuses(found, "poverty_rate")[4:6] == [M, M]
    assert [(one.area, one.outcome) for one in found.repeated] == [
        ("01001", "same"), ("01002", "completed"), ("01003", "completed"), ("01004", "completed"),
        ("01005", "contradictory"), ("01006", "contradictory"),
    ]  # fmt: skip
    assert "« 01005 » est aux lignes 10, 11 : elles se contredisent" in "\n".join(found.told("x"))
    counts = found.counts
    assert (counts.rows, counts.taken, counts.repeated, counts.refused) == (13, 5, 4, 4)
    assert len(found.raw.keys) == 13
    assert found.raw.columns["population"][0][9] == 51  # the rows stay as they were


def test_a_row_with_cells_lacking_is_told(tmp_path: Path):
    found = read_panel(table(tmp_path, HEAD + "01001;5\n01002;6;7;8\n01003;1;2\n"), spec())
    assert values(found, "population") == [5, 6, 1]
    assert any("pas autant de cellules" in one and "2 lignes" in one for one in found.warnings)


def test_rows_out_of_scope_are_counted(tmp_path: Path):
    text = "code;pop;taux;NIV\n01001;1;1;COM\n01;100;1;DEP\n"
    one = parse_spec(
        '[source]\nlevel = "commune"\n[keep]\nNIV = ["COM"]\n[key]\ncolumns = "code"\n'
        '[[measure]]\ncode = "population"\ncolumn = "pop"'
    )
    found = read_panel(table(tmp_path, text), one)
    assert (found.panel.areas, found.counts.outside, found.counts.taken) == (("01001",), 1, 1)
    with pytest.raises(TableRefusal, match="aucune ligne n’est du périmètre"):
        read_panel(table(tmp_path, "code;pop;NIV\n01;100;DEP\n"), one)


def test_an_unknown_part_makes_a_sum_unknown(tmp_path: Path):
    text = HEAD + "01001;1;\n01001;2;\n01002;1;\n01002;s;\n01003;;\n01003;5;\n"
    found = read_panel(table(tmp_path, text), spec(head='rows = "sum"'))
    assert (values(found, "population"), statuses(found, "population")) == ([3, None, None], [O, S, M])


rows_of = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from([0.0, 1.0, 2.5, np.nan])), min_size=1, max_size=30
)


@given(rows_of, st.sampled_from([Rows.SUM, Rows.LEAST, Rows.MOST]))
def test_parts_are_put_together_as_by_hand(rows, way):
    keys = tuple(key for key, _ in rows)
    figures = np.array([value for _, value in rows])
    states = np.where(np.isnan(figures), M, O).astype(np.uint8)
    raw = RawRows(keys, np.arange(len(rows)), {"m": (figures, states)})
    areas, columns, _ = settle(raw, way)
    by_hand = {Rows.SUM: sum, Rows.LEAST: min, Rows.MOST: max}[way]
    for area, value, state in zip(areas, *columns["m"], strict=True):
        parts = [v for key, v in rows if key == area]
        if any(np.isnan(parts)):
            assert (state, np.isnan(value)) == (M, True)
        else:
            assert (state, value) == (O, pytest.approx(by_hand(parts)))


def test_no_part_at_all_is_a_sum_of_zero_but_no_smallest():
    raw = RawRows(("a",), np.array([2]), {"m": (np.array([0.0]), np.array([NO_PART], dtype=np.uint8))})
    assert settle(raw, Rows.SUM)[1]["m"][0].tolist() == [0]
    assert settle(raw, Rows.LEAST)[1]["m"][1].tolist() == [M]
    assert settle(raw, Rows.ONE)[1]["m"][1].tolist() == [M]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "s", "1", "2"])), min_size=1, max_size=12)
)
def test_no_row_is_lost_whatever_is_repeated(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    codes = {"a": "01001", "b": "01002", "c": "oups"}
    if all(key == "c" for key, _ in rows):
        return
    text = HEAD + "".join(f"{codes[key]};{cell};5\n" for key, cell in rows)
    found = read_panel(table(folder, text), spec())
    counts = found.counts
    assert counts.rows == len(rows) == counts.taken + counts.repeated + counts.refused + counts.outside
    assert set(found.panel.areas) == {codes[key] for key, _ in rows if key != "c"}
    for area in found.panel.areas:
        said = {cell for key, cell in rows if codes[key] == area and cell}
        at = found.panel.areas.index(area)
        told = values(found, "population")[at]
        assert told == (float(next(iter(said))) if len(said) == 1 and said != {"s"} else None)


def test_names_and_postal_codes_find_their_commune(tmp_path: Path):
    communes = table(
        tmp_path,
        "code_insee,nom,codes_postaux\n01004,Ambérieu-en-Bugey,1500|01501\n"
        "33063,Bordeaux,33000\n80001,Saint-Jean,80100\n80002,Saint Jean,80100\n",
        "communes.csv",
    )
    gazetteer = read_gazetteer(communes)
    assert gazetteer.find("AMBERIEU EN BUGEY", "01500") == "01004"
    assert gazetteer.find("St-Jean", "80100") is None  # two communes of that name
    assert gazetteer.find("Bordeaux Cedex", "33000") == "33063"
    one = parse_spec(
        '[source]\nlevel = "commune"\n[key]\ncolumns = ["ville", "cp"]\ncode = "commune_name"\n'
        '[[measure]]\ncode = "population"\ncolumn = "pop"'
    )
    opened = table(tmp_path, "ville;cp;pop\nBordeaux;33000;5\nAilleurs;99000;1\n")
    found = read_panel(opened, one, communes=gazetteer)
    assert (found.panel.areas, found.counts.refused) == (("33063",), 1)
    assert "« Ailleurs », 99000" in str(found.faults[0])
    with pytest.raises(TableRefusal, match="Joignez une liste de communes"):
        read_panel(opened, one)
    assert Gazetteer.of([]).find("x", "1") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD, "aucune ligne de données"),
        ("code;taux\n01001;5\n", "il manque les colonnes « pop »"),
        ("code,pop|taux\n", "il manque les colonnes"),
        (HEAD + "010040101;5;5\n010040102;6;6\n", "On dirait plutôt un code d’IRIS"),
        (HEAD + "Ville;5;5\n", "aucune ligne n’a de code lisible"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, text: str, said: str):
    with pytest.raises(TableRefusal, match=said):
        read_panel(table(tmp_path, text), spec())


def test_a_wrong_delimiter_is_suspected(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("code:pop:taux\n01001:5:5\n", encoding="utf-8")
    with pytest.raises(TableRefusal, match="le séparateur est peut-être mal lu"):
        read_panel(open_table(path), spec())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"head": 'rows = "tous"'}, "source.rows : « tous » n’est pas compris. Valeurs possibles : one, sum"),
        ({"head": "vintage2 = 3"}, "source.vintage2 : cette entrée n’existe pas"),
        ({"head": 'ratios = ["population"]'}, "« population » ne se calcule pas"),
        ({"head": "area_name = 3"}, "un texte est attendu"),
        ({"key": 'code = "zone"'}, "« zone » n’est pas une sorte de code"),
        ({"first": "direction = 2"}, "« 2 » n’est pas un sens"),
        ({"first": 'kind = "part"'}, "« part » n’est pas compris"),
        ({"first": 'factor = "2"'}, "un nombre est attendu"),
        ({"status": 'blank = "rien"'}, "status.blank"),
    ],
)
def test_a_specification_at_fault_says_where(change, said):
    with pytest.raises(SpecError, match=said):
        spec(**change)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[source", "n’est pas du TOML"),
        ('[key]\ncolumns = "a"', "l’échelle n’est pas dite"),
        ('[source]\nlevel = "iris"\n[key]\ncolumns = "a"', "aucune mesure"),
        ('[source]\nlevel = "iris"\n[[measure]]\ncode = "population"', "la colonne des codes n’est pas dite"),
        (
            '[source]\nlevel = "iris"\n[key]\ncolumns = "a"\n[[measure]]\ncode = "Été"\n',
            "n’est pas un code de mesure",
        ),
        (
            '[source]\nlevel = "iris"\n[key]\ncolumns = "a"\n[[measure]]\ncode = "autre"\n',
            "vocabulaire commun",
        ),
        (
            '[source]\nlevel = "iris"\n[key]\ncolumns = "a"\n' + '[[measure]]\ncode = "families"\n' * 2,
            "déjà décrite",
        ),
        (
            '[source]\nlevel = "a"\n[key]\ncolumns = "a"\ncode = "commune_name"\n'
            '[[measure]]\ncode = "families"',
            "deux colonnes",
        ),
    ],
)
def test_a_document_that_is_no_specification_says_why(text, said):
    with pytest.raises(SpecError, match=said):
        parse_spec(text)


LIST = spec(head='rows = "sum"\nabsent = "zero"')


def test_a_commune_that_a_national_list_does_not_name_has_none(tmp_path: Path):
    towns = sorted({each.chief_town for each in cog().departements if len(each.code) == 2})
    listed = "".join(f"{town},2,10\n" for town in towns)
    found = read_panel(table(tmp_path, f"code,pop,taux\n{listed}75101,1,10\nrien,1,1\n"), LIST)
    rank = found.panel.rank_of()
    people, rate = found.panel.series["population"], found.panel.series["poverty_rate"]
    assert (people.values[rank["33063"]], people.status[rank["33063"]]) == (2, O)
    assert (people.values[rank["33001"]], people.status[rank["33001"]]) == (0, O)
    assert rate.status[rank["33001"]] == M  # no rate where nothing is listed
    assert "97411" not in rank  # La Réunion is not in this list at all
    assert any("elles n’ont aucun de ces lieux" in said for said in found.warnings)
    assert "1 lignes sans code lisible : leurs communes y valent peut-être 0." in found.warnings
    up = aggregate(found.panel, whole_parents(found.panel.areas, "commune", "departement"), "departement")
    department = up.panel.rank_of()["33"]
    assert up.panel.series["population"].values[department] == 2
    assert up.panel.series["population"].status[department] == O


def test_of_an_extract_nobody_can_tell_what_is_absent(tmp_path: Path):
    found = read_panel(table(tmp_path, "code,pop,taux\n33063,2,10\n31555,1,5\n"), LIST)
    assert found.panel.areas == ("33063", "31555")
    assert any("c’est un extrait" in said for said in found.warnings)
    up = aggregate(found.panel, whole_parents(found.panel.areas, "commune", "departement"), "departement")
    assert up.panel.series["population"].status.tolist() == [M, M]


def test_only_communes_can_be_absent():
    with pytest.raises(SpecError, match="ne vaut que pour des communes"):
        parse_spec(
            '[source]\nlevel = "iris"\nabsent = "zero"\n[key]\ncolumns = "c"\n'
            '[[measure]]\ncode = "population"\ncolumn = "p"\n'
        )


def test_what_a_producer_estimated_is_imputed_and_stays_so_when_written(tmp_path: Path):
    near = spec(
        first='estimated = true\n[[measure]]\ncode = "share_65_plus"\ncolumn = "age"\napproximate = true'
    )
    found = read_panel(table(tmp_path, "code,pop,age,taux\n33063,2,10,5\n31555,s,20,6\n"), near)
    assert statuses(found, "population") == [I, S]
    assert statuses(found, "poverty_rate") == [O, O]
    out = tmp_path / "b.csv"
    write_panel(found.panel, out)
    again = read_written(out)
    assert again.series["population"].status.tolist() == [I, S]
    assert again.series["share_65_plus"].measure.approximate
    assert not again.series["poverty_rate"].measure.approximate
