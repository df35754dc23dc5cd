"""Each producer's file, by a small invented sample with its headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabrique.core.tabular import TableRefusal, write_xlsx
from fabrique.core.tabular.xlsx_writing import SheetOut
from fabrique.kernels.indicators.model import Kind
from fabrique.observe.reading import open_table
from fabrique.observe.sources import beneath_labels, load_spec, read_panel, recognise, shipped_specs
from tests.observe.sources.support import I, M, O, S, read, statuses, table, values


def test_every_shipped_specification_is_loaded_once_and_is_told_in_words():
    names = [spec.name for spec in shipped_specs()]
    assert len(names) == len(set(names)) >= 35
    for spec in shipped_specs():
        assert spec.title
        assert spec.measures
        assert load_spec(spec.name) is spec


def test_no_two_specifications_fit_one_signature_alike():
    for spec in shipped_specs():
        if spec.signature:
            columns = [one.split("|")[0].replace("{yy}", "19") for one in spec.signature]
            wanted = [one.split("|")[0].replace("{yy}", "19") for one in spec.columns()]
            assert recognise(dict.fromkeys([*columns, *wanted])) is spec


@pytest.mark.parametrize("year", [17, 19, 20, 22])
def test_the_census_by_iris_tells_its_year_in_its_columns(tmp_path: Path, year: int):
    p = f"P{year}"
    text = (
        f"IRIS;COM;TYP_IRIS;LAB_IRIS;{p}_POP;{p}_POP65P;{p}_POP75P;{p}_POP80P;{p}_POP_ETR\n"
        "10040101;01004;H;1;2000,5;500;200;100;20\n2A0040101;2A004;H;1;0;0;0;0;0\n"
    )
    found = read(tmp_path, text, "insee-rp-iris-population")
    assert (found.vintage, found.panel.geography) == (2000 + year, 2002 + year)
    assert found.panel.areas == ("010040101", "2A0040101")
    assert values(found, "population") == [2000.5, 0]
    assert values(found, "share_65_plus") == [pytest.approx(100 * 500 / 2000.5), None]
    assert statuses(found, "share_65_plus") == [O, M]  # nobody lives there: a share is not 0, it is not
    assert found.panel.series["share_65_plus"].measure.numerator == "population_65_plus"


def test_diplomas_and_households_by_iris(tmp_path: Path):
    text = "IRIS;COM;P19_NSCOL15P;P19_NSCOL15P_DIPLMIN;P19_NSCOL15P_BEPC\n010040101;01004;1000;250;50\n"
    found = read(tmp_path, text, "insee-rp-iris-diplomes")
    assert values(found, "share_low_diploma") == [25]
    text = "IRIS;C19_MEN;C19_MENPSEUL;C19_FAM;C19_FAMMONO\n010040101;900;450;500;100\n"
    found = read(tmp_path, text, "insee-rp-iris-familles")
    assert values(found, "share_one_person") == [50]
    assert values(found, "share_single_parent") == [20]


def test_a_commune_base_has_several_censuses_and_adds_men_and_women(tmp_path: Path):
    old = "P13_POP;P13_POP7589;P13_POP90P;P13_H65P;P13_F65P"
    text = (
        f"CODGEO;P19_POP;P19_POP7589;P19_POP90P;P19_H65P;P19_F65P;{old};P08_POP\n"
        "1004;1000;60;10;100;150;900;50;9;80;120;800\n"
    )
    found = read(tmp_path, text, "insee-rp-commune-population")
    assert (found.vintage, found.panel.areas) == (2019, ("01004",))
    assert values(found, "population_65_plus") == [250]
    assert values(found, "population_75_plus") == [70]
    before = read(tmp_path, text, vintage=2013)
    assert (before.vintage, values(before, "population_65_plus")) == (2013, [200])
    with pytest.raises(TableRefusal, match=r"ne disent pas l’année 2008.*2019, 2013"):
        read(tmp_path, text, vintage=2008)


def test_the_whole_file_of_communes_is_known_from_its_parts(tmp_path: Path):
    head = "CODGEO;P18_POP;P18_H65P;P18_F65P;P18_NSCOL15P;P18_NSCOL15P_DIPLMIN"
    text = f"{head};C18_MEN;C18_MENPSEUL;C18_FAM;C18_FAMMONO\n01004;100;10;10;80;20;40;10;30;3\n"
    found = read(tmp_path, text, "insee-dossier-complet")
    assert [values(found, code) for code in ("share_65_plus", "share_low_diploma")] == [[20], [25]]


def test_filosofi_says_what_is_secret_and_what_has_no_object(tmp_path: Path):
    text = (
        "IRIS;LIBIRIS;COM;DISP_TP6021;DISP_INCERT21;DISP_Q121;DISP_MED21\n"
        "010040101;Centre;01004;23,5;1;15000;20010\n010040102;Gare;01004;ns;1;nd;nd\n"
        "010040103;Bois;01004;s;1;s;s\n010040104;Lac;01004;so;1;so;so\n010040105;Prés;01004;;1;;\n"
    )
    found = read(tmp_path, text, "insee-filosofi-iris")
    assert statuses(found, "poverty_rate") == [O, S, S, M, M]
    assert values(found, "median_income") == [20010, None, None, None, None]
    assert found.panel.series["median_income"].measure.kind is Kind.QUANTILE
    assert (found.vintage, found.panel.geography) == (2021, 2022)
    assert found.panel.names["010040102"] == "Gare"
    assert found.panel.series["poverty_rate"].measure.denominator == ""  # the file has no count of persons


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("CODGEO;LIBGEO;Q121;Q221;Q321", "insee-filosofi-commune-revenus"),
        ("CODGEO;TP4021;TP5021;TP6021", "insee-filosofi-commune-pauvrete"),
        ("CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;PIMP21;TP6021;TP60AGE121", "insee-filosofi-commune-cc"),
        ("CODGEO;LIBGEO;DISP_MED21;DISP_TP6021", "insee-filosofi-commune-td"),
    ],
)
def test_filosofi_by_commune_has_four_layouts(tmp_path: Path, head: str, name: str):
    cells = ["01004", *["15"] * (head.count(";"))]
    found = read(tmp_path, f"{head}\n{';'.join(cells)}\n", name)
    assert (found.vintage, found.panel.level) == (2021, "commune")
    assert all(series.values.tolist() == [15] for series in found.panel.series.values())


def test_a_published_rate_keeps_the_count_that_weighs_it(tmp_path: Path):
    text = "CODGEO;NBPERSMENFISC21;MED21;TP6021\n01004;1000;20000;14\n"
    rate = read(tmp_path, text).panel.series["poverty_rate"].measure
    assert (rate.numerator, rate.denominator) == ("", "fiscal_persons")


@pytest.mark.parametrize(
    "head",
    [
        "idcar_200m,idcar_1km,i_est_200,i_est_1km,lcog_geo,ind,men,men_pauv,men_1ind,men_fmp,ind_65_79,ind_80p",
        "Idcar_200m,Idcar_1km,I_est_200,I_est_1km,lcog_geo,Ind,Men,Men_pauv,Men_1ind,Men_fmp,Ind_65_79,Ind_80p",
        "IdINSPIRE,Id_carr1km,I_est_cr,Id_carr_n,Depcom,Ind,Men,Men_pauv,Men_1ind,Men_fmp,Ind_65_79,Ind_80p",
    ],
)
def test_cells_of_200_m_are_read_whatever_the_case_and_their_estimates_are_told(tmp_path: Path, head: str):
    text = (
        f"{head}\nCRS3035RES200mN2029800E4252400,x,0,0,01004,25.5,10,2,4,1,3,1.5\n"
        "CRS3035RES200mN2030000E4252400,x,1,0,01004,8,4,1,1,1,1,1\n"
    )
    found = read(tmp_path, text, "insee-filosofi-carreaux", vintage=2019)
    assert found.panel.areas[0] == "CRS3035RES200mN2029800E4252400"
    assert values(found, "population_65_plus") == [4.5, 2]
    assert statuses(found, "population") == statuses(found, "poor_household_rate") == [O, I]
    assert values(found, "poor_household_rate") == [20, 25]
    assert found.vintage == 2019


def test_small_numbers_of_caf_and_of_job_seekers_are_secret(tmp_path: Path):
    found = read(tmp_path, "IRIS;A;PERCOU;ARSAS;AAAH;APPA\n010040101;100;250;20;;40\n", "caf-iris")
    assert statuses(found, "caf_aah") == [S]
    assert values(found, "caf_rsa") == [20]
    found = read(tmp_path, "CODGEO;NOTE;ABCDE;ABCDE_H;ABC\n01004;0;1648;725;\n", "defm-commune")
    assert (values(found, "job_seekers"), statuses(found, "job_seekers_abc")) == ([1648], [S])
    found = read(tmp_path, "IRIS;ABCDE;ABC\n010040101;120;100\n", "defm-iris")
    assert found.panel.level == "iris"


def test_speeds_are_classes_in_2019_and_thresholds_since(tmp_path: Path):
    base = "code_insee;nom_com;nbr;type;inel_hd;elig_hd05;elig_hd3"
    fast = "elig_thd30;elig_thd100;elig_thd1g;date"
    text = f"{base};elig_hd8;{fast}\n1004;Ville;148;logloc;0;0;0;10;20;0;118;2019-09-30\n"
    found = read(tmp_path, text, "arcep-fixe-commune-2019")
    assert (values(found, "premises_thd30"), values(found, "premises_without_thd30")) == ([138], [10])
    assert found.vintage == 2019
    text = f"{base};elig_bhd8;{fast}\n1004;Ville;148;logloc;0;0;148;148;138;120;118;2024-03-31\n"
    found = read(tmp_path, text, "arcep-fixe-commune")
    assert (values(found, "premises_thd30"), values(found, "share_without_thd30")) == (
        [138],
        [pytest.approx(100 * 10 / 148)],
    )
    assert found.vintage == 2024


def test_mobile_coverage_is_read_by_name_and_keeps_the_best_operator(tmp_path: Path):
    opened = table(tmp_path, "code_insee;operateur;couverture_4g\n1004;A;80\n1004;B;95,5\n1005;A;\n")
    assert recognise(opened.columns) is None
    found = read_panel(opened, load_spec("arcep-mobile-commune"), vintage=2023)
    assert (values(found, "mobile_4g_best"), statuses(found, "mobile_4g_best")) == ([95.5, None], [O, M])


def test_equipment_is_counted_by_type_and_by_commune(tmp_path: Path):
    text = (
        "AN;REG;DEP;DEPCOM;DCIRIS;TYPEQU;NB_EQUIP\n2021;84;01;01004;01004_0101;A206;1\n"
        "2021;84;01;01004;01004_0102;A207;2\n2021;84;01;01004;01004_0102;F307;1\n2021;84;01;01005;01005_0000;B101;4\n"
    )
    found = read(tmp_path, text, "insee-bpe-commune")
    assert found.panel.areas == ("01004", "01005")
    assert [values(found, code) for code in ("post_offices", "libraries", "france_services")] == [
        [3, 0],
        [1, 0],
        [0, 0],
    ]
    assert (found.vintage, found.counts.taken) == (2021, 4)
    by_iris = read_panel(table(tmp_path, text), load_spec("insee-bpe-iris"))
    assert by_iris.panel.areas == ("010040101", "010040102", "010050000")
    assert values(by_iris, "post_offices") == [1, 2, 0]


def test_equipment_in_length_is_read_for_one_year(tmp_path: Path):
    head = "GEO;GEO_OBJECT;FACILITY_DOM;FACILITY_SDOM;FACILITY_TYPE;BPE_MEASURE;TIME_PERIOD;OBS_VALUE"
    text = (
        f"{head}\n01004;COM;A;A2;A206;FACILITIES;2023;5\n01004;COM;A;A2;A206;FACILITIES;2024;2\n"
        "01004;COM;A;A2;A208;FACILITIES;2024;1\n01;DEP;A;A2;A206;FACILITIES;2024;90\n"
        "01004;COM;_T;_T;_T;FACILITIES;2024;70\n01005;COM;F;F3;F307;FACILITIES;2023;oups\n"
    )
    found = read(tmp_path, text, "insee-bpe-melodi")
    assert (found.vintage, found.panel.areas, values(found, "post_offices")) == (2024, ("01004",), [3])
    assert (found.counts.taken, found.counts.outside, found.faults) == (3, 3, [])
    assert any("seules celles de 2024" in warning for warning in found.warnings)
    before = read(tmp_path, text, vintage=2023)
    assert dict(zip(before.panel.areas, values(before, "post_offices"), strict=True)) == {
        "01004": 5,
        "01005": 0,
    }
    assert [fault.line for fault in before.faults] == [7]
    with pytest.raises(TableRefusal, match=r"aucune ligne n’est de l’année 2019.*2023, 2024"):
        read(tmp_path, text, vintage=2019)


def test_a_workbook_with_labels_above_its_codes_is_known(tmp_path: Path):
    path = tmp_path / "base-ic.xlsx"
    labels = ["IRIS", "Commune ou ARM", "Population en 2016 (princ)", "Pop 65 ans ou plus en 2016 (princ)"]
    rows = [["IRIS", "COM", "P16_POP", "P16_POP65P"], ["010040101", "01004", 1000.0, 250.0]]
    write_xlsx(path, [SheetOut("IRIS", labels, rows)])
    plain = open_table(path)
    assert recognise(plain.columns) is None
    opened = beneath_labels(plain)
    found = read_panel(opened, recognise(opened.columns) or pytest.fail("not recognised"))
    assert (found.vintage, values(found, "share_65_plus"), found.counts.rows) == (2016, [25], 1)
    assert beneath_labels(opened) is opened


def test_equipment_by_points_is_counted_by_rows(tmp_path: Path):
    text = (
        "AN;DEPCOM;DCIRIS;TYPEQU;LAMBERT_X;LAMBERT_Y\n"
        "2021;1004;x;A128;1;2\n2021;1004;x;A128;3;4\n2021;1005;x;F307;;\n"
    )
    found = read(tmp_path, text, "insee-bpe-commune-points")
    assert (values(found, "france_services"), values(found, "libraries")) == ([2, 0], [0, 1])


def test_priority_neighbourhoods_are_counted_in_each_of_their_communes(tmp_path: Path):
    text = (
        "code_qp;lib_qp;insee_reg;insee_com;lib_com\n"
        'QN06099M;Quartier inventé;32;"=""60057""";Beauvais\nQN06001X;Autre;32;60057,60058;Beauvais\n'
    )
    found = read(tmp_path, text, "anct-qpv-liste", vintage=2024)
    assert dict(zip(found.panel.areas, values(found, "priority_neighbourhoods"), strict=True)) == {
        "60057": 2,
        "60058": 1,
    }


