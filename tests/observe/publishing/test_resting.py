"""Scores made of a partner's counts: who knows the other indicators would find a small group again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Kind, Measure, Panel, series
from fabrique.observe import making
from fabrique.observe.actions import indices, publishing
from fabrique.observe.composing.area_comparisons import comparing_content
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.kinds import Composed
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.composing.resting import with_figures_behind
from fabrique.observe.content import Absent, Content
from fabrique.observe.disclosing import protect_content, told_by
from fabrique.observe.models import DataSet, IndexRun, Publication, ReleasedFigure
from fabrique.observe.queries.publications import content_of
from fabrique.people.models import Account, Organisation
from tests.factories.observe import PEOPLE, TEXT, WIRED, brought
from tests.factories.people import organisation
from tests.factories.towns import two_communes

TODAY = date(2026, 11, 30)
HERE = ("00101", "00102")
WIDE = [20.0, 90.0]
TENANTS = [400.0, 40.0]
WITHOUT = Measure("without", "Sans adresse", "personnes", Kind.COUNT)
KNOWN = Measure("known", "Locataires", "personnes", Kind.COUNT)
SHARE = Measure(
    "share_old",
    "Part sans adresse",
    "%",
    Kind.RATIO,
    1,
    numerator="without",
    denominator="known",
    scale=100.0,
)
RENT = Measure("share_old", "Âge médian", "ans", Kind.QUANTILE, 1, denominator="known")


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    found = organisation()
    public = {"share_wired": series(WIRED, WIDE), "population": series(PEOPLE, [9000.0, 800.0])}
    brought(found, of=Panel("commune", 2026, HERE, public), shared=True)
    return found


def lent(holder: Organisation, without: Sequence[float], areas: Sequence[str] = HERE, **more: Any) -> None:
    known = [*TENANTS, 500.0][: len(areas)]
    rates = [100 * a / b for a, b in zip(without, known, strict=True)]
    held = {
        "without": series(WITHOUT, without),
        "known": series(KNOWN, known),
        "share_old": series(SHARE, rates),
    }
    panel = Panel("commune", 2026, tuple(areas), {**held, **more})
    brought(holder, of=panel, slug="bailleur", origin="partner", shared=True)


def calculated(holder: Organisation, by: Account, **more: Any) -> IndexRun:
    definition = indices.write_definition(organisation=holder, text=TEXT, by=by)
    return indices.compute_index(definition=definition, level="commune", by=by, draws=20, **more)


def attacked(content: Content) -> list[float]:
    """How many are without, of scores alone: the definition is public (half the weight each, from 0 to 50 %
    and from 0 to 100 %), how wired communes are too, and how many tenants a landlord has is in its report."""
    table = content.table("classement")
    assert table is not None
    at = [one.code for one in table.columns].index("score")
    scores = {str(row[0]): float(row[at]) for row in table.rows}  # type: ignore[arg-type]
    wired = {code: 100 - share for code, share in zip(HERE, WIDE, strict=True)}
    rates = [(2 * scores[code] - wired[code]) / 2 for code in HERE]
    return [rate * known / 100 for rate, known in zip(rates, TENANTS, strict=True)]


def test_scores_of_a_partners_small_counts_do_not_leave(holder: Organisation, by: Account):
    lent(holder, [120.0, 3.0])
    run = calculated(holder, by)
    content = ranking_content(run)
    assert attacked(content) == pytest.approx([120.0, 3.0])  # three persons, to the unit
    for made in (
        content,
        portrait_content(by, run=run, today=TODAY),
        portrait_content(by, run=run, within="00102", today=TODAY),
        comparing_content(by, HERE, run=run, today=TODAY),
    ):
        with pytest.raises(DomainRefusal, match="», compté par un partenaire"):
            publishing.draft_publication(organisation=holder, composed=Composed(made, run=run), by=by)
        with pytest.raises(DomainRefusal, match="scores et les rangs les diraient"):
            making.protected(Composed(made, run=run), holder=holder)


def test_those_whom_a_rate_leaves_out_are_not_told_by_a_score(holder: Organisation, by: Account):
    lent(holder, [120.0, 37.0])  # three have an address
    run = calculated(holder, by)
    with pytest.raises(DomainRefusal, match="trop petits"):
        publishing.draft_publication(
            organisation=holder, composed=Composed(ranking_content(run), run=run), by=by
        )


def test_scores_leave_with_the_figures_that_they_are_made_of(holder: Organisation, by: Account):
    lent(holder, [120.0, 15.0])
    run = calculated(holder, by)

    def drafted(found: IndexRun, title: str = "") -> Any:
        return publishing.draft_publication(
            organisation=holder, composed=Composed(ranking_content(found), run=found), by=by, title=title
        )

    draft = drafted(run)
    table = content_of(draft).table("appuis")
    assert table is not None
    shown = {one.code: [row[at] for row in table.rows] for at, one in enumerate(table.columns)}
    assert (sorted(shown["without"]), sorted(shown["known"])) == ([15.0, 120.0], [40.0, 400.0])  # type: ignore[type-var]
    assert content_of(draft).rests == ("share_old",)
    publishing.publish(publication=draft, by=by)
    told = ReleasedFigure.objects.everywhere("test").filter(family="without")
    assert sorted(one.told for one in told) == [15, 120]
    # Three more in the next scores: the register knows those before.
    lent(holder, [120.0, 18.0])
    with pytest.raises(DomainRefusal, match="par différence"):
        publishing.publish(publication=drafted(calculated(holder, by), "Trois de plus"), by=by)


def test_a_portrait_of_an_index_with_a_partners_share_is_whole(holder: Organisation, by: Account):
    lent(holder, [120.0, 15.0])
    run = calculated(holder, by)
    made = with_figures_behind(portrait_content(by, run=run, today=TODAY), run)
    safe = protect_content(made).content
    assert {one.family for one in told_by(safe)} == {"without", "known", "-without/known"}
    assert Absent.HIDDEN not in [cell for table in safe.tables for row in table.rows for cell in row]


def test_figures_that_go_further_than_the_territory_set_scales_that_nothing_shows(
    holder: Organisation, by: Account
):
    lent(holder, [120.0, 15.0, 2.0], areas=(*HERE, "01001"))
    run = calculated(holder, by, everywhere=True)
    with pytest.raises(DomainRefusal, match="hors du territoire"):
        with_figures_behind(ranking_content(run), run)
    assert with_figures_behind(ranking_content(calculated(holder, by)), None).rests == ()
    inside = calculated(holder, by)
    assert with_figures_behind(ranking_content(inside), inside).rests == ("share_old",)


def test_a_calculation_whose_figures_were_erased_is_not_published(holder: Organisation, by: Account):
    """Whose they were, and how small, nobody can tell any more."""
    lent(holder, [120.0, 3.0])
    run = calculated(holder, by)
    DataSet.objects.of(holder).filter(slug="bailleur").delete()
    with pytest.raises(DomainRefusal, match="effacé depuis"):
        publishing.draft_publication(
            organisation=holder, composed=Composed(ranking_content(run), run=run), by=by
        )


def test_a_draft_made_without_them_is_not_published(holder: Organisation, by: Account):
    lent(holder, [120.0, 3.0])
    run = calculated(holder, by)
    bare = Composed(ranking_content(run))
    draft = publishing.draft_publication(organisation=holder, composed=bare, by=by)
    Publication.objects.of(holder).update(run=run)
    with pytest.raises(DomainRefusal, match="préparez-le de nouveau"):
        publishing.publish(publication=draft, by=by)


def test_an_index_of_public_figures_is_as_it_was(holder: Organisation, by: Account):
    old = {"share_old": series(replace(SHARE, numerator="", denominator=""), [30.0, 12.0])}
    brought(holder, of=Panel("commune", 2026, HERE, old), slug="insee", shared=True)
    run = calculated(holder, by)
    content = ranking_content(run)
    assert with_figures_behind(content, run) is content
    assert "rests" not in content.as_json()  # the seals of what was published hold
    assert Content.of_json(content.as_json()) == content


@pytest.mark.parametrize(("known", "shown"), [([40.0, 15.0], True), ([40.0, 4.0], False)])
def test_a_median_is_told_of_as_many_persons_as_a_count(
    holder: Organisation, by: Account, known: list[float], shown: bool
):
    held = {"known": series(KNOWN, known), "share_old": series(RENT, [41.0, 73.0])}
    brought(holder, of=Panel("commune", 2026, HERE, held), slug="ages", origin="partner", shared=True)
    found = protect_content(indicator_content(by, "share_old", "commune", today=TODAY)).content
    table = found.table("zones")
    assert table is not None
    at = [one.code for one in table.columns].index("share_old")
    cells = {row[0]: row[at] for row in table.rows}
    assert cells["00102"] == (73.0 if shown else Absent.HIDDEN)
    assert ("73" in str(found.as_json())) is shown


def test_a_median_of_nobody_knows_how_many_is_not_told(holder: Organisation, by: Account):
    held = {"share_old": series(replace(RENT, denominator=""), [41.0, 73.0])}
    brought(holder, of=Panel("commune", 2026, HERE, held), slug="ages", origin="partner", shared=True)
    with pytest.raises(DomainRefusal, match="le nombre de personnes dont il parle"):
        protect_content(indicator_content(by, "share_old", "commune", today=TODAY))
    run = calculated(holder, by)
    with pytest.raises(DomainRefusal, match="le nombre de personnes dont il parle"):
        publishing.draft_publication(
            organisation=holder, composed=Composed(ranking_content(run), run=run), by=by
        )


def test_a_portrait_is_not_refused_for_what_partners_share(holder: Organisation, by: Account):
    lent(holder, [120.0, 3.0])
    ages = {"age": series(replace(RENT, code="age"), [41.0, 73.0])}
    brought(holder, of=Panel("commune", 2026, HERE, ages), slug="ages", origin="partner", shared=True)
    safe = protect_content(portrait_content(by, today=TODAY)).content
    table = safe.table("zones")
    assert table is not None
    codes = {one.code for one in table.columns}
    assert "share_wired" in codes
    assert not codes & {"share_old", "age"}
    assert "73" not in str(table.rows)
