"""What a territory reads in a calculation that goes further: its own areas are counted, and beside what."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np

from fabrique.kernels.indicators import Panel, series
from fabrique.observe.actions import indices
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.composing.area_comparisons import comparing_content
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.content import Content
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.indices import Places
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from tests.factories.observe import OLD, PEOPLE, TEXT, WIRED, brought

TODAY = date(2026, 11, 30)
HERE = ("00101", "00102")
ELSEWHERE = tuple(f"01{rank:03}" for rank in range(1, 39))


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def calculated(
    holder: Organisation, by: Account, old: Any, wired: Any, *, everywhere: bool = True, share: float = 0.1
) -> IndexRun:
    """Of forty communes, the first two are those of the territory."""
    codes = (*HERE, *ELSEWHERE)[: len(old)]
    held = {
        "share_old": series(OLD, old), "share_wired": series(WIRED, wired),
        "population": series(PEOPLE, [1000.0] * len(old)),
    }  # fmt: skip
    share_data_set(data_set=brought(holder, of=Panel("commune", 2026, codes, held)), shared=True, by=by)
    text = TEXT.replace('description = "', f'top_share = {share}\ndescription = "')
    definition = indices.write_definition(organisation=holder, text=text, by=by)
    return indices.compute_index(
        definition=definition, level="commune", by=by, everywhere=everywhere, draws=60
    )


def portrait(by: Account, run: IndexRun, **wanted: Any) -> Content:
    return portrait_content(by, run=run, today=TODAY, **wanted)


def spread(first: float, second: float) -> tuple[Any, Any]:
    """The first two as said, the others from 5 to 42, all as well wired as they are young."""
    old = np.array([first, second, *np.arange(5.0, 43.0)])
    return old, 100 - 2 * old


def test_a_portrait_counts_its_own_communes_among_those_of_the_file(holder: Organisation, by: Account):
    """Four of forty are the most fragile: one here, three elsewhere."""
    run = calculated(holder, by, *spread(50.0, 1.0))
    assert (run.summary["areas"], run.summary["top_count"], run.summary["robust_top"]) == (40, 4, 4)
    found = portrait(by, run)
    figure = next(one for one in found.figures if one.label.startswith("Sûrement"))
    assert plain(figure.label) == "Sûrement parmi les 4 plus fragiles"
    assert plain(figure.value) == "1 commune"
    assert plain(figure.note) == "des 40 communes comparées, dont 2 du territoire"
    said = plain(" ".join(found.reading))
    assert "Les rangs sont pris parmi les 40 communes classées des fichiers, au-delà du territoire" in said
    name = next(one.name for one in Places(run) if one.code == "00101")
    top = "1 commune est parmi les 4 plus fragiles des 40 communes comparées"
    assert f"{top} quoi qu’on choisisse ({name})." in said
    table = found.table("classement")
    assert table is not None
    assert len(table.rows) == 2
    assert "parmi 40 communes, au-delà du territoire" in plain(table.note)


def test_a_ranking_of_a_whole_file_says_that_it_is_not_of_the_territory(holder: Organisation, by: Account):
    said = plain(ranking_content(calculated(holder, by, *spread(50.0, 1.0))).reading[0])
    assert said == "Ce classement porte sur les 40 communes des fichiers, dont 2 du territoire."


def test_a_territory_where_none_is_among_the_most_fragile_says_no_more(holder: Organisation, by: Account):
    run = calculated(holder, by, *spread(1.0, 2.0))
    found = portrait(by, run)
    said = plain(" ".join(found.reading))
    none = "Aucune commune n’est parmi les 4 plus fragiles des 40 communes comparées ; pour chacune"
    assert none in said
    assert "dépend des choix" not in said
    figure = next(one for one in found.figures if one.label.startswith("Sûrement"))
    assert plain(figure.value) == "aucune commune"


def test_the_portrait_of_an_area_and_a_comparison_say_of_how_many(holder: Organisation, by: Account):
    run = calculated(holder, by, *spread(50.0, 1.0))
    area = portrait(by, run, within="00101")
    assert "Elle est sûrement parmi les 4 plus fragiles des 40 communes comparées." in plain(
        " ".join(area.reading)
    )
    figure = next(one for one in area.figures if one.label.startswith("Rang"))
    assert plain(figure.value) == "1re sur 40"
    assert "des 40 communes comparées" in plain(figure.note)
    beside = comparing_content(by, HERE, run=run, today=TODAY)
    assert plain(str(beside.tables[0].rows[1][0])) == "Parmi les 4 plus fragiles des 40 communes comparées ?"


def test_a_calculation_of_the_territory_says_so_too(holder: Organisation, by: Account):
    run = calculated(holder, by, [40.0, 10.0], [20.0, 90.0], everywhere=False, share=0.5)
    found = portrait(by, run)
    figure = next(one for one in found.figures if one.label.startswith("Sûrement"))
    assert (figure.label, plain(figure.value), plain(figure.note)) == (
        "Sûrement la plus fragile", "1 commune", "des 2 communes classées",
    )  # fmt: skip
    said = plain(" ".join(found.reading))
    assert "1 commune est la plus fragile quoi qu’on choisisse" in said
    assert "Les rangs sont pris" not in said
    table = ranking_content(run).table("classement")
    assert table is not None
    assert plain(next(one.label for one in table.columns if one.code == "parmi")) == "La plus fragile ?"


def test_a_perimeter_that_shrank_counts_what_is_left(holder: Organisation, by: Account):
    """The counts are those of the areas shown, whatever the calculation was asked over."""
    run = calculated(holder, by, [40.0, 10.0], [20.0, 90.0], everywhere=False, share=0.5)
    Territory.objects.update(commune_codes=["00102"])
    figure = next(one for one in portrait(by, run).figures if one.label.startswith("Sûrement"))
    assert (plain(figure.value), plain(figure.note)) == (
        "aucune commune", "des 2 communes comparées, dont 1 du territoire",
    )  # fmt: skip