def test_a_blank_of_a_neighbourhood_is_a_secret(tmp_path: Path):
    text = (
        "code_qp,nom_qp,pop_mun,tx_tot_et,percou,disp_q2,tp60,a,abcde\n"
        "QP009001,Cœur,1177,11,692,13724,40.2,464,255\nQP009002,Autre,1236,,903,13799,40.4,690,315\n"
    )
    found = read(tmp_path, text, "anct-qpv-fiches", vintage=2017)
    assert statuses(found, "share_foreign") == [O, S]
    assert found.panel.level == "qpv"


def test_france_services_are_counted_by_commune(tmp_path: Path):
    text = (
        "id_fs,insee_dep,lib_fs,insee_com,lib_com\n"
        "1,01,A,1033,Valserhône\n2,01,B,01033,Valserhône\n3,01,C,01388,Saint\n"
    )
    found = read(tmp_path, text, "anct-france-services", vintage=2023)
    assert dict(zip(found.panel.areas, values(found, "france_services"), strict=True)) == {
        "01033": 2,
        "01388": 1,
    }


def test_the_codes_of_insee_are_understood_in_every_file(tmp_path: Path):
    text = "IRIS;P19_POP;P19_POP65P\n010040101;s;nd\n010040102;so;5\n"
    found = read(tmp_path, text, "insee-rp-iris-population")
    assert (statuses(found, "population"), statuses(found, "population_65_plus")) == ([S, M], [S, O])
    assert found.faults == []


def test_a_slip_in_a_column_of_two_measures_is_told_once(tmp_path: Path):
    head = "idcar_200m,i_est_200,ind,men,men_pauv,men_1ind,men_fmp,ind_65_79,ind_80p"
    found = read(tmp_path, f"{head}\nCRS3035RES200mN2029800E4252400,0,9,4,1,1,1,2,oups\n", vintage=2019)
    assert [str(fault) for fault in found.faults] == [
        "ligne 2, colonne « ind_80p » : « oups » n’est pas un nombre."
    ]
    assert statuses(found, "population_65_plus") == statuses(found, "population_80_plus") == [M]


def test_shares_written_from_0_to_1_are_brought_to_a_hundred(tmp_path: Path):
    found = read(tmp_path, "CODE_INSEE,DEP,LIBCOM,TAUX_COUVERTURE_THD\n67017,67,B,0.5\n", "ifn2020-thd")
    assert values(found, "share_thd30") == [50]


def test_legal_populations(tmp_path: Path):
    found = read(tmp_path, "DEPCOM;COM;PMUN;PCAP;PTOT\n01001;A;776;18;794\n", "insee-populations-legales")
    assert values(found, "population") == [776]
    assert any("l’année" in warning for warning in found.warnings)
