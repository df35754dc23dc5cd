"""``fabrique observe index`` on the files of producers, and on what ``read`` wrote."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from fabrique.config.cli import main
from fabrique.kernels.indicators import Status
from fabrique.observe.reading import open_table
from fabrique.observe.sources import read_panel, recognise, shipped_specs
from fabrique.observe.sources.catalogue import catalogue
from fabrique.observe.standalone.index_data import columns_of, load_definition, read_areas
from tests.observe.indexing import DEFINITION, REAL, asked, rows, run


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_file(), reason="the published files are not next to the repository")
def test_the_real_communes_of_2020_are_scored_by_their_own_definition(tmp_path: Path):
    out = tmp_path / "indice.csv"
    report = asked("--definition", "fabrique-2020", "--data", REAL, "--draws", 100, "-o", out)
    assert report["areas"] == 1549
    assert report["scored"] >= 1540
    assert {row["name"] for row in rows(out).values()} > {"Marseille", "Bordeaux", "Nantes"}
    refused = run("--definition", "fabrique", "--data", REAL)  # its shares are other quantities
    assert refused.exit_code == 1
    assert "il manque « share_low_diploma »" in refused.output


def test_what_the_producer_estimated_is_said_square_by_square(tmp_path: Path):
    own, path, out = tmp_path / "carreaux.toml", tmp_path / "carreaux.csv", tmp_path / "o.csv"
    poor = "poor_household_rate"
    own.write_text(DEFINITION.replace("poverty_rate", poor), encoding="utf-8")
    squares = [f"CRS3035RES200mN{2_000_000 + 200 * rank}E3200000" for rank in range(3)]
    cells = ["0,100,20,5,50,10", "1,10,4,1,6,2", "0,90,10,0,40,4"]
    lines = ["idcar_200m,i_est_200,ind,ind_65_79,ind_80p,men,men_pauv,men_1ind,men_fmp"]
    lines += [f"{square},{cell},9,3" for square, cell in zip(squares, cells, strict=True)]
    path.write_text("\n".join(lines), encoding="utf-8")
    asked("--definition", own, "--data", path, "--draws", 5, "-o", out)
    table = rows(out)
    assert [table[square]["imputed_share"] for square in squares] == ["0.0", "1.0", "0.0"]
    assert table[squares[1]]["reason"] == f"estimé : share_65_plus, {poor}"
    assert table[squares[1]]["score"] != ""


def test_a_producers_file_is_read_into_the_common_vocabulary(tmp_path: Path):
    path = tmp_path / "base-cc.csv"
    path.write_text(
        "CODGEO;LIBGEO;P21_POP;P21_H65P;P21_F65P\n01001;A;1000;90;110\n01002;B;500;60;90\n", encoding="utf-8"
    )
    definition = tmp_path / "age.toml"
    definition.write_text(
        'name = "age"\ntitle = "Âge"\nversion = "1"\nnormalisation = "minmax"\n'
        '[[indicators]]\ncode = "share_65_plus"\ndirection = 1\n[groups.index]\nparts = ["share_65_plus"]\n',
        encoding="utf-8",
    )
    report = asked("--definition", definition, "--data", path, "--draws", 5, "-o", tmp_path / "o.csv")
    assert report["scored"] == 2
    rows = (tmp_path / "o.csv").read_text(encoding="utf-8").splitlines()
    assert rows[2].startswith("01002,B,100")
    lacking = run("--definition", "fabrique", "--data", path)
    assert lacking.exit_code == 1
    assert "reconnu (Population par âge et par commune)" in lacking.output


PRODUCERS = {  # the official files, and how many people each invented commune counts there
    "a.csv": ("CODGEO,P21_POP,P21_H65P,P21_F65P", "{0},1000,{1},{1}"),
    "b.csv": ("CODGEO,P21_NSCOL15P,P21_NSCOL15P_DIPLMIN", "{0},700,{1}"),
    "c.csv": ("CODGEO,DISP_TP6021,DISP_MED21", "{0},{1},21000"),
    "d.csv": (
        "code_insee,nom_com,date,nbr,elig_bhd8,elig_thd30,elig_thd100,elig_thd1g",
        "{0},X,2023-12-31,400,400,{1},0,0",
    ),
}


def test_the_default_index_takes_what_the_official_files_give(tmp_path: Path):
    """Each of its indicators, from its producer, under the code and in the unit of the vocabulary."""
    codes = [f"33{rank:03}" for rank in range(1, 9)]
    found: dict[str, list[float]] = {}
    for name, (header, line) in PRODUCERS.items():
        rows = "\n".join(line.format(code, 10 * (rank + 1)) for rank, code in enumerate(codes))
        path = tmp_path / name
        path.write_text(f"{header}\n{rows}\n", encoding="utf-8")
        opened = open_table(path)
        spec = recognise(opened.columns)
        assert spec is not None
        series = read_panel(opened, spec).panel.series
        found |= {code: one.values.tolist() for code, one in series.items()}
    definition = load_definition("fabrique")
    wanted, _ = columns_of(definition)
    assert set(wanted) <= set(found)
    for one in definition.indicators:
        assert one.direction == catalogue()[one.code].measure.direction
    joined = tmp_path / "tous.csv"
    lines = [",".join([code, *(str(found[one][k]) for one in wanted)]) for k, code in enumerate(codes)]
    joined.write_text("\n".join([",".join(["code_insee", *wanted]), *lines]), encoding="utf-8")
    report = asked("--definition", "fabrique", "--data", joined, "--draws", 20)
    assert report["scored"] == len(codes)


def test_the_two_indices_have_no_quantity_in_common_but_the_network():
    own, of_2020 = load_definition("fabrique"), load_definition("fabrique-2020")
    assert set(own.codes) & set(of_2020.codes) == {"share_thd30"}
    spec = {one.name: one for one in shipped_specs()}["fabrique-communes"]
    assert set(of_2020.codes) <= {rule.measure.code for rule in spec.measures}


def test_the_statuses_that_read_wrote_come_back(tmp_path: Path):
    source, out = tmp_path / "filo.csv", tmp_path / "b.csv"
    source.write_text(
        "CODE_INSEE,LIBCOM,TX_POVERTY\n33001,A,20\n33002,B,30\n33003,C,s\n33004,D,\n", encoding="utf-8"
    )
    done = CliRunner().invoke(main, ["observe", "read", str(source), "-o", str(out)])
    assert done.exit_code == 0, done.output
    status = read_areas(out, ["poverty_rate_2020"], []).data.status["poverty_rate_2020"]
    assert status.tolist() == [Status.IMPUTED, Status.IMPUTED, Status.SECRET, Status.MISSING]
    own = tmp_path / "own.csv"  # a status contradicts no cell that is no number, and an odd word says nothing
    own.write_text(
        "id,t,t_status\n1,,observed\n2,5,secret\n3,5,bof\n4,5,imputed\n5,x,imputed\n", encoding="utf-8"
    )
    read = read_areas(own, ["t"], [])
    assert read.data.status["t"].tolist() == [
        Status.MISSING, Status.SECRET, Status.OBSERVED, Status.IMPUTED, Status.MISSING,
    ]  # fmt: skip
    assert [math.isnan(value) for value in read.data.values["t"]] == [True, True, False, False, True]
    assert [fault.line for fault in read.faults] == [6]
