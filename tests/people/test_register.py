"""The register that is shipped is the one that the code gives."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fabrique.config.cli import main
from fabrique.core.classification import Level, activities, classified
from fabrique.people import register
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
TEMPLATES = sorted((ROOT / "docs/modeles").glob("*.md"))


@pytest.mark.parametrize(
    ("path", "options"), [("docs/registre.md", []), ("docs/modeles/aipd-annexe.md", ["--annex"])]
)
def test_the_documents_are_those_of_the_code(path: str, options: list[str]):
    """If this fails: ``fabrique people register [--annex] > path``."""
    printed = CliRunner().invoke(main, ["people", "register", *options])
    assert printed.exit_code == 0
    assert printed.stdout == (ROOT / path).read_text(encoding="utf-8")


def test_each_activity_says_all_that_article_30_asks():
    said = json.loads(CliRunner().invoke(main, ["people", "register", "--json"]).stdout)["activities"]
    assert {entry["code"] for entry in said} == {activity.code for activity in activities()}
    for entry in said:
        assert entry["data"]
        assert all(entry[key] for key in ("name", "purpose", "basis", "persons", "recipients", "controller"))
        assert all(data["category"] and data["retention"] for data in entry["data"])


def test_the_annex_lists_every_field_that_says_something():
    rows = [
        line.split("|") for line in register.annex().splitlines() if "`" in line and line.startswith("| ")
    ]
    said = {f"{row[1].strip()}.{name}" for row in rows for name in re.findall(r"`(\w+)`", row[2])}
    assert said == {f"{each.table}.{each.field}" for each in classified() if each.kind.level != Level.NONE}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_the_templates_lead_somewhere(path: Path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert (path.parent / target).exists(), target


def test_there_is_a_template_for_each_duty():
    assert {path.stem for path in TEMPLATES} == {
        "README", "sous-traitance", "responsabilite-conjointe", "analyse-impact", "aipd-annexe",
        "dossier-securite",
    }  # fmt: skip
