"""Sentences on the edge: one area, all equal, nearly all missing, ties, nobody, a secret in the middle."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from fabrique.kernels.indicators import Kind, Measure, Panel, Status, series
from fabrique.observe.actions import indices
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.composing import wording
from fabrique.observe.composing.area_comparisons import comparing_content
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.composing.scenario_words import reading_of as reading_of_scenario
from fabrique.observe.composing.scenario_words import sites_proof
from fabrique.observe.content import Absent, Content
from fabrique.observe.models import IndexRun, Scenario
from fabrique.observe.queries.indices import Places
from fabrique.observe.reading_aloud import reading_of
from fabrique.observe.words import said as on_pages
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from tests.factories.observe import OLD, PEOPLE, TEXT, WIRED, brought
from tests.factories.people import member, organisation
from tests.factories.towns import NOON
from tests.observe.test_standings import TODAY, plain

NAN = float("nan")


def made(old: list[float], wired: list[float], people: list[float], secret: int | None = None) -> Account:
    """As many towns, « Ville 1 »…, with these figures; the account of who reads them."""
    codes = tuple(f"001{rank:02}" for rank in range(1, len(old) + 1))
    town = {"postal_codes": ["00100"], "departement": "00", "region": "00"}
    extra = [{"code": code, "name": f"Ville {rank}", **town} for rank, code in enumerate(codes, 1)]
    Territory.objects.create(
        name="Val", slug="val", school_zone="B", holiday_zone="metropole", created_at=NOON, updated_at=NOON,
        commune_codes=list(codes), extra_communes=extra,
    )  # fmt: skip
    holder = organisation()
    by = member(Role.COORDINATOR, of=holder)
    one = series(OLD, old)
    if secret is not None:
        one.status[secret] = Status.SECRET
    held = {"share_old": one, "share_wired": series(WIRED, wired), "population": series(PEOPLE, people)}
    share_data_set(data_set=brought(holder, of=Panel("commune", 2026, codes, held)), shared=True, by=by)
    return by


def calculated(by: Account) -> IndexRun:
    holder = Organisation.objects.get()
    definition = indices.write_definition(organisation=holder, text=TEXT, by=by)
    return indices.compute_index(definition=definition, level="commune", by=by, draws=40)


def words(content: Content) -> str:
    figures = [f"{one.label} : {one.value} ({one.note})" for one in content.figures]
    return plain(" ".join([content.subtitle, *content.reading, *figures]))


def portrait(by: Account, **wanted: Any) -> str:
    return words(portrait_content(by, today=TODAY, **wanted))


@pytest.mark.django_db
def test_one_area_is_compared_with_nothing():
    by = made([20.0], [50.0], [1.0])
    run = calculated(by)
    whole, area = portrait(by, run=run), portrait(by, run=run, within="00101")
    assert "Le territoire compte 1 habitant et 1 commune." in whole
    assert "Une seule commune a de quoi être classée : il n’y a rien à quoi la comparer." in whole
    assert "20,0 % (la seule commune connue)" in whole
    assert "la seule à avoir un score" in area
    for told in (whole, area, words(ranking_content(run))):
        assert "1re sur 1" not in told
        assert "médiane" not in told
        assert "Sûrement" not in told


@pytest.mark.django_db
def test_equals_are_not_ranked_nor_said_to_lack_data():
    by = made([20.0] * 4, [50.0] * 4, [1000.0] * 4)
    run = calculated(by)
    whole, area = portrait(by, run=run), portrait(by, run=run, within="00102")
    assert "Rien ne départage ces communes" in whole
    assert "Y vivent" not in whole
    assert "le même chiffre dans les 4 communes connues" in whole
    assert "rien ne la départage des autres" in area
    assert "faute de données" not in whole + area
    assert re.search(r"\d(re|e) (ex æquo )?sur", area) is None
    figures = ranking_content(run).figures
    assert [one.value for one in figures] == ["4"]  # none is sure, none is in doubt: neither is zero
    beside = comparing_content(by, ["00101", "00102"], run=run, today=TODAY)
    assert "Ville 1 (rien ne la départage des autres)" in words(beside)


@pytest.mark.django_db
def test_where_nearly_all_is_missing_nothing_is_said_of_the_whole():
    gaps = [NAN] * 9
    by = made([20.0, *gaps], [50.0, *gaps], [1000.0, *gaps])
    run = calculated(by)
    content = portrait_content(by, run=run, today=TODAY)
    whole = words(content)
    assert "Le territoire compte 10 communes." in whole
    assert "habitants" not in whole.casefold().replace("où le numérique risque de laisser des habitants", "")
    assert "9 communes ne sont pas classées, faute de données" in whole
    assert "la seule commune connue" in whole
    area = portrait(by, run=run, within="00110")
    assert "valeur manquante : « Personnes âgées », « Locaux reliés »" in area  # in words, not by code
    assert "manquant (aucune valeur publiée)" in area
    assert re.search(r"(?<![\d,])0([ ,]0)? (%|habitant)", area.replace("0 % des poids", "")) is None
    table = content.table("zones")
    assert table is not None
    assert table.rows[-1].count(Absent.MISSING) == 3


@pytest.mark.django_db
def test_equals_share_their_place_and_the_least_names_them_all():
    by = made([20.0, 20.0, 20.0, 40.0], [50.0, 50.0, 50.0, 30.0], [1000.0] * 4)
    run = calculated(by)
    area = portrait(by, run=run, within="00101")
    assert "3e ex æquo sur 4" in area
    assert "Son rang, qu’elle partage, est le 3e sur 4" in area
    assert "1 commune est la plus fragile quoi qu’on choisisse (Ville 4)." in portrait(by, run=run)
    said = words(indicator_content(by, "share_old", "commune", today=TODAY))
    assert "de 20,0 % (Ville 1 et 2 autres) à 40,0 % (Ville 4)" in said
    # The median is 20: one exceeds it, not half of them.
    assert "la moitié au moins des communes ont ce chiffre ou plus" in said


@pytest.mark.django_db
def test_nobody_is_a_number_and_numbers_agree():
    by = made([0.0, 10.0, 20.0, 40.0], [50.0, 0.0, 50.0, 30.0], [0.0, 0.0, 500.0, 1.0])
    run = calculated(by)
    assert "Ville 1 compte 0 habitant." in portrait(by, run=run, within="00101")
    content = portrait_content(by, run=run, within="00104", today=TODAY)
    assert "Ville 4 compte 1 habitant." in words(content)
    table = content.table("indicateurs")
    assert table is not None
    cells = [plain(str(cell)) for cell in table.rows[0]]
    assert cells[1] == "1 personne"
    assert "0,5 personne" in cells  # the middle of 0 and 1, and not « 0,500 personnes »


@pytest.mark.django_db
def test_a_secret_in_the_middle_is_counted_out_and_said():
    by = made([20.0, NAN, 10.0, 40.0, 30.0], [50.0, 60.0, 70.0, 30.0, 20.0], [1000.0] * 5, secret=1)
    run = calculated(by)
    whole = portrait(by, run=run)
    assert "(Ville 2). Y vivent 1 000 habitants, 20 % du territoire." in whole
    assert "la moitié au moins des 4 communes connues" in whole
    assert "Pour 2 communes, dire si c’est l’une d’elles dépend des choix" in whole
    assert "3e sur 4" in portrait(by, run=run, within="00101")
    beside = comparing_content(by, ["00101", "00102"], run=run, today=TODAY)
    assert "secret statistique : « Personnes âgées »" in words(beside)


@pytest.mark.django_db
def test_a_secret_has_no_share_of_a_score_which_is_not_a_share_of_zero():
    by = made([20.0, NAN, 10.0, 40.0, 30.0], [50.0, 60.0, 70.0, 30.0, 20.0], [1000.0] * 5, secret=1)
    holder = Organisation.objects.get()
    three = TEXT.replace(
        'parts = ["share_old", "share_wired"]', 'parts = ["share_old", "share_wired", "far"]'
    )
    third = """[[indicators]]
