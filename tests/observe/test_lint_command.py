"""``fabrique observe lint`` on files alone: small invented files, with the defects of real ones."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from fabrique.core.tabular import SheetOut, write_xlsx
from fabrique.kernels.indicators import Status
from fabrique.observe.standalone import observe
from fabrique.observe.standalone.lint_table import read_lint_table
from fabrique.territory.cog import cog

DEPARTEMENTS = ("33", "44", "80")


def run(*arguments):
    return CliRunner().invoke(observe, ["lint", *map(str, arguments)])


def findings(*arguments):
    """By (code, measure), the findings of the one file."""
    done = run("--json", *arguments)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["refused"] == []
    (one,) = report["files"]
    assert report["findings"] == len(one["findings"])
    return one, {(each["code"], each["measure"]): each for each in one["findings"]}


def written(tmp_path: Path, name: str, header: str, lines) -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def communes():
    """All the communes of three départements, with rates that nobody measured."""
    drawn = random.Random(7)
    official = cog()
    for departement in DEPARTEMENTS:
        for code in official.members_of(departement):
            yield code, official.commune(code), [drawn.uniform(10, 40) for _ in range(4)]


def test_a_clean_file_has_nothing_said_of_it(tmp_path: Path):
    lines = [f"{code},{one.name},{a},{b}" for code, one, (a, b, *_) in communes()]
    path = written(tmp_path, "propre.csv", "CODE_INSEE,LIBCOM,TX_NSCOL15P,TX_MENSEUL", lines)
    one, told = findings(path, "--geography", 2026)
    assert told == {}
    assert (one["key"], one["level"], one["rows"]) == ("CODE_INSEE", "commune", len(lines))
    assert one["measures"] == ["TX_NSCOL15P", "TX_MENSEUL"]
    text = run(path)
    assert "communes par « CODE_INSEE »." in text.output
    assert "Rien à signaler." in text.output


def test_a_merge_with_a_constant_column_and_few_complete_rows(tmp_path: Path):
    lines = [
        f"{rank},{code},{a if rank % 6 == 0 else ''},{b},{c if rank % 300 == 0 else ''},1.0"
        for rank, (code, _, (a, b, c, _)) in enumerate(communes())
    ]
    header = ",CODE_INSEE,TX_POVERTY,TX_NSCOL15P,TX_DEMANDEUR_EMPLOIS,COUVERTURE_HD_THD"
    one, told = findings(written(tmp_path, "fusion.csv", header, lines))
    assert "colonne_1" not in one["measures"]
    total, complete = len(lines), len(range(0, len(lines), 300))
    assert told["constant", "COUVERTURE_HD_THD"]["count"] == total
    assert told["few-complete", ""]["message"].startswith(f"{complete} lignes complètes sur 1")
    assert told["almost-empty", "TX_DEMANDEUR_EMPLOIS"]["severity"] == "error"
    assert told["almost-empty", "TX_POVERTY"]["severity"] == "warning"


def test_a_rate_of_the_departement_on_its_communes(tmp_path: Path):
    rates = {"33": 19.47950548541816, "44": 30.69053708439898, "80": 32.256485895131675}
    lines = [
        f"{code},{one.name},{rates[one.departement] if (one.population or 0) < 5000 else a}"
        for code, one, (a, *_) in communes()
    ]
    _, told = findings(written(tmp_path, "taux_pauvrete.csv", "CODE_INSEE,LIBCOM,TX_POVERTY", lines))
    message = told["repeated-value", "TX_POVERTY"]["message"]
    assert "répètent 3 nombres au chiffre près" in message
    assert "(Somme (80))" in message
    assert message.endswith("c’est sa valeur, recopiée.")


def test_towns_with_one_full_row_and_one_empty(tmp_path: Path):
    double = {"33063", "44109", "80021", "33281", "44184"}
    lines = []
    for code, one, (a, b, *_) in communes():
        lines.append(f"{code},{one.name},{a},{b}")
        lines += [f"{code},{one.name},,"] if code in double else []
    path = written(tmp_path, "menages.csv", "CODE_INSEE,LIBCOM,TX_NSCOL15P,TX_MENSEUL", lines)
    _, told = findings(path)
    duplicate = told["duplicate-key", ""]
    assert duplicate["message"] == "5 territoires ont une ligne remplie et une ligne vide."
    # The most populous first.
    assert [area["name"] for area in duplicate["areas"][:3]] == ["Nantes", "Bordeaux", "Amiens"]
    text = run(path).output
    assert "À CORRIGER  5 territoires" in text
    assert "Par exemple : Nantes (44109), Bordeaux (33063), Amiens (80021)" in text
    assert "Pourquoi : " in text
    assert "Que faire : " in text


def test_the_layout_of_2019_with_an_income_not_inverted_and_of_the_commune(tmp_path: Path):
    drawn = random.Random(5)
    names = ["MONOPARENTALES", "SEULS", "REVENU MEDIAN", "JEUNES", "PEU DIPLOMES", "65 ANS"]
    incomes = {"62041": 17868, "62119": 16120, "62498": 15380, "62427": 15022}
    rows = {
        f"{commune}{iris:04d}": [
            *(drawn.uniform(10, 40) for _ in range(2)),
            float(income),
            *(drawn.uniform(10, 40) for _ in range(3)),
        ]
        for commune, income in incomes.items()
        for iris in range(101, 111)
    }
    means = [sum(column) / len(rows) for column in zip(*rows.values(), strict=True)]
    lines = []
    for code, values in rows.items():
        ratios = [100 * value / mean for value, mean in zip(values, means, strict=True)]
        lines.append(";".join(map(str, [code, *values, *ratios, sum(ratios), sum(ratios) / 6])))
    header = ";".join(["IRIS", *names, *(f"SEUIL {n}" for n in names), "SCORE GLOBAL", "SCORE GLOBAL 1"])
    path = written(tmp_path, "arras.csv", header, lines)
    one, told = findings(path)
    assert one["level"] == "iris"
    assert "monte quand « REVENU MEDIAN » monte" in told["wrong-direction", "REVENU MEDIAN"]["message"]
    assert "une seule valeur pour tous les IRIS" in told["spread-value", "REVENU MEDIAN"]["message"]
    assert ("spread-value", "SEULS") not in told
    _, declared = findings(path, "--direction", "REVENU MEDIAN=1")
    assert "est un revenu" in declared["wrong-direction", "REVENU MEDIAN"]["message"]


def test_secrets_and_blanks_of_neighbourhoods(tmp_path: Path):
    lines = [
        f"QP033{rank:03d};{1000 + 20 * rank};{'' if rank < 30 else f'{20 + rank / 7:.1f}'.replace('.', ',')};"
        f"{'s' if rank < 20 else rank * 3}"
        for rank in range(100)
    ]
    path = written(tmp_path, "quartiers.csv", "CODGEO;POP_MUN;TX_TOT_60ETPLUS;ALLOCATAIRES", lines)
    one, told = findings(path)
    assert (one["level"], one["unread"]) == ("qpv", {})
    assert told["secret", "ALLOCATAIRES"]["message"] == "20 valeurs secrètes sur 100 (20 %)."
    assert "plus petits (médianes : 1\u202f290 et" in told["secret", "TX_TOT_60ETPLUS"]["message"]


def test_a_workbook_that_lost_the_zero_of_its_codes(tmp_path: Path):
    path = tmp_path / "ain.xlsx"
    codes = list(cog().members_of("01"))[:60]
    rows = [[int(code), 20 + rank / 7] for rank, code in enumerate(codes)]
    write_xlsx(path, [SheetOut("Ain", ["insee", "taux"], rows)])
    one, told = findings(path)
    assert (one["key"], one["measures"]) == ("insee", ["taux"])
    assert told["lost-zero", ""]["count"] == 60
    assert "« 1001 » pour « 01001 »" in told["lost-zero", ""]["message"]


def test_a_geojson_and_former_communes(tmp_path: Path):
    gone = [one.code for one in cog().formers if one.code not in cog() and one.kind == "F"][:30]
    features = [
        {"type": "Feature", "geometry": None, "properties": {"code": code, "taux": rank / 7}}
        for rank, code in enumerate(gone)
    ]
    path = tmp_path / "anciennes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    _, told = findings(path, "--geography", 2026)
    assert told["vintage", ""]["severity"] == "error"
    assert told["vintage", ""]["count"] == 30


def test_codes_and_positions_are_no_measures(tmp_path: Path):
    lines = [f"{code},33,200069193,01{code[2:]},{a},{b},{c}" for code, _, (a, b, c, _) in communes()]
    header = "codgeo,departement,epci,champ,latitude,longitude,taux"
    table = read_lint_table(written(tmp_path, "x.csv", header, lines), directions={})
    assert (table.key, list(table.raw.columns)) == ("codgeo", ["taux"])


def test_text_in_a_column_of_numbers_is_counted_and_said(tmp_path: Path):
    lines = [f"{code};{'inconnu' if rank == 3 else a}" for rank, (code, _, (a, *_)) in enumerate(communes())]
    path = written(tmp_path, "x.csv", "insee;taux", lines)
    assert findings(path)[0]["unread"] == {"taux": 1}
    assert "colonne « taux » : 1 cellule sans nombre, pris pour du vide" in run(path).stderr


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_linted(tmp_path: Path):
    good = written(tmp_path, "bon.csv", "insee,taux", [f"{code},{a}" for code, _, (a, *_) in communes()])
    bad = written(tmp_path, "sans_code.csv", "nom,taux", ["Untel,3", "Autre,5"])
    done = run("--json", tmp_path / "absent.csv", good, bad)
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert [Path(one["file"]).name for one in report["files"]] == ["bon.csv"]
    messages = [one["message"] for one in report["refused"]]
    assert "n’existe pas" in messages[0]
    assert "aucune colonne ne contient de codes" in messages[1]
    assert "--key" in messages[1]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--key", "absente"], 1, "pas de colonne « absente » ; le fichier a « insee », « taux »"),
        (["--direction", "absente=1"], 1, "pas de colonne « absente »"),
        (["--direction", "taux"], 2, "écrivez COLONNE=1 ou COLONNE=-1"),
        (["--direction", "taux=2"], 2, "écrivez COLONNE=1 ou COLONNE=-1"),
        (["--level", "pays"], 2, "pays"),
    ],
)
def test_wrong_use_is_said(tmp_path: Path, arguments, status, said):
    path = written(tmp_path, "x.csv", "insee,taux", ["33063,4", "33281,5"])
    done = run(path, *arguments)
    assert done.exit_code == status
    assert said in done.output


def test_a_file_with_a_header_alone_is_refused(tmp_path: Path):
    done = run(written(tmp_path, "vide.csv", "insee,taux", []))
    assert done.exit_code == 1
    assert "aucune ligne" in done.output


def test_a_measure_with_a_word_of_position_in_its_name_is_examined(tmp_path: Path):
    """« taux X », « POP_COM », « prix region »: only a header that is nothing but a code or a position is."""
    header = "code_insee,nom,DEP,code_reg,lambert_x,part_x,POP_COM_QP,tx_region,date_long,chef_lieu"
    lines = [f"{33001 + k},A{k},33,75,{400000 + k},{k},{k * 3},{k / 2},{k + 1},33063" for k in range(40)]
    done = run(written(tmp_path, "x.csv", header, lines), "--json")
    (one,) = json.loads(done.stdout)["files"]
    assert one["measures"] == ["part_x", "POP_COM_QP", "tx_region", "date_long"]
    assert one["left_out"] == [
        {"column": "nom", "reason": "pas des nombres"},
        {"column": "DEP", "reason": "code, position ou date"},
        {"column": "code_reg", "reason": "code, position ou date"},
        {"column": "lambert_x", "reason": "code, position ou date"},
        {"column": "chef_lieu", "reason": "codes"},
    ]
    said = run(tmp_path / "x.csv").stdout
    assert "Colonnes non examinées : « nom » (pas des nombres), « DEP » (code, position ou date)" in said


def test_what_read_wrote_is_read_with_its_statuses(tmp_path: Path):
    lines = [f"{33001 + k},A,,secret,{k},imputed" for k in range(20)] + ["33063,B,5,observed,,missing"]
    path = written(tmp_path, "x.csv", "id,name,tx_a,tx_a_status,tx_b,tx_b_status", lines)
    columns = read_lint_table(path, directions={}).raw.columns
    assert list(columns) == ["tx_a", "tx_b"]
    assert columns["tx_a"].status.tolist() == [Status.SECRET] * 20 + [Status.OBSERVED]
    assert columns["tx_b"].status.tolist() == [Status.IMPUTED] * 20 + [Status.MISSING]
