"""From the draft to the edition: protected, judged beside what was told, replaced, withdrawn, followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import commenting, publishing
from fabrique.observe.composing.kinds import Composed
from fabrique.observe.composing.rankings import ranking_content
from fabrique.observe.content import Absent
from fabrique.observe.enums import PublicationState
from fabrique.observe.models import Publication, PublishedFile, ReleasedFigure
from fabrique.observe.queries.publications import content_of
from fabrique.people.enums import Role
from fabrique.people.models import Account, Agreement, Notification, Organisation
from tests.factories.observe import COUNTS, calculated, drafted_publication, followed_area, told
from tests.factories.people import agree, member, organisation


def drafted(holder: Organisation, by: Account, values: Mapping[str, int], **more: Any) -> Publication:
    return drafted_publication(holder, by=by, of=told(values, **more))


def partner(name: str = "Habitat Saudrelle") -> Organisation:
    found = organisation(name)
    agree(found)
    return found


def test_a_draft_keeps_no_small_number(holder: Organisation, by: Account):
    found = drafted(holder, by, {"00101": 120, "00102": 60, "00103": 4})
    rows = content_of(found).tables[0].rows
    assert rows[2][2] is Absent.HIDDEN
    assert found.hidden == [{"table": "Par commune", "column": "Équipées", "small": 1, "beside": 0}]
    assert "4" not in [str(cell) for row in found.content["tables"][0]["rows"] for cell in row]
    assert (found.state, found.edition, found.slug) == ("draft", 0, "personnes-equipees")


@pytest.mark.parametrize("title", ["🧑🏾‍🦽", "\u200b\u200d\ufeff", "…"])
def test_a_title_has_words_that_are_seen(holder: Organisation, by: Account, title: str):
    with pytest.raises(DomainRefusal, match="avec des mots"):
        drafted_publication(holder, by=by, of=told(COUNTS, title=title))
    kept = drafted_publication(holder, by=by, title="Équipées\u202e\u200b en 2026")
    assert kept.title == content_of(kept).title == "Équipées en 2026"


def test_an_edition_takes_the_place_of_the_one_before(holder: Organisation, by: Account):
    first = publishing.publish(publication=drafted(holder, by, COUNTS), by=by)
    assert (first.edition, first.state) == (1, PublicationState.PUBLISHED)
    again = drafted_publication(holder, by=by, of=told(COUNTS, period="2027"), slug=first.slug)
    second = publishing.publish(publication=again, by=by)
    first.refresh_from_db()
    assert (first.state, second.edition, second.slug) == (PublicationState.REPLACED, 2, first.slug)
    assert drafted(holder, by, COUNTS).slug == "personnes-equipees-2"
    with pytest.raises(DomainRefusal, match="l’état a changé"):
        publishing.publish(publication=first, by=by)
    actions = list(JournalEntry.objects.order_by("seq").values_list("action", flat=True))
    assert actions[-3:-1] == ["observe.replace_publication", "observe.publish"]


def test_what_was_published_cannot_be_betrayed_and_a_withdrawal_does_not_forget(
    holder: Organisation, by: Account
):
    first = publishing.publish(publication=drafted(holder, by, COUNTS), by=by)
    publishing.withdraw(publication=first, reason="Erreur de titre", by=by)
    close = drafted(holder, by, {**COUNTS, "00101": 117}, title="Autre titre")
    with pytest.raises(DomainRefusal) as refused:
        publishing.publish(publication=close, by=by)
    assert "« Personnes équipées »" in refused.value.message
    assert "3" not in refused.value.message
    assert ReleasedFigure.objects.everywhere("test").count() == 2
    far = drafted(holder, by, {**COUNTS, "00101": 90}, title="Autre titre")
    assert publishing.publish(publication=far, by=by).edition == 1


def test_a_draft_that_was_shown_counts_as_told(holder: Organisation, by: Account):
    shown = publishing.discuss_publication(publication=drafted(holder, by, COUNTS), by=by)
    publishing.discard(publication=shown, by=by)
    close = drafted(holder, by, {**COUNTS, "00101": 117})
    with pytest.raises(DomainRefusal, match="par différence"):
        publishing.publish(publication=close, by=by)


def test_publishing_what_was_shown_tells_nothing_more(holder: Organisation, by: Account):
    shown = publishing.discuss_publication(publication=drafted(holder, by, COUNTS), by=by)
    with pytest.raises(DomainRefusal, match="déjà été montré"):
        publishing.discuss_publication(publication=shown, by=by)
    publishing.publish(publication=shown, by=by)
    assert ReleasedFigure.objects.everywhere("test").count() == 2


def test_a_withdrawal_has_its_reason(holder: Organisation, by: Account):
    found = publishing.publish(publication=drafted(holder, by, COUNTS), by=by)
    with pytest.raises(DomainRefusal, match="Dites pourquoi"):
        publishing.withdraw(publication=found, reason=" ", by=by)
    assert publishing.withdraw(publication=found, reason="Fausse", by=by).state == "withdrawn"


def test_a_partner_has_the_threshold_of_its_agreement(holder: Organisation, by: Account):
    known = partner()
    agreement = Agreement.objects.of(known).get()
    with pytest.raises(DomainRefusal, match="de 5 à 10"):
        commenting.record_partner_rule(agreement=agreement, threshold=4, by=by)
    rule = commenting.record_partner_rule(agreement=agreement, threshold=6, by=by)
    values = {**COUNTS, "00103": 7}
    own = drafted_publication(holder, by=by, of=told(values), audience=known)
    assert (own.rule, own.hidden) == (rule, [])
    assert content_of(own).tables[0].rows[2][2] == 7
    publishing.publish(publication=own, by=by)
    open_one = publishing.publish(publication=drafted(holder, by, values, title="Pour tous"), by=by)
    assert content_of(open_one).tables[0].rows[2][2] is Absent.HIDDEN


def test_what_is_public_is_judged_for_the_partners_who_know_more(holder: Organisation, by: Account):
    known = partner()
    own = drafted_publication(holder, by=by, of=told({"00101": 120}, title="Pour eux"), audience=known)
    publishing.publish(publication=own, by=by)
    close = drafted(holder, by, {"00101": 117}, title="Pour tous")
    with pytest.raises(DomainRefusal, match="Pour eux"):
        publishing.publish(publication=close, by=by)
    stranger = organisation("Ailleurs")
    theirs = drafted_publication(
        stranger, by=member(Role.COORDINATOR, of=stranger), of=told({"00101": 117}, title="D’eux")
    )
    with pytest.raises(DomainRefusal, match="une publication réservée à un partenaire"):
        publishing.publish(publication=theirs, by=by)


def test_a_rule_that_ended_no_longer_serves(holder: Organisation, by: Account):
    known = partner()
    agreement = Agreement.objects.of(known).get()
    commenting.record_partner_rule(agreement=agreement, threshold=6, by=by)
    own = drafted_publication(holder, by=by, of=told({"00101": 7}), audience=known)
    commenting.record_partner_rule(agreement=agreement, threshold=9, by=by)
    with pytest.raises(DomainRefusal, match="Le seuil de ce partenaire a changé"):
        publishing.publish(publication=own, by=by)


def test_a_draft_that_was_tampered_with_is_refused(holder: Organisation, by: Account):
    found = drafted(holder, by, COUNTS)
    content = {**found.content, "title": "Autre chose"}
    Publication.objects.of(holder).filter(pk=found.pk).update(content=content)
    with pytest.raises(DomainRefusal, match="scellé"):
        publishing.publish(publication=found, by=by)


def test_files_are_made_once_in_the_background(
    holder: Organisation, by: Account, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        found = publishing.publish(publication=drafted(holder, by, COUNTS), by=by)
    publishing.keep_files(publication=found)
    files = PublishedFile.objects.everywhere("test").filter(publication=found).order_by("pk")
    assert [each.name for each in files] == [
        "indicateur.pdf", "diaporama.pdf", "tableau.xlsx", "communes.csv", "dictionnaire.csv", "contenu.json",
    ]  # fmt: skip
    assert bytes(files[3].content).decode().splitlines()[1].split(",") == ["00101", "Zone 00101", "120"]


def test_followers_of_an_area_are_told_once(holder: Organisation, by: Account):
    other = member(Role.MEDIATOR, of=holder, name="Lucie")
    elsewhere = organisation("Ailleurs")
    far = member(Role.MEDIATOR, of=elsewhere, name="Marc")
    followed_area(holder, by=other)
    followed_area(holder, by=other)
    followed_area(elsewhere, by=far)
    publishing.publish(publication=drafted(holder, by, COUNTS), by=by)
    rows = Notification.objects.everywhere("test").filter(kind=publishing.PUBLISHED)
    assert {each.account_id for each in rows} == {other.pk, far.pk}
    own = drafted_publication(holder, by=by, of=told(COUNTS, title="Eux"), audience=partner())
    publishing.publish(publication=own, by=by)
    assert {each.account_id for each in rows.filter(subject=f"publication:{own.pk}")} == {other.pk}


def test_a_ranking_is_composed_from_a_calculation(holder: Organisation, by: Account):
    run = calculated(holder, by=by)
    content = ranking_content(run)
    codes = [one.code for one in content.tables[0].columns]
    assert codes[:4] == ["id", "rang", "nom", "entre"]
    assert "personnes_share_old" not in codes  # of a data set that is gone, nobody can say that it was public
    found = drafted_publication(holder, by=by, of=replace(content, title="Classement"))
    assert publishing.publish(publication=found, by=by).kind == "ranking"
    assert Composed(content).run is None


def test_comments_and_their_answers(holder: Organisation, by: Account):
    shown = publishing.discuss_publication(publication=drafted(holder, by, COUNTS), by=by)
    other = organisation("Ailleurs")
    said = commenting.comment_publication(
        publication=shown, organisation=other, text=" Et les quartiers ? ", by=member(Role.TRAINER, of=other)
    )
    assert said.text == "Et les quartiers ?"
    assert commenting.answer_comment(comment=said, text="En janvier.", by=by).answer == "En janvier."
    publishing.discard(publication=shown, by=by)
    with pytest.raises(DomainRefusal, match="n’attend plus"):
        commenting.comment_publication(publication=shown, organisation=other, text="Encore", by=by)
