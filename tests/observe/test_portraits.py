"""Portraits, indicators and comparisons: what they say is what the figures and their intervals allow."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.index import Standing
from fabrique.kernels.indicators import Kind, Measure, Panel, Status, series
from fabrique.observe.actions import indices
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.composing.area_comparisons import comparing_content
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.composing.ranked import all_places, reading
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.composing.sharing import publishable
from fabrique.observe.content import Absent, Content
from fabrique.observe.disclosing import protect_content
from fabrique.observe.models import DataSet, IndexRun
from fabrique.observe.queries.indicators import Line
from fabrique.observe.queries.indices import Places
from fabrique.observe.queries.mapping import map_of_lines
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Area, Territory
from tests.factories.observe import OLD, PEOPLE, TEXT, WIRED, brought
from tests.factories.people import organisation
from tests.factories.towns import NOON, contours_of_two, two_communes

TODAY = date(2026, 11, 30)
CODES = tuple(f"0010{rank}" for rank in range(1, 7))
NAMES = ("Corderive", "Brumelac", "L'Isle-aux-Joncs", "Marlandes", "Saint-Ormel", "Vaurenne")
OLDER = Measure("older", "Personnes âgées", "personnes", Kind.COUNT)
SHARE = Measure(
    "share_old", "Part des âgés", "%", Kind.RATIO, 1, numerator="older", denominator="population", scale=100.0
)
ASIDE = ("00199",)  # a commune of the file that is not of the territory


def figures(**changes: Any) -> Panel:
    """Six communes, one outside; the fourth has no old people that anybody counted."""
    people = np.array([1000.0, 500.0, 700.0, 40.0, 3000.0, 900.0, 2000.0])
    old = np.array([400.0, 100.0, 70.0, np.nan, 600.0, 270.0, 1000.0])
    held = {
        "population": series(PEOPLE, people),
        "older": series(OLDER, old),
        "share_old": series(SHARE, 100 * old / people),
        "share_wired": series(WIRED, [20.0, 90.0, 80.0, 70.0, 60.0, 75.0, 50.0]),
    }
    return Panel("commune", 2026, (*CODES, *ASIDE), {**held, **changes})


@pytest.fixture
def holder(db: None) -> Organisation:
    town = {"postal_codes": ["00100"], "departement": "00", "region": "00"}
    extra = [{"code": code, "name": name, **town} for code, name in zip(CODES, NAMES, strict=True)]
    Territory.objects.create(
        name="Val-d'Estuaire", slug="val", school_zone="B", holiday_zone="metropole", created_at=NOON,
        updated_at=NOON, commune_codes=list(CODES), extra_communes=extra,
    )  # fmt: skip
    return organisation()


@pytest.fixture
def data_set(holder: Organisation, by: Account) -> DataSet:
    return share_data_set(data_set=brought(holder, of=figures()), shared=True, by=by)


@pytest.fixture
def run(holder: Organisation, by: Account, data_set: DataSet) -> IndexRun:
    text = TEXT.replace('description = "', 'top_share = 0.34\ndescription = "')
    definition = indices.write_definition(organisation=holder, text=text, by=by)
    return indices.compute_index(definition=definition, level="commune", by=by, draws=60)


def portrait(by: Account, **wanted: Any) -> Content:
    return portrait_content(by, today=TODAY, **wanted)


def cells(content: Content, key: str, row: str) -> dict[str, Any]:
    table = content.table(key)
    assert table is not None
    codes = [column.code for column in table.columns]
    found = next(line for line in table.rows if row in line)
    return dict(zip(codes, found, strict=True))


def test_the_reading_is_what_the_calculation_allows(by: Account, run: IndexRun):
    found = portrait(by, run=run)
    assert found.title == "Portrait de territoire\u00a0: Val-d’Estuaire"
    said = " ".join(found.reading).replace("\u00a0", " ")
    assert "6\u202f140 habitants et 6 communes" in said
    places = Places(run)
    always = [one.name for one in places[0 : len(places)] if one.p_top == 1]
    assert len(always) == run.summary["always_top"] > 0
    assert f"{len(always)} commune" in said
    assert all(name.replace("'", "’") in said for name in always)
    named = re.search(r"quoi qu’on choisisse \(([^)]+)\)", said)
    assert named
    assert len(re.split(", | et ", named.group(1))) == len(always)
    assert ("n’en faites pas un argument" in said) == (run.summary["probable"] + run.summary["contested"] > 0)
    assert "Marlandes" in said  # not ranked, and named
    assert "elle n’est pas « moins fragile »" in said


def test_a_ranking_counts_persons_on_public_figures_alone(run: IndexRun, data_set: DataSet):
    def codes() -> set[str]:
        return {one.code for one in ranking_content(run).tables[0].columns}

    assert "personnes_share_old" in codes()
    # The product of a share by a number that a partner counted tells that number.
    DataSet.objects.everywhere("test").filter(pk=data_set.pk).update(origin="partner")
    assert "personnes_share_old" not in codes()
    assert "score" in codes()


def test_a_sentence_counts_and_names_the_areas_that_it_is_given(by: Account, run: IndexRun):
    places = all_places(run)
    sure = [replace(one, p_top=0.97, standing=Standing.ROBUST) for one in places[:1]]
    said = reading(run, sure)
    assert said[0].startswith("Les rangs sont pris parmi les 5 communes classées des fichiers")
    assert said[1].replace("\u00a0", " ") == (
        "1 commune est parmi les 2 plus fragiles des 5 communes comparées dans au moins 95 % des tirages "
        f"({places[0].name})."
    )


def test_rates_are_recomputed_from_counts_and_never_averaged(by: Account, data_set: DataSet):
    found = portrait(by)
    wired = cells(found, "indicateurs", "Locaux reliés")
    assert wired["territoire"] == "non calculable"
    assert wired["mediane"] == "72,5\u202f%"  # of the communes, and said so
    figure = next(one for one in found.figures if one.code == "share_wired")
    assert "la moitié au moins des communes ont ce chiffre ou plus" in figure.note
    people = next(one for one in found.figures if one.code == "population")
    assert people.value == "6\u202f140"
    assert found.table("classement") is None


def test_a_rate_of_the_whole_is_its_counts_summed(holder: Organisation, by: Account):
    old = np.array([400.0, 100.0, 70.0, 20.0, 600.0, 270.0, 1000.0])
    held = figures()
    people = held.series["population"].values
    counted = figures(older=series(OLDER, old), share_old=series(SHARE, 100 * old / people))
    share_data_set(data_set=brought(holder, of=counted), shared=True, by=by)
    found = portrait(by)
    whole = 100 * old[:6].sum() / people[:6].sum()
    assert cells(found, "indicateurs", "Part des âgés")["territoire"] == f"{whole:.1f}\u202f%".replace(
        ".", ","
    )
    figure = next(one for one in found.figures if one.code == "share_old")
    assert figure.note.startswith("1\u202f460 personnes")
    assert cells(found, "zones", "00101")["share_old_personnes"] == 400


def test_what_lacks_says_why_and_is_no_zero(by: Account, data_set: DataSet):
    found = portrait(by)
    line = cells(found, "zones", "00104")
    assert line["share_old"] is Absent.MISSING
    assert line["share_old_nature"] == "manquant"
    assert line["population"] == 40.0
    table = found.table("zones")
    assert table is not None
    assert [row[0] for row in table.rows] == ["00102", "00101", "00103", "00104", "00105", "00106"]  # by name


def test_only_what_is_shared_is_published(holder: Organisation, by: Account):
    kept = brought(holder, of=figures())
    assert not publishable(kept)
    with pytest.raises(DomainRefusal, match="Aucun jeu de données partagé"):
        portrait(by)
    with pytest.raises(DomainRefusal, match="share_old"):
        indicator_content(by, "share_old", "commune", today=TODAY)


def test_a_calculation_on_what_is_no_longer_shared_is_refused(by: Account, run: IndexRun, data_set: DataSet):
    assert ranking_content(run).kind == "ranking"
    share_data_set(data_set=data_set, shared=False, by=by)
    for made in (lambda: ranking_content(run), lambda: portrait(by, run=run)):
        with pytest.raises(DomainRefusal, match="n’est pas partagé"):
            made()


def test_a_partners_small_number_of_persons_is_hidden_and_so_is_its_total(holder: Organisation, by: Account):
    helped = Measure("helped", "Personnes aidées", "personnes", Kind.COUNT, direction=1)
    small = Panel("commune", 2026, CODES, {"helped": series(helped, [40.0, 7.0, 0.0, 12.0, 90.0, 15.0])})
    made = brought(holder, of=small, slug="aides", origin="partner")
    share_data_set(data_set=made, shared=True, by=by)
    found = protect_content(indicator_content(by, "helped", "commune", today=TODAY)).content
    line = cells(found, "zones", "00102")
    assert line["helped"] is Absent.HIDDEN
    # That nobody was helped somewhere is told neither, for it tells of those who live there.
    assert cells(found, "zones", "00103")["helped"] is Absent.HIDDEN
    assert cells(found, "zones", "00101")["helped"] == 40.0
    assert "164" not in str(found.as_json())  # what is summed would tell it
    assert found.figures == ()


def test_the_portrait_of_an_area_says_its_place_and_its_doubt(by: Account, run: IndexRun):
    found = portrait(by, run=run, within="00103")
    assert found.title == "Portrait de commune\u00a0: L’Isle-aux-Joncs"
    assert found.subject == "00103"
    place = Places(run).of("00103")
    assert place is not None
    said = " ".join(found.reading)
    assert "parmi les 2 plus fragiles" in said
    assert f"{place.high:.0f}e sur 5" in said
    assert cells(found, "indicateurs", "Personnes âgées")["valeur"] == "10,0\u202f%"
    points = found.table("contributions")
    assert points is not None
    assert sum(float(row[1]) for row in points.rows) == pytest.approx(place.score - run.summary["mean_score"])  # type: ignore[arg-type, operator]


def test_an_area_without_a_rank_is_not_less_fragile(by: Account, run: IndexRun):
    found = portrait(by, run=run, within="00104")
    assert any("elle n’est pas « moins fragile »" in each.replace("\u00a0", " ") for each in found.reading)
    assert any(each.startswith("Sans valeur ici") for each in found.reading)
    assert found.table("contributions") is None


def test_an_unknown_area_or_no_territory_is_refused_with_what_there_is(by: Account, data_set: DataSet):
    with pytest.raises(DomainRefusal, match=r"« 99999 ».*Brumelac \(00102\)"):
        portrait(by, within="99999")
    Territory.objects.all().delete()
    with pytest.raises(DomainRefusal, match="fabrique init"):
        portrait(by)


def test_an_indicator_says_its_ends_and_from_which_levels_it_is_known(by: Account, data_set: DataSet):
    found = indicator_content(by, "share_wired", "commune", today=TODAY)
    table = found.table("zones")
    assert table is not None
    assert table.rows[0][1] == "Corderive"  # the least wired is the most fragile
    assert any("de 20,0\u202f% (Corderive) à 90,0\u202f% (Brumelac)" in each for each in found.reading)
    with pytest.raises(DomainRefusal, match="Il se donne par : commune"):
        indicator_content(by, "share_wired", "iris", today=TODAY)


def test_areas_are_told_apart_only_when_their_intervals_do_not_meet(by: Account, run: IndexRun):
    found = comparing_content(by, ["00101", "00103"], run=run, today=TODAY)
    first, second = (Places(run).of(code) for code in ("00101", "00103"))
    assert first and second and first.high and second.low  # noqa: PT018
    apart = first.high < second.low
    assert any("ne se croisent pas" in each for each in found.reading) == apart
    assert [column.label for column in found.tables[0].columns][1:3] == ["Corderive", "L'Isle-aux-Joncs"]
    for code, told in zip(("00101", "00103"), found.tables[0].rows[0][1:3], strict=True):
        place = Places(run).of(code)
        assert place is not None
        assert ("neuf fois sur dix" in str(told)) == (place.low == place.high)
    for wrong in (["00101"], list(CODES[:5])):
        with pytest.raises(DomainRefusal, match="deux à quatre"):
            comparing_content(by, wrong, run=run, today=TODAY)
    with pytest.raises(DomainRefusal, match="99999"):
        comparing_content(by, ["00101", "99999"], run=run, today=TODAY)


def test_two_areas_that_cannot_be_told_apart_are_said_so(by: Account, holder: Organisation):
    same = series(OLD, [20.0, 20.0, 20.0, 20.0, 20.0, 40.0])
    wired = series(WIRED, [50.0, 52.0, 51.0, 50.5, 51.5, 10.0])
    people = series(PEOPLE, [1000.0] * 6)
    held = Panel("commune", 2026, CODES, {"share_old": same, "share_wired": wired, "population": people})
    share_data_set(data_set=brought(holder, of=held), shared=True, by=by)
    definition = indices.write_definition(organisation=holder, text=TEXT, by=by)
    found = indices.compute_index(definition=definition, level="commune", by=by, draws=60)
    content = comparing_content(by, ["00101", "00104"], run=found, today=TODAY)
    places = [Places(found).of(code) for code in ("00101", "00104")]
    meet = places[0] and places[1] and max(p.low for p in places) <= min(p.high for p in places)  # type: ignore[union-attr, type-var]
    assert any("On ne peut pas dire laquelle" in each for each in content.reading) == bool(meet)


def test_the_number_of_queries_does_not_grow_with_the_areas(by: Account, run: IndexRun):
    counts = []
    for codes in (CODES[:2], CODES):
        Territory.objects.update(commune_codes=list(codes))
        with CaptureQueriesContext(connection) as held:
            found = portrait(by, run=run)
        assert len((found.table("zones") or found.tables[0]).rows) == len(codes)
        counts.append(len(held))
    assert counts[0] == counts[1]


def test_neighbourhoods_are_drawn_over_their_communes(db: None):
    two_communes()
    contours_of_two()
    lines = [Line("QP000001", "Les Cordages", 42.0, Status.OBSERVED)]
    drawing = map_of_lines("qpv", SHARE, lines)
    assert drawing is not None
    assert 'class="behind"' in drawing.inline()
    assert "En fond, les communes." in drawing.notes
    Area.objects.filter(kind="commune").delete()
    Territory.objects.update(areas_version="sans communes")
    alone = map_of_lines("qpv", SHARE, lines)
    assert alone is not None
    assert 'class="behind"' not in alone.inline()
    assert "En fond, les communes." not in alone.notes
