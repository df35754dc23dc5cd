"""``fabrique observe index`` on files alone."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from fabrique.kernels.index.definition import Definition
from fabrique.observe.standalone.index_data import load_definition, shipped
from tests.observe.indexing import DEFINITION, asked, rows, run

HEADER = "code_insee;nom;share_low_diploma;share_65_plus;poverty_rate;share_thd30;population"


@pytest.fixture
def communes(tmp_path: Path) -> Path:
    """Sixty invented communes: one secret, one missing, one unreadable cell, one double, one without much."""
    drawn = random.Random(3)
    lines = [HEADER]
    for rank in range(60):
        rates = [f"{drawn.uniform(10, 60):.2f}".replace(".", ",") for _ in range(3)]
        network, people = 100 * drawn.random(), drawn.randint(50, 9000)
        lines.append(f"{33000 + rank};Commune {rank};{';'.join(rates)};{network:.1f};{people}")
    cells = lines[5].split(";")
    lines[5] = ";".join([*cells[:4], "s", *cells[5:]])
    cells = lines[6].split(";")
    lines[6] = ";".join([*cells[:4], "", *cells[5:]])
    cells = lines[7].split(";")
    lines[7] = ";".join([*cells[:2], "beaucoup", *cells[3:]])
    cells = lines[8].split(";")
    lines[8] = ";".join([*cells[:2], "ns", "nd", "c", *cells[5:]])
    lines.append(lines[1])
    path = tmp_path / "communes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_scores_intervals_and_reasons_are_written_area_by_area(communes: Path, tmp_path: Path):
    out = tmp_path / "indice.csv"
    report = asked("--definition", "fabrique", "--data", communes, "--draws", 200, "--seed", 4, "-o", out)
    assert (report["definition"], report["areas"], report["scored"]) == ("fabrique", 60, 59)
    assert (report["draws"], report["seed"], report["row_errors"], report["lost_rows"]) == (200, 4, 2, 1)
    assert report["robust"] + report["probable"] + report["contested"] == 59
    assert 0 < report["median_rank_interval"] < 1
    assert report["seconds"] > 0
    assert report["peak_mb"] > 10
    assert report["hash"] == load_definition("fabrique").hash
    table = rows(out)
    assert len(table) == 60
    secret, missing, unread, poor = (table[f"3300{rank}"] for rank in (4, 5, 6, 7))
    assert secret["reason"] == "secret statistique : poverty_rate"
    assert missing["reason"] == "valeur manquante : poverty_rate"
    assert unread["reason"] == "valeur manquante : share_low_diploma"
    assert secret["count_poverty_rate"] == ""
    assert secret["count_share_65_plus"] != ""
    assert (poor["score"], poor["rank"], poor["rank_low"], poor["p_top"], poor["class"]) == ("",) * 5
    assert poor["mean_score"] == ""
    assert poor["reason"].startswith("pas de score : 25 % des poids sont connus ; ")
    for area, row in table.items():
        if area == "33007":
            continue
        parts = [float(row[name]) for name in row if name.startswith("contribution_")]
        assert float(row["mean_score"]) == report["mean_score"]
        assert float(row["mean_score"]) + sum(parts) == pytest.approx(float(row["score"]), abs=1e-6)
        assert 1 <= float(row["rank_low"]) <= float(row["rank_high"]) <= 59
        assert row["class"] in {"robust", "probable", "contested"}
    done = run("--definition", "fabrique", "--data", communes, "--draws", 20)
    assert (
        "« communes.csv », ligne 8, colonne « share_low_diploma » : « beaucoup » n’est pas un nombre"
        in done.stderr
    )
    assert "« 33000 » est déjà à la ligne 2" in done.stderr
    assert "59 zones notées sur 60" in done.stdout


def test_a_file_of_one_s_own_and_all_the_questions(communes: Path, tmp_path: Path):
    own = tmp_path / "deux.toml"
    own.write_text(DEFINITION, encoding="utf-8")
    report = asked(
        "--definition", own, "--data", communes, "--draws", 50, "--audit", "--sensitivity", 16,
        "--compare", "fabrique", "--outcome", "share_low_diploma", "--base", communes,
    )  # fmt: skip
    assert [one["code"] for one in report["audit"]["indicators"]] == ["share_65_plus", "poverty_rate"]
    assert report["sensitivity"] == {"runs": 0, "effects": []}
    assert report["comparison"]["with"] == "fabrique"
    assert -1 <= report["comparison"]["spearman"] <= 1
    assert report["validation"]["areas"] == 56  # one more has no outcome
    assert report["trend"] == {"areas": 60, "compared": 57, "median_change": 0.0, "worse": 0, "better": 0}
    told = run(
        "--definition", "fabrique", "--data", communes, "--draws", 50, "--audit", "--sensitivity", 16,
        "--compare", own, "--outcome", "share_low_diploma", "--base", communes,
    ).stdout  # fmt: skip
    for words in (
        "sûr pour",
        "Ce qui change les rangs : ",
        "Avec « deux » :",
        "bornes figées",
        "Résultat observé",
    ):
        assert words in told
    assert (
        "rien, la définition ne laisse aucun choix"
        in run("--definition", own, "--data", communes, "--sensitivity", 16).stdout
    )


TEN = "id;share_65_plus;poverty_rate\n" + "\n".join(f"{rank};{9 - rank};{9 - rank}" for rank in range(10))


def test_whatever_one_chooses_is_said_of_all_draws_only(tmp_path: Path):
    own, path = tmp_path / "deux.toml", tmp_path / "d.csv"
    spread = DEFINITION.replace('version = "3"', 'version = "3"\ntop_share = 0.1')
    own.write_text(spread + "[alternatives]\nspread = 1\n", encoding="utf-8")
    path.write_text(TEN, encoding="utf-8")
    told = run("--definition", own, "--data", path, "--draws", 100).stdout
    assert "(1) : 1 zone dans au moins 95 % des tirages (dont 1 dans tous, quoi qu’on choisisse)" in told
    assert "rang incertain" not in told  # nothing moves: half the areas have an interval of 0 ranks or more
    opposed = [(5, 5), *((9 - rank, rank) for rank in range(10))]
    lines = [f"{rank};{one};{other}" for rank, (one, other) in enumerate(opposed)]
    path.write_text("\n".join([TEN.partition("\n")[0], *lines]), encoding="utf-8")
    report = asked("--definition", own, "--data", path, "--draws", 100)
    told = run("--definition", own, "--data", path, "--draws", 100).stdout
    assert report["always_top"] == 0
    assert "dans tous" not in told
    assert "quoi qu’on choisisse" not in told
    assert report["median_places"] > 1
    words = f"Au moins la moitié des zones ont un rang incertain de {report['median_places']} rangs ou plus."
    assert words in told


def test_a_sign_off_counts_only_for_the_text_that_was_signed(communes: Path, tmp_path: Path):
    own = tmp_path / "deux.toml"
    own.write_text(DEFINITION, encoding="utf-8")
    digest = load_definition(str(own)).hash
    signature = (
        f'[[sign_offs]]\nname = "Marie Exemple"\nrole = "élue"\non = "2026-03-01"\nhash = "{digest}"\n'
    )
    own.write_text(DEFINITION + signature, encoding="utf-8")
    report = asked("--definition", own, "--data", communes, "--draws", 5)
    assert (report["signed_by"], report["stale_sign_offs"]) == (["Marie Exemple"], 0)
    own.write_text(DEFINITION.replace('"3"', '"4"') + signature, encoding="utf-8")
    report = asked("--definition", own, "--data", communes, "--draws", 5)
    assert (report["signed_by"], report["stale_sign_offs"]) == ([], 1)


def test_one_area_or_nothing_that_differs_is_said_not_guessed(tmp_path: Path):
    out = tmp_path / "o.csv"
    for lines, words in (
        ([HEADER, "33001;A;30;20;10;0.5;100"], "Une seule zone"),
        ([HEADER, "33001;A;30;20;10;0.5;100", "33002;B;30;20;10;0.5;100"], "même score"),
    ):
        path = tmp_path / "d.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        report = asked("--definition", "fabrique", "--data", path, "--draws", 10, "-o", out)
        assert report["median_rank_interval"] is None
        assert (report["robust"], report["probable"], report["contested"]) == (0, 0, 0)
        for row in rows(out).values():
            assert (row["rank"], row["class"]) == ("", "")
            assert words in row["reason"]
            assert row["score"] != ""


REFUSED = [
    (("--definition", "inconnue", "--data", "{data}"), "ni un fichier .toml ni une définition livrée"),
    (("--definition", "{dir}/non.toml", "--data", "{data}"), "ne peut pas être lu"),
    (("--definition", "{bad}", "--data", "{data}"), "TOML"),
    (("--definition", "ifn-v2", "--data", "{data}"), "il manque les colonnes « distance_library »"),
    (("--definition", "fabrique", "--data", "{dir}/non.csv"), "non.csv"),
    (("--definition", "fabrique", "--data", "{data}", "--key", "siren"), "il faut les colonnes « siren »"),
    (("--definition", "fabrique", "--data", "{data}", "-o", "{dir}/non/x.csv"), "n’existe pas"),
    (("--definition", "fabrique", "--data", "{data}", "--outcome", "zz"), "il manque les colonnes « zz »"),
    (("--definition", "fabrique", "--data", "{empty}"), "aucune ligne"),
    (("--definition", "fabrique", "--data", "{void}"), "« poverty_rate » n’a aucune valeur connue"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_cannot_be_done_is_refused_in_french(communes: Path, tmp_path: Path, arguments, words):
    files = {"bad": "name = ", "empty": HEADER + "\n", "void": HEADER + "\n1;A;3;2;s;0;9\n2;B;4;3;;1;9\n"}
    places = {"data": communes, "dir": tmp_path}
    for name, text in files.items():
        places[name] = tmp_path / f"{name}{'.toml' if name == 'bad' else '.csv'}"
        places[name].write_text(text, encoding="utf-8")
    done = run(*(one.format(**places) for one in arguments), "--json")
    assert done.exit_code == 1, done.output
    assert words in json.loads(done.stdout)["error"]


def test_wrong_use_is_status_2():
    assert run("--definition", "fabrique").exit_code == 2


def test_the_shipped_definitions_are_listed_and_hold_together():
    done = run("--list")
    assert done.exit_code == 0
    assert [line.split(" : ")[0] for line in done.stdout.splitlines()] == list(shipped())
    found = {name: load_definition(name) for name in shipped()}
    assert set(found) == {"fabrique", "fabrique-2020", "ifn-v0", "ifn-v1", "ifn-v2", "ifn-2023", "deri-1.6"}
    for name, one in found.items():
        assert isinstance(one, Definition)
        assert one.name == name
        assert one.reasons
        assert one.description
    assert not found["fabrique"].relative
    assert all(one.reason and one.source for one in found["fabrique"].indicators)


def test_the_definition_that_the_docs_show_can_be_used(tmp_path: Path):
    page = (Path(__file__).parents[2] / "docs/observer/commandes.md").read_text(encoding="utf-8")
    blocks = (block.partition("```")[0] for block in page.split("```toml\n")[1:])
    (shown,) = (block for block in blocks if "mon-indice" in block)
    own = tmp_path / "mon-indice.toml"
    own.write_text(shown, encoding="utf-8")
    found = load_definition(str(own))
    assert found.leaves(found.top) == ("share_65_plus", "share_low_diploma", "poverty_rate")
    assert found.alternatives.spread == 10


EXAMPLE = """
name = "exemple"
title = "Exemple"
version = "1"
normalisation = "minmax"
top_share = 0.25
indicators = [
    { code = "share_65_plus", direction = 1 },
    { code = "share_low_diploma", direction = 1 },
    { code = "poverty_rate", direction = 1 },
]
groups.index.parts = ["share_65_plus", "share_low_diploma", "poverty_rate"]
[alternatives]
normalisations = ["percentile", "z"]
means = ["geometric"]
spread = 5
"""


def test_the_example_of_the_docs_is_what_the_command_finds(tmp_path: Path):
    """Twelve invented communes, a thousand draws: each cell and each figure of the page."""
    page = (Path(__file__).parents[2] / "docs/observer/methodes.md").read_text(encoding="utf-8")
    shown = page.partition("| neuf tirages sur dix | parmi les trois | classe |\n")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.splitlines()[1:]]
    own, path, out = tmp_path / "exemple.toml", tmp_path / "d.csv", tmp_path / "o.csv"
    own.write_text(EXAMPLE, encoding="utf-8")
    lines = ["id;share_65_plus;share_low_diploma;poverty_rate", *(";".join(row[:4]) for row in cells)]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = asked("--definition", own, "--data", path, "--draws", 1000, "--seed", 1, "-o", out)
    found = rows(out)
    assert len(cells) == len(found) == 12
    for commune, _age, _diploma, _poverty, *shown_cells in cells:
        row = {name: float(found[commune][name]) for name in ("score", "rank", "rank_low", "rank_high")}
        assert shown_cells == [
            f"{row['score']:.0f}",
            f"{row['rank']:.0f}",
            f"{row['rank_low']:.0f} à {row['rank_high']:.0f}",
            f"{100 * float(found[commune]['p_top']):.1f} %".replace(".", ","),
            f"`{found[commune]['class']}`",
        ]
    assert (report["top_count"], report["robust_top"], report["always_top"]) == (3, 2, 1)
    contested = sorted(area for area, row in found.items() if row["class"] == "contested")
    assert contested == ["Charmecy", "Dornay", "Estrave"]
    assert f"un rang incertain de {report['median_places']} rangs ou plus" in page
    low, high = (float(found["Hautemur"][bound]) for bound in ("rank_low", "rank_high"))
    assert f"son rang va de {low:.0f} à {high:.0f}" in page
