"""Signs that nobody sees stay out of what is kept, wherever it was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import read_table
from fabrique.observe.actions import commenting, sites, studies
from fabrique.observe.actions.commenting import answer_comment, comment_publication
from fabrique.observe.actions.publishing import discuss_publication
from fabrique.observe.actions.requests import ask_measure
from fabrique.observe.enums import SitePurpose
from fabrique.observe.forms.sites import SiteForm
from fabrique.observe.models import PublicationComment
from fabrique.observe.site_files import read_sites
from fabrique.observe.texts import lines, one_line
from fabrique.people.enums import Role
from tests.factories.observe import drafted_publication
from tests.factories.people import member, organisation

TURNED = "\u202eTiers\u200b-lieu \u2066du\u00a0 port\ufeff"
PLAIN = "Tiers-lieu du port"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (TURNED, PLAIN),
        ("a\tb\r\n c", "a b c"),
        ("\0a\x07", "a"),
        ("\u202e", ""),
        ("L’été, 3 € ½", "L’été, 3 € ½"),
    ],
)
def test_a_text_of_one_line_has_only_what_is_seen(typed: str, kept: str):
    assert one_line(typed) == kept


def test_a_text_of_several_lines_keeps_them():
    assert lines(" \u202eUn\r\n\n  deux\u200b \u2069 \n") == "Un\n\n  deux"


@pytest.mark.django_db
def test_what_is_written_in_the_observatory_is_what_is_seen():
    holder = organisation()
    by = member(Role.COORDINATOR, of=holder)
    kept = sites.make_site_list(organisation=holder, title=TURNED, purpose=SitePurpose.OUTDOOR, by=by)
    assert kept.title == PLAIN
    said = studies.Said(title=TURNED, question="Qui\u202e ?\nOù ?", findings=TURNED)
    study = studies.write_study(organisation=holder, said=said, by=by)
    assert (study.title, study.question) == (PLAIN, "Qui ?\nOù ?")
    assert studies.write_study(organisation=holder, said=said, by=by) == study
    asked = ask_measure(
        organisation=holder, measure=TURNED, decision="Ouvrir\u202e\nou non", level="commune", by=by
    )
    assert (asked.measure, asked.decision) == (PLAIN, "Ouvrir\nou non")
    shown = discuss_publication(publication=drafted_publication(holder, by=by), by=by)
    comment = comment_publication(publication=shown, organisation=holder, text="Un\u202e\ndeux", by=by)
    assert comment.text == "Un\ndeux"
    assert answer_comment(comment=comment, text="\u2067Oui\nmais", by=by).answer == "Oui\nmais"


def test_the_name_of_a_site_typed_or_in_a_file(tmp_path: Path):
    path = tmp_path / "sites.csv"
    path.write_text(f"identifiant;nom;lat;lon\na\u200b;{TURNED};47,15;-1,65\n", encoding="utf-8")
    (row,) = read_sites(read_table(path)).rows
    assert (row.key, row.name) == ("a", PLAIN)
    form = SiteForm({"name": TURNED, "key": "", "latitude": "47.15", "longitude": "-1.65"})
    assert form.is_valid(), form.errors
    assert form.row().name == PLAIN


@pytest.mark.django_db
def test_an_organisation_writes_so_many_comments_of_a_publication(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commenting, "MOST_COMMENTS", 2)
    holder, other = organisation(), organisation("Ailleurs")
    by = member(Role.COORDINATOR, of=holder)
    shown = discuss_publication(publication=drafted_publication(holder, by=by), by=by)
    for text in ("Un", "Deux"):
        comment_publication(publication=shown, organisation=holder, text=text, by=by)
    with pytest.raises(DomainRefusal, match="a écrit 2 commentaires ici"):
        comment_publication(publication=shown, organisation=holder, text="Trois", by=by)
    comment_publication(publication=shown, organisation=other, text="Un", by=member(Role.TRAINER, of=other))
    assert PublicationComment.objects.everywhere("test").filter(publication=shown).count() == 3
