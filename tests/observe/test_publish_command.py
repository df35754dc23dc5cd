"""``fabrique observe publish``: all the files, one JSON object, refusals that say what to do."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from fabrique.config.cli import main
from fabrique.kernels.indicators import Kind, Measure, Panel, series
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.actions.sites import share_site_list
from fabrique.observe.making import Console, the_run
from fabrique.observe.models import DataSet, IndexRun, Publication
from fabrique.people.models import Organisation
from fabrique.territory.models import Territory
from tests.factories.observe import brought, contoured, listed, sited
from tests.factories.people import organisation
from tests.factories.towns import two_communes
from tests.observe.indexing import REAL
from tests.observe.test_demand import counted

pytestmark = pytest.mark.django_db(transaction=True)
FILES = {
    "portrait.pdf", "diaporama.pdf", "tableau.xlsx", "indicateurs.csv", "zones.csv", "dictionnaire.csv",
    "contenu.json",
}  # fmt: skip


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["observe", "publish", *map(str, arguments)])


@pytest.fixture
def holder() -> Organisation:
    two_communes()
    found = organisation(name="Val-d’Estuaire")
    share_data_set(data_set=brought(found), shared=True, by=None)
    return found


def test_all_the_files_are_written_and_told(holder: Organisation, tmp_path: Path):
    out = tmp_path / "portrait"
    done = run("-o", out, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["kind"] == "portrait"
    assert set(told["files"]) == FILES == {each.name for each in out.iterdir()}
    assert told["digest"] == json.loads((out / "contenu.json").read_text(encoding="utf-8"))["digest"]
    assert told["tables"]["zones"] == 2
    words = run("-o", out)
    assert "Portrait de territoire" in words.output
    assert f"Sceau : {told['digest'][:16]}" in words.output


def test_an_indicator_and_an_area_have_their_own(holder: Organisation, tmp_path: Path):
    done = run("--what", "indicator", "--indicator", "population", "-o", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    assert "indicateur.pdf" in json.loads(done.stdout)["files"]
    area = run("--area", "00101", "-o", tmp_path, "--json")
    assert json.loads(area.stdout)["subject"] == "00101"


def test_it_is_put_online_once_and_anybody_reads_it(holder: Organisation, tmp_path: Path):
    done = run("--online", "-o", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    page = Client().get(told["address"])
    assert (page.status_code, told["edition"]) == (200, 1)
    assert told["title"] in unescape(page.content.decode())
    file = Client().get(f"{told['address']}fichiers/portrait.pdf")
    assert b"".join(file) == (tmp_path / "portrait.pdf").read_bytes()
    assert json.loads(run("--online", "--json").stdout)["address"] == told["address"]
    found = Publication.objects.of(holder).get()
    assert (found.digest, found.drafted_by, found.published_by) == (told["digest"], None, None)


def test_the_same_title_with_other_figures_is_a_new_edition(holder: Organisation):
    first = json.loads(run("--online", "--json").stdout)
    share_data_set(data_set=brought(holder, vintage="2024", shared=True), shared=True, by=None)
    second = json.loads(run("--online", "--json").stdout)
    assert (first["edition"], second["edition"]) == (1, 2)
    assert [one.state for one in Publication.objects.of(holder).order_by("edition")] == [
        "replaced", "published",
    ]  # fmt: skip


def test_areas_are_compared_by_their_codes(holder: Organisation):
    told = json.loads(run("--what", "comparison", "--areas", "00101,00102", "--online", "--json").stdout)
    assert (told["kind"], told["subject"]) == ("comparison", "00101-00102")
    assert Client().get(told["address"]).status_code == 200


def planned(holder: Organisation, title: str, *, shared: bool = True) -> None:
    """A plan of one site, of a list of its own."""
    counts = DataSet.objects.of(holder)
    if not counts.filter(slug="comptes").exists():
        contoured()
        brought(holder, of=counted(c00101=1000, c00102=400), slug="comptes", shared=True)
    sites = share_site_list(site_list=listed(holder), shared=shared, by=None)
    sited(sites, {}, {"longitude": -2.9, "commune_code": "00102"})
    said = ["--organisation", holder.name, "--list", sites.title, "--count", "1", "--title", title]
    done = CliRunner().invoke(main, ["observe", "plan", *said])
    assert done.exit_code == 0, done.output


def test_scenarios_and_their_comparison_are_published(holder: Organisation):
    planned(holder, "Un lieu")
    planned(holder, "Un autre")
    told = json.loads(run("--what", "scenario", "--scenario", "Un lieu", "--online", "--json").stdout)
    assert (told["kind"], told["title"]) == ("scenario", "Un lieu")
    both = run("--what", "comparison", "--scenario", "Un lieu", "--with", "Un autre", "--online", "--json")
    assert json.loads(both.stdout)["kind"] == "comparison"
    assert all(Client().get(each["address"]).status_code == 200 for each in (told, json.loads(both.stdout)))


def test_what_is_not_shared_or_not_known_or_named_twice_is_refused(holder: Organisation):
    planned(holder, "Un lieu", shared=False)
    done = run("--what", "scenario", "--scenario", "Un lieu", "--online")
    assert (done.exit_code, Publication.objects.of(holder).count()) == (1, 0)
    assert "n’est pas partagé" in done.output
    assert "« Un lieu »" in run("--what", "scenario", "--scenario", "Deux lieux", "--online").output
    planned(holder, "Un lieu")
    assert "identifiant" in run("--what", "scenario", "--scenario", "Un lieu", "--online").output


def test_either_a_folder_or_online_is_asked_for(holder: Organisation):
    done = run()
    assert done.exit_code == 2
    assert "--online" in done.output


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--what", "scenario"), 2, "--scenario TITRE"),
        (("--what", "comparison"), 2, "--areas CODE,CODE"),
        (("--what", "comparison", "--scenario", "Un lieu"), 2, "--with TITRE"),
        (("--areas", "00101,00102"), 2, "--what comparison"),
        (("--scenario", "Un lieu"), 2, "--what scenario"),
        (("--what", "comparison", "--areas", "00101"), 1, "deux à quatre"),
        (("--what", "ranking"), 2, "--index NOM"),
        (("--what", "indicator"), 2, "--indicator CODE"),
        (("--indicator", "population"), 2, "--what indicator"),
        (("--what", "ranking", "--index", "fabrique", "--area", "00101"), 2, "--what portrait"),
        (("--area", "99999"), 1, "Aucune zone du territoire"),
        (("--index", "rien"), 1, "Aucune définition livrée"),
        (("--index", "fabrique"), 1, "Aucun jeu de données ne donne"),
        (("--level", "iris"), 1, "Aucun jeu de données partagé"),
        (("--organisation", "Personne"), 1, "« Val-d’Estuaire »"),
    ],
)
def test_a_refusal_says_what_to_do(
    holder: Organisation, tmp_path: Path, arguments: tuple[str, ...], status: int, words: str
):
    done = run(*arguments, "-o", tmp_path / "sortie")
    assert done.exit_code == status, done.output
    assert words in done.output


def test_a_folder_that_is_a_file_and_an_empty_instance_are_refused(tmp_path: Path):
    path = tmp_path / "fichier"
    path.write_text("", encoding="utf-8")
    assert "Choisissez" in run("-o", path / "dedans").output
    done = run("-o", tmp_path / "autre")
    assert done.exit_code == 1
    assert "create-administrator" in done.output


def test_of_several_organisations_one_is_asked_for(holder: Organisation, tmp_path: Path):
    organisation(name="Atelier")
    done = run("-o", tmp_path)
    assert done.exit_code == 1
    assert "--organisation" in done.output
    assert run("--organisation", holder.name, "-o", tmp_path).exit_code == 0


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_file(), reason="the published files are not next to the repository")
def test_a_real_territory_is_ranked_once_and_never_shows_an_estimate_as_observed(tmp_path: Path):
    codes = ["--territory", "200072726", "--name", "Châteaubriant-Derval"]
    assert CliRunner().invoke(main, ["init", *codes]).exit_code == 0
    held = organisation(name="Châteaubriant-Derval")
    options = ["--producer", "INSEE", "--licence", "Licence Ouverte", "--organisation", held.name, "--share"]
    assert CliRunner().invoke(main, ["observe", "import", str(REAL), *options]).exit_code == 0
    told = json.loads(run("--index", "fabrique-2020", "-o", tmp_path, "--json").stdout)
    assert told["tables"]["classement"] == 26
    assert any("estimées par le producteur" in each for each in told["reading"])
    zones = (tmp_path / "zones.csv").read_text(encoding="utf-8-sig").splitlines()
    place = zones[0].split(",").index("poverty_rate_2020_nature")
    assert {line.split(",")[place] for line in zones[1:]} == {"estimé"}
    the_run(Console(held.pk), held, "fabrique-2020", "commune")
    assert IndexRun.objects.of(held).count() == 1  # the same figures: the same calculation serves
    assert Territory.objects.count() == 1


@pytest.mark.parametrize("online", [(), ("--online",)])
def test_two_files_do_not_tell_those_whom_one_count_leaves_out_of_the_other(
    holder: Organisation, tmp_path: Path, online: tuple[str, ...]
):
    """40 tenants in one folder, 38 without e-mail in another: nobody is handed the second."""
    said = {
        "tenants": Measure("tenants", "Locataires", "personnes", Kind.COUNT),
        "mailless": Measure("mailless", "Sans courriel", "personnes", Kind.COUNT),
        "share": Measure(
            "share",
            "Part sans courriel",
            "%",
            Kind.RATIO,
            numerator="mailless",
            denominator="tenants",
            scale=100.0,
        ),
    }
    values = {"tenants": [40.0, 300.0], "mailless": [38.0, 120.0], "share": [95.0, 40.0]}
    held = {code: series(said[code], values[code]) for code in said}
    figures = Panel("commune", 2026, ("00101", "00102"), held)
    brought(holder, of=figures, origin="partner", slug="suivi", shared=True)
    out = tmp_path / "locataires"
    assert run("--what", "indicator", "--indicator", "tenants", "-o", out, *online).exit_code == 0
    after = tmp_path / "sans-courriel"
    done = run("--what", "indicator", "--indicator", "mailless", "-o", after, *online)
    assert done.exit_code == 1
    assert "une part, ou le tout" in " ".join(done.output.split())
    assert not after.exists() or not list(after.iterdir())
    share = run("--what", "indicator", "--indicator", "share", "-o", after, *online)
    assert share.exit_code == 0, share.output
    told = (after / "zones.csv").read_text(encoding="utf-8")
    assert "38" not in told
    assert "95" not in told