code = "far"
label = "Loin de tout"
direction = 1
unit = "%"
goalposts = [0.0, 100.0]
[groups.index]"""
    codes = tuple(f"0010{rank}" for rank in range(1, 6))
    far = {"far": series(replace(OLD, code="far", label="Loin de tout"), [10.0, 80.0, 30.0, 40.0, 50.0])}
    more = brought(holder, of=Panel("commune", 2026, codes, far), slug="loin")
    share_data_set(data_set=more, shared=True, by=by)
    text = three.replace("[groups.index]", third)
    definition = indices.write_definition(organisation=holder, text=text, by=by)
    run = indices.compute_index(definition=definition, level="commune", by=by, draws=40)
    place = Places(run).of("00102")
    assert place is not None
    assert place.score is not None
    assert [code for code, value in place.contributions if value != value] == ["share_old"]
    table = portrait_content(by, run=run, within="00102", today=TODAY).table("contributions")
    assert table is not None
    assert "Personnes âgées" not in [row[0] for row in table.rows]
    assert plain(str(table.rows[-1][0])) == "Indicateurs manquants, dont le poids va aux autres"
    total = sum(float(row[1]) for row in table.rows)  # type: ignore[arg-type]
    assert total == pytest.approx(place.score - run.summary["mean_score"])


def test_an_interval_is_never_narrower_than_its_ranks():
    assert plain(wording.bounds(2.5, 3.5)) == "de la 2e à la 4e place selon les choix"
    assert plain(wording.bounds(1, 1)) == "la 1re place au moins neuf fois sur dix"


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(0, "personnes", "0 personne"), (1, "lieux", "1 lieu"), (2, "lieux", "2 lieux"), (1, "m²", "1 m²")],
)
def test_a_unit_agrees_with_its_number(value: float, unit: str, told: str):
    measure = Measure("x", "X", unit, Kind.COUNT)
    assert plain(wording.said(value, measure)) == plain(on_pages(value, measure)) == told


def test_the_reading_when_nothing_is_ranked():
    summary = {"areas": 3, "scored": 0, "median_width": None, "median_places": 0}
    assert reading_of(summary) == [
        "Aucune de ces zones n’est classée, faute de données : elles ne sont pas « moins fragiles »."
    ]
    assert reading_of({**summary, "areas": 1})[0].startswith("Cette zone n’est pas classée")
    one = {
        "areas": 2, "scored": 2, "median_width": 0.5, "median_places": 1, "top_count": 1, "always_top": 0,
        "robust_top": 0, "probable": 0, "contested": 1,
    }  # fmt: skip
    said = reading_of(one)
    assert "Pour 1 zone, dire si c’est elle dépend des choix : n’en faites pas un argument." in said
    assert said[-1].endswith("de 1 place ou plus, sur 2.")


@pytest.mark.parametrize(("gap", "told"), [(0.12349, "12,4"), (0.1, "10,0"), (0.0001, "0,1")])
def test_what_is_proven_is_rounded_to_what_is_true(gap: float, told: str):
    """At most 12.349 % better is at most 12.4 %, and not at most 12.3 %."""
    assert f"de plus de {told} %" in plain(sites_proof({"proven": False, "gap": gap}))


def test_a_van_that_comes_back_each_week_has_no_cycle_of_one_weeks():
    result = {
        "communes": [], "communes_reached": 1, "covered": 0, "people": 3, "left": [], "proven": True,
        "days": [1], "metres": 12_400, "seconds": 3600,
    }  # fmt: skip
    found = Scenario(
        kind="tours",
        result=result,
        choices={"weeks": 1, "visits": 1, "radius": 3000},
        inputs={"communes": {}},
    )
    said = plain(" ".join(reading_of_scenario(found)))
    assert "1 fois par semaine." in said
    assert "Par semaine : 1 sortie, 12 km et 1 h dehors." in said
    assert "personnes sur 10 vivent" in said  # three are some, and not none
