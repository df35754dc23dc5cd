"""What others brought: no number beside those that are hidden, nothing that they keep for themselves."""

from __future__ import annotations

from datetime import date

import pytest

from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.indicators import Kind, Measure, Panel, series
from fabrique.observe import making
from fabrique.observe.actions import publishing
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.composing.indicators import indicator_content
from fabrique.observe.composing.kinds import compose
from fabrique.observe.content import Absent, Content
from fabrique.observe.disclosing import protect_content, told_by
from fabrique.observe.enums import StudyState
from fabrique.observe.models import DataSet, Publication, ReleasedFigure, Study
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from tests.factories.observe import brought, drafted_publication, studied
from tests.factories.people import member, organisation
from tests.factories.towns import two_communes

pytestmark = pytest.mark.django_db
WITHOUT = Measure("without", "Sans adresse", "personnes", Kind.COUNT)
KNOWN = Measure("known", "Inscrits", "personnes", Kind.COUNT)
SHARE = Measure(
    "share", "Part sans adresse", "%", Kind.RATIO, 1, numerator="without", denominator="known", scale=100.0
)


def test_a_share_says_no_number_that_its_two_counts_hide():
    two_communes()
    holder = organisation(name="Mission locale")
    by = member(Role.COORDINATOR, of=holder)
    without, known = [96.0, 30.0], [100.0, 90.0]
    held = {
        "without": series(WITHOUT, without),
        "known": series(KNOWN, known),
        "share": series(SHARE, [100 * a / b for a, b in zip(without, known, strict=True)]),
    }
    figures = Panel("commune", 2026, ("00101", "00102"), held)
    brought(holder, of=figures, origin="partner", by=by, shared=True)
    found = protect_content(indicator_content(by, "share", "commune", today=date(2026, 11, 30))).content
    table = found.table("zones")
    assert table is not None
    line = next(row for row in table.rows if row[0] == "00101")
    counts = [cell for one, cell in zip(table.columns, line, strict=True) if one.counts]
    # Four are not without: of the two numbers, one at least is told nowhere.
    assert Absent.HIDDEN in counts
    assert not {96, 100} <= {cell for cell in counts if not isinstance(cell, Absent)}
    # The same persons are one family of the register, whatever indicator says them.
    assert {one.family for one in told_by(found)} <= {"without", "known", "-without/known"}


def test_what_is_no_longer_shared_is_not_published_from_an_older_draft():
    two_communes()
    theirs, holder = organisation(name="Habitat Saudrelle"), organisation(name="Atelier")
    by = member(Role.COORDINATOR, of=holder)
    data_set = brought(theirs, shared=True)
    content = indicator_content(by, "population", "commune", today=date(2026, 11, 30))
    draft = drafted_publication(holder, by=by, of=content)
    share_data_set(data_set=data_set, shared=False, by=None)
    for act in (publishing.discuss_publication, publishing.publish):
        with pytest.raises(DomainRefusal, match="n’est plus partagé"):
            act(publication=draft, by=by)
    brought(holder)  # the same public file, ours
    assert publishing.publish(publication=draft, by=by).edition == 1


def test_a_partner_of_a_study_does_not_tell_it_before_it_is_shared():
    holder, partner = organisation(), organisation(name="Habitat Saudrelle")
    keeper, reader = (member(Role.COORDINATOR, of=each) for each in (holder, partner))
    study = studied(holder, by=keeper)
    study.partners.add(partner)
    rows = Study.objects.everywhere("test").filter(pk=study.pk)
    rows.update(state=StudyState.DONE, findings="Une personne sur trois.")
    subject = {"etude": str(study.pk)}
    with pytest.raises(DomainRefusal, match="n’est pas partagée"):
        compose("study", reader, subject)
    assert compose("study", keeper, subject).content.kind == "study"
    rows.update(shared=True)
    assert compose("study", reader, subject).content.kind == "study"


@pytest.fixture
def holder() -> Organisation:
    two_communes()
    return organisation(name="Mission locale")


def shared(holder: Organisation, values: list[float]) -> DataSet:
    figures = Panel("commune", 2026, ("00101", "00102"), {"without": series(WITHOUT, values)})
    return brought(holder, of=figures, origin="partner", shared=True)


def in_files(holder: Organisation) -> Content:
    wanted = making.Wanted("indicator", code="without")
    return making.protected(making.compose(wanted, holder=holder), holder=holder)


def test_files_of_a_command_are_judged_beside_what_was_published(holder: Organisation):
    by = member(Role.COORDINATOR, of=holder)
    shared(holder, [96.0, 30.0])
    content = indicator_content(by, "without", "commune", today=date(2026, 11, 30))
    publishing.publish(publication=drafted_publication(holder, by=by, of=content), by=by)
    assert in_files(holder).kind == "indicator"  # the same numbers, again
    shared(holder, [99.0, 30.0])
    with pytest.raises(DomainRefusal, match="par différence"):
        in_files(holder)


def test_what_is_published_is_judged_beside_the_files_of_a_command(holder: Organisation):
    """June in a file that was handed out, July online: the difference is three persons."""
    by = member(Role.COORDINATOR, of=holder)
    shared(holder, [96.0, 30.0])
    first = in_files(holder)
    assert in_files(holder) == first
    rows = ReleasedFigure.objects.everywhere("test")
    assert sorted(one.told for one in rows.select_related("publication")) == [30, 96]  # once
    held = Publication.objects.of(holder).get()
    assert (held.state, held.digest, held.edition) == ("discarded", first.digest, 0)
    assert "comptent comme dits" in held.reason
    entry = JournalEntry.objects.get(action="observe.tell_in_files")
    assert entry.subject == f"publication:{held.pk}"
    shared(holder, [99.0, 30.0])
    content = indicator_content(by, "without", "commune", today=date(2026, 11, 30))
    draft = drafted_publication(holder, by=by, of=content)
    assert draft.slug == held.slug  # what is set aside keeps no address
    with pytest.raises(DomainRefusal, match=f"« {held.title} »"):
        publishing.publish(publication=draft, by=by)


def test_files_that_say_only_public_figures_leave_no_trace(holder: Organisation):
    figures = Panel("commune", 2026, ("00101", "00102"), {"without": series(WITHOUT, [96.0, 30.0])})
    brought(holder, of=figures, shared=True)
    assert in_files(holder).kind == "indicator"
    assert not Publication.objects.of(holder).exists()
