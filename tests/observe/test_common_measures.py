"""A column whose header looks like a common measure: a person says whether it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fabrique.config.cli import main
from fabrique.observe import uploading
from fabrique.observe.models import DataSet
from fabrique.people.models import Organisation
from tests.observe.test_pages import SAID, coordinator, filled, sent, text

COMMON = "code commune;taux de pauvreté\n00101;12,5\n00102;30\n"


def test_a_measure_taken_for_a_common_one_is_corrected(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, COMMON, "fragiles.csv")
    page = text(client.get(address))
    assert "Est-ce bien la mesure commune « Taux de pauvreté (seuil à 60 %" in page
    values = {**filled(page), **SAID, "colonne1-label": "Taux de pauvreté des enfants"}
    assert "colonne1-common" not in values
    page = text(client.post(address, {**values, "importer": "oui"}))
    assert 'href="#id_colonne1-common_0"' in page
    assert not DataSet.objects.everywhere("test").exists()
    page = text(client.post(address, {**values, "colonne1-common": "oui"}))
    assert "Ce n’est plus la mesure commune" in page
    values["colonne1-common"] = "non"
    page = text(client.post(address, values))
    client.post(address, {**filled(page), "importer": "oui"})
    column = DataSet.objects.everywhere("test").get().columns.get()
    assert (column.code, column.label) == ("taux_de_pauvrete_des_enfants", "Taux de pauvreté des enfants")


def test_a_measure_that_a_person_says_is_the_common_one_is_kept_as_it(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, COMMON, "fragiles.csv")
    page = text(client.get(address))
    assert "1 colonne ressemble" in page
    page = text(client.post(address, {**filled(page), **SAID, "colonne1-common": "oui"}))
    client.post(address, {**filled(page), "importer": "oui"})
    assert DataSet.objects.everywhere("test").get().columns.get().code == "poverty_rate"


def test_what_is_not_the_common_measure_does_not_borrow_its_words(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, COMMON, "fragiles.csv")
    values = {**filled(text(client.get(address))), **SAID, "colonne1-common": "non"}
    page = text(client.post(address, values))
    client.post(address, {**filled(page), "importer": "oui"})
    column = DataSet.objects.everywhere("test").get().columns.get()
    assert (column.label, column.denominator) == ("taux de pauvreté", "")
    assert column.code != "poverty_rate"


def test_a_column_left_out_asks_nothing(holder: Organisation):
    client = coordinator(holder)
    address = sent(client, "code commune;taux de pauvreté;ateliers\n00101;12,5;3\n00102;30;4\n")
    values = {**filled(text(client.get(address))), **SAID, "colonne1-role": "ignored"}
    page = text(client.post(address, values))
    assert "Il manque une réponse" not in page
    client.post(address, {**filled(page), "importer": "oui"})
    assert DataSet.objects.everywhere("test").get().columns.get().code == "ateliers"


def test_a_file_that_is_examined_is_opened_once(holder: Organisation, monkeypatch: pytest.MonkeyPatch):
    client = coordinator(holder)
    address = sent(client, COMMON, "fragiles.csv")
    opened: list[Any] = []
    real = uploading.open_table
    monkeypatch.setattr(uploading, "open_table", lambda path: opened.append(path) or real(path))
    assert client.get(address).status_code == 200
    assert len(opened) == 1


def test_a_command_takes_no_column_for_a_common_one_unless_it_is_told(holder: Organisation, tmp_path: Path):
    path = tmp_path / "fragiles.csv"
    path.write_text(COMMON, encoding="utf-8")
    arguments = ["observe", "import", str(path), "--organisation", holder.name, "--dry-run"]
    said = CliRunner().invoke(main, arguments)
    assert said.exit_code == 0, said.output
    assert "« taux de pauvreté » ressemble à la mesure commune « poverty_rate »" in said.output
    assert "--common 'taux de pauvreté'" in said.output
    report = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert report["looks_common"] == {"taux de pauvreté": "poverty_rate"}
    assert report["measures"] == ["taux_de_pauvrete"]
    told = [*arguments, "--common", "taux de pauvreté", "--json"]
    report = json.loads(CliRunner().invoke(main, told).stdout)
    assert (report["looks_common"], report["measures"]) == ({}, ["poverty_rate"])


def test_a_column_that_looks_like_no_common_measure_cannot_be_said_to_be_one(
    holder: Organisation, tmp_path: Path
):
    path = tmp_path / "fragiles.csv"
    path.write_text(COMMON, encoding="utf-8")
    arguments = ["observe", "import", str(path), "--organisation", holder.name, "--common", "pauvreté"]
    said = CliRunner().invoke(main, [*arguments, "--dry-run"])
    assert said.exit_code == 1
    assert "ne ressemble à aucune mesure commune" in said.output
