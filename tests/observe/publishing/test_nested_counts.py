"""40 tenants, 38 without e-mail: told apart, they tell of two; neither a table nor two publications do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Kind, Measure, Panel, Series, series
from fabrique.observe import making
from fabrique.observe.actions import commenting, publishing
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.portraits import portrait_content
from fabrique.observe.content import Absent, Content
from fabrique.observe.disclosing import protect_content
from fabrique.observe.models import DataColumn, Publication, ReleasedFigure
from fabrique.observe.queries.nesting import nested_counts
from fabrique.people.enums import Role
from fabrique.people.models import Account, Agreement, Organisation
from tests.factories.observe import brought, drafted_publication
from tests.factories.people import agree, member, organisation
from tests.factories.towns import two_communes

TODAY = date(2026, 11, 30)
AREAS = ("00101", "00102")
NAMES = {"tenants": "Locataires", "mailless": "Locataires sans courriel", "alone": "Dont seuls"}
TENANTS, MAILLESS, ALONE = [40.0, 300.0], [38.0, 120.0], [36.0, 60.0]


def counted(code: str, values: list[float]) -> Series:
    return series(Measure(code, NAMES.get(code, code), "personnes", Kind.COUNT, 1), values)


def share(above: Series, below: Series, kind: Kind = Kind.RATIO) -> Series:
    top, bottom = above.measure.code, below.measure.code
    said = Measure(
        f"share_{top}", f"Part {top}", "%", kind, 1, numerator=top, denominator=bottom, scale=100.0
    )
    return series(said, [100 * a / b for a, b in zip(above.values, below.values, strict=True)])


def panel(*counts: Series, rates: bool = True, kind: Kind = Kind.RATIO) -> Panel:
    """Counts from the largest, each a part of the one before."""
    held = [*counts, *(share(part, whole, kind) for whole, part in pairwise(counts) if rates)]
    return Panel("commune", 2026, AREAS, {one.measure.code: one for one in held})


@pytest.fixture
def holder(db: None) -> Organisation:
    two_communes()
    return organisation(name="Habitat Saudrelle")


@pytest.fixture
def by(holder: Organisation) -> Account:
    return member(Role.COORDINATOR, of=holder)


def bring(holder: Organisation, figures: Panel, origin: str = "partner") -> None:
    brought(holder, of=figures, origin=origin, shared=True)


def two(holder: Organisation, **more: object) -> None:
    figures = panel(counted("tenants", TENANTS), counted("mailless", MAILLESS), **more)  # type: ignore[arg-type]
    bring(holder, figures)


def draft(holder: Organisation, by: Account, code: str, audience: Organisation | None = None) -> Publication:
    content = indicator_content(by, code, "commune", today=TODAY)
    return drafted_publication(holder, by=by, of=content, audience=audience)


def publish(
    holder: Organisation, by: Account, code: str, audience: Organisation | None = None
) -> Publication:
    return publishing.publish(publication=draft(holder, by, code, audience), by=by)


def shown(content: Content, area: str = "00101") -> set[object]:
    """The numbers of the counts of an area that a content shows."""
    return {
        cell
        for table in content.tables
        for row in table.rows
        if row[0] == area
        for one, cell in zip(table.columns, row, strict=True)
        if one.counts and not isinstance(cell, Absent)
    }


def partner(threshold: int) -> Organisation:
    found = organisation("Ville partenaire")
    agree(found)
    rule = {"agreement": Agreement.objects.of(found).get(), "threshold": threshold}
    commenting.record_partner_rule(**rule, by=member(Role.COORDINATOR, of=found))  # type: ignore[arg-type]
    return found


def test_one_table_does_not_show_a_count_beside_all_but_two_of_it(holder: Organisation, by: Account):
    two(holder)
    whole = portrait_content(by, level="commune", today=TODAY)
    assert {38.0, 40.0} <= shown(whole), "the attack: both are columns of the portrait"
    found = protect_content(whole).content
    assert not {38, 40} <= shown(found)
    assert {120, 300} <= shown(found, "00102"), "where enough are left out, both are told"


def test_three_counts_within_one_another_leave_nobody_out_two_by_two(holder: Organisation, by: Account):
    counts = [counted(*one) for one in (("tenants", TENANTS), ("mailless", MAILLESS), ("alone", ALONE))]
    bring(holder, panel(*counts))
    found = protect_content(portrait_content(by, level="commune", today=TODAY)).content
    assert len({36, 38, 40} & shown(found)) <= 1
    assert {60, 120, 300} <= shown(found, "00102")


@pytest.mark.parametrize("order", list(permutations(["tenants", "mailless"])))
@pytest.mark.parametrize("kind", [Kind.RATIO, Kind.MEAN])
def test_two_publications_do_not_tell_it_either(
    holder: Organisation, by: Account, order: tuple[str, str], kind: Kind
):
    two(holder, kind=kind)
    first = publish(holder, by, order[0])
    with pytest.raises(DomainRefusal) as refused:
        publish(holder, by, order[1])
    assert f"« {first.title} »" in refused.value.message
    assert "en pourcentage" in refused.value.message
    assert not {"2", "38", "40"} & set(refused.value.message.split())
    publish(holder, by, order[0])  # what is told already may be told again


@pytest.mark.parametrize("order", list(permutations(["tenants", "mailless", "alone"])))
def test_nor_three_one_after_the_other(holder: Organisation, by: Account, order: tuple[str, ...]):
    counts = [counted(*one) for one in (("tenants", TENANTS), ("mailless", MAILLESS), ("alone", ALONE))]
    bring(holder, panel(*counts))
    publish(holder, by, order[0])
    for code in order[1:]:
        with pytest.raises(DomainRefusal, match="leur différence"):
            publish(holder, by, code)


def test_what_is_far_enough_from_its_whole_is_told(holder: Organisation, by: Account):
    bring(holder, panel(counted("tenants", [400.0, 300.0]), counted("mailless", MAILLESS)))
    for code in ("tenants", "mailless", "share_mailless"):
        assert publish(holder, by, code).edition == 1


def test_parts_that_share_persons_are_each_compared_with_the_whole_alone(holder: Organisation, by: Account):
    """60 without e-mail and 38 old, of 100 tenants: nothing says that two are neither."""
    tenants, mailless, old = (
        counted(code, [first, second])
        for code, first, second in (("tenants", 100.0, 300.0), ("mailless", 60.0, 120.0), ("old", 38.0, 90.0))
    )
    figures = panel(tenants, mailless)
    more = {one.measure.code: one for one in (old, share(old, tenants))}
    bring(holder, Panel("commune", 2026, AREAS, {**figures.series, **more}))
    found = protect_content(portrait_content(by, level="commune", today=TODAY))
    assert {100, 60, 38} <= shown(found.content)
    for code in ("tenants", "mailless", "old"):
        publish(holder, by, code)


@pytest.mark.parametrize("left_out", [2.0, 40.0])
def test_a_rate_and_then_the_number_that_it_hid(holder: Organisation, by: Account, left_out: float):
    bring(holder, panel(counted("tenants", [100.0, 300.0]), counted("mailless", [100 - left_out, 120.0])))
    told = publish(holder, by, "share_mailless")
    said = shown(Content.of_json(told.content))
    for code in ("tenants", "mailless"):
        try:
            said |= shown(Content.of_json(publish(holder, by, code).content))
        except DomainRefusal:
            continue
    assert ({100, 100 - left_out} <= said) is (left_out > 10)


def test_a_partner_is_told_what_its_agreement_allows(holder: Organisation, by: Account):
    bring(holder, panel(counted("tenants", [45.0, 300.0]), counted("mailless", [38.0, 120.0])))
    reader = partner(6)
    publish(holder, by, "tenants")
    with pytest.raises(DomainRefusal, match="leur différence"):
        publish(holder, by, "mailless")  # seven are enough for this partner, and not for all
    assert publish(holder, by, "mailless", reader).audience == reader
    other = organisation("Sans convention")
    with pytest.raises(DomainRefusal, match="leur différence"):
        publish(holder, by, "mailless", other)


def test_what_a_partner_knows_is_subtracted_from_what_all_are_told(holder: Organisation, by: Account):
    two(holder)
    publish(holder, by, "mailless", partner(6))
    with pytest.raises(DomainRefusal, match="leur différence"):
        publish(holder, by, "tenants")


def test_neither_do_the_files_of_a_command(holder: Organisation, by: Account):
    two(holder)

    def in_files(code: str) -> Content:
        wanted = making.Wanted("indicator", code=code)
        return making.protected(making.compose(wanted, holder=holder), holder=holder)

    assert 40 in shown(in_files("tenants"))
    with pytest.raises(DomainRefusal, match="leur différence"):
        in_files("mailless")
    with pytest.raises(DomainRefusal, match="leur différence"):
        publish(holder, by, "mailless")


def test_the_register_of_before_is_compared_once_the_link_is_known(holder: Organisation, by: Account):
    two(holder, rates=False)
    first = publish(holder, by, "tenants")
    assert "inside" not in str(first.content)
    two(holder)  # a later file says of what the share is made
    with pytest.raises(DomainRefusal, match="leur différence"):
        publish(holder, by, "mailless")


def test_the_register_keeps_the_link_of_what_it_was_told_together(holder: Organisation, by: Account):
    bring(holder, panel(counted("tenants", [400.0, 300.0]), counted("mailless", MAILLESS)))
    publish(holder, by, "share_mailless")
    DataColumn.objects.filter(kind=Kind.RATIO).delete()
    bring(holder, panel(counted("tenants", [439.0, 300.0]), counted("mailless", [399.0, 120.0]), rates=False))
    # Of 400 that were told, 399: nobody but the register knows any more that these are parts of those.
    with pytest.raises(DomainRefusal, match="leur différence"):
        publish(holder, by, "mailless")


def test_two_measures_of_the_shared_vocabulary_need_no_rate(holder: Organisation, by: Account):
    counts = counted("population_out_of_school", TENANTS), counted("low_diploma", MAILLESS)
    bring(holder, panel(*counts, rates=False))
    found = protect_content(portrait_content(by, level="commune", today=TODAY)).content
    assert not {38, 40} <= shown(found)
    publish(holder, by, "population_out_of_school")
    with pytest.raises(DomainRefusal, match="leur différence"):
        publish(holder, by, "low_diploma")


def test_counts_of_which_nothing_says_the_link_stay_apart(holder: Organisation, by: Account):
    two(holder, rates=False)
    for code in ("tenants", "mailless"):
        assert publish(holder, by, code).edition == 1


def test_figures_of_producers_stay_as_they_are(holder: Organisation, by: Account):
    bring(holder, panel(counted("tenants", TENANTS), counted("mailless", MAILLESS)), origin="producer")
    found = protect_content(portrait_content(by, level="commune", today=TODAY)).content
    assert {38, 40} <= shown(found)
    assert "inside" not in str(found.as_json())
    for code in ("tenants", "mailless", "share_mailless"):
        publish(holder, by, code)
    assert not ReleasedFigure.objects.everywhere("test").exists()


def test_a_part_of_a_public_count_is_compared_with_it_in_one_table(holder: Organisation, by: Account):
    census = Panel(
        "commune", 2026, AREAS, {"population_out_of_school": counted("population_out_of_school", TENANTS)}
    )
    bring(holder, census, origin="producer")
    old = {"low_diploma": counted("low_diploma", MAILLESS)}
    brought(holder, of=Panel("commune", 2026, AREAS, old), origin="partner", slug="suivi", shared=True)
    found = protect_content(portrait_content(by, level="commune", today=TODAY)).content
    assert 40 in shown(found)
    assert 38 not in shown(found)


def test_all_of_a_count_are_a_group_too(holder: Organisation, by: Account):
    """Everybody is without e-mail: that leaves nobody in doubt, so the draft does not say it."""
    bring(holder, panel(counted("tenants", [100.0, 300.0]), counted("mailless", [100.0, 120.0])))
    told = publish(holder, by, "share_mailless")
    table = Content.of_json(told.content).table("zones")
    assert table is not None
    row = next(row for row in table.rows if row[0] == "00101")
    counts = [cell for one, cell in zip(table.columns, row, strict=True) if one.counts]
    assert sorted(isinstance(cell, Absent) for cell in counts) == [False, True]
    assert 100 not in [cell for one, cell in zip(table.columns, row, strict=True) if one.of]


def test_a_draft_of_before_that_shows_both_is_not_published(holder: Organisation, by: Account):
    two(holder)
    whole = portrait_content(by, level="commune", today=TODAY)
    tables = [
        replace(one, columns=tuple(replace(each, inside="") for each in one.columns)) for one in whole.tables
    ]
    held = drafted_publication(holder, by=by, of=replace(whole, tables=tuple(tables)))
    assert {38, 40} <= shown(Content.of_json(held.content))
    for act in (publishing.discuss_publication, publishing.publish):
        with pytest.raises(DomainRefusal, match="Par différence entre eux"):
            act(publication=held, by=by)


def test_what_is_published_names_no_count_that_somebody_keeps(holder: Organisation, by: Account):
    """It is compared all the same."""
    kept = panel(counted("reserved", [50.0, 400.0]), counted("tenants", TENANTS))
    brought(organisation("Ailleurs"), of=kept, origin="partner", slug="secret", shared=False)
    two(holder)
    content = indicator_content(by, "mailless", "commune", today=TODAY)
    (column,) = (one for one in content.tables[0].columns if one.code == "mailless")
    assert column.inside == "tenants"
    assert ("mailless", "reserved") in nested_counts()
