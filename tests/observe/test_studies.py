"""Studies: described, led with partners, finished or abandoned, shared, ready to be published."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import studies
from fabrique.observe.actions.data_sets import erase_data_set, share_data_set, withdraw_data_set
from fabrique.observe.composing.studies import study_content
from fabrique.observe.content import Content
from fabrique.observe.models import Study
from fabrique.people.enums import Role
from fabrique.people.models import Account, Agreement, Organisation
from tests.factories.observe import brought, studied
from tests.factories.people import agree, member, organisation
from tests.observe.pages import signed, text

HOME = "/espace/observer/etudes/"
FORM = {"title": "Les foyers sans ordinateur", "question": "Combien, et où ?"}


@pytest.fixture
def holder(db: None) -> Organisation:
    return organisation()


def said(study: Study, **changes: Any) -> studies.Said:
    return studies.Said(**{"title": study.title, "question": study.question, **changes})


def test_a_form_that_is_sent_twice_begins_one_study_and_titles_are_told_apart(
    holder: Organisation, by: Account
):
    first = studied(holder, by=by, title="Sans ordinateur")
    assert studied(holder, by=by, title=" Sans ordinateur ") == first
    with pytest.raises(DomainRefusal, match="porte ce titre") as refused:
        studied(holder, by=member(Role.COORDINATOR, of=holder), title="Sans ordinateur")
    assert refused.value.field == "title"
    elsewhere = organisation("Ailleurs")
    assert studied(elsewhere, by=by, title="Sans ordinateur") != first


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"question": ""}, "question"),
        ({"findings": "a" * 5001}, "findings"),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "ends_on"),
    ],
)
def test_what_a_study_lacks_is_said_beside_its_field(
    holder: Organisation, by: Account, changes: dict[str, Any], field: str
):
    told = studies.Said(**{"title": "Étude", "question": "Combien ?", **changes})
    with pytest.raises(DomainRefusal) as refused:
        studies.write_study(organisation=holder, said=told, by=by)
    assert refused.value.field == field
    assert not Study.objects.of(holder).exists()


def test_a_study_is_led_to_its_end_reopened_and_abandoned_with_a_reason(holder: Organisation, by: Account):
    study = studied(holder, by=by)
    with pytest.raises(DomainRefusal, match="n’est plus possible"):
        studies.move_study(study=study, verb="reopen", by=by)
    studies.move_study(study=study, verb="start", by=by)
    with pytest.raises(DomainRefusal, match="ce que l’étude a trouvé"):
        studies.move_study(study=study, verb="finish", by=by)
    told = said(study, findings="Un foyer sur dix.")
    studies.edit_study(study=study, said=told, data_sets=[], partners=[], by=by)
    studies.move_study(study=study, verb="finish", by=by)
    with pytest.raises(DomainRefusal, match="rouvrez-la"):
        studies.edit_study(study=study, said=told, data_sets=[], partners=[], by=by)
    studies.move_study(study=study, verb="reopen", by=by)
    with pytest.raises(DomainRefusal) as refused:
        studies.move_study(study=study, verb="abandon", reason=" ", by=by)
    assert refused.value.field == "reason"
    studies.move_study(study=study, verb="abandon", reason="Plus d’enquêtrice.", by=by)
    study.refresh_from_db()
    assert (study.state, study.reason) == ("abandoned", "Plus d’enquêtrice.")
    studies.move_study(study=study, verb="take_up", by=by)
    assert (study.state, study.reason) == ("planned", "")
    moves = JournalEntry.objects.filter(action="observe.move_study", subject=f"study:{study.pk}")
    assert [each.summary["verb"] for each in moves.order_by("seq")] == [
        *("start", "finish", "reopen", "abandon", "take_up")
    ]


def test_a_study_is_read_by_its_own_its_partners_then_all(holder: Organisation, by: Account):
    partner, other = organisation("Partenaire"), organisation("Ailleurs")
    told = studies.Said(title="Étude", question="Combien ?")
    study = studies.write_study(organisation=holder, said=told, partners=[partner, holder], by=by)
    address = f"{HOME}{study.pk}/"
    mine, theirs, stranger = (signed(member(Role.MEDIATOR, of=each)) for each in (holder, partner, other))
    assert [each.get(address).status_code for each in (mine, theirs, stranger)] == [200, 200, 404]
    assert "Tenir cette étude" not in text(theirs.get(address))
    assert theirs.post(f"{address}commencer/").status_code == 404
    studies.share_study(study=study, shared=True, by=by)
    page = text(stranger.get(address))
    assert "avec Partenaire" in page
    assert stranger.get(f"{address}corriger/").status_code == 404


def test_what_is_not_shared_is_told_under_an_agreement_only_and_never_named(
    holder: Organisation, by: Account
):
    data_set = brought(holder, by=by, title="Impayés du bailleur", slug="impayes")
    study = studied(holder, by=by, on=[data_set])
    with pytest.raises(DomainRefusal, match="« Impayés du bailleur") as refused:
        studies.share_study(study=study, shared=True, by=by)
    assert refused.value.field == "agreement"
    agree(holder)
    agreement = Agreement.objects.of(holder).get()
    told = said(study, agreement=agreement)
    studies.edit_study(study=study, said=told, data_sets=[data_set], partners=[], by=by)
    studies.share_study(study=study, shared=True, by=by)
    with pytest.raises(DomainRefusal, match="quelle convention"):
        studies.edit_study(study=study, said=said(study), data_sets=[data_set], partners=[], by=by)
    stranger = signed(member(Role.COORDINATOR, of=organisation("Ailleurs")))
    page = text(stranger.get(f"{HOME}{study.pk}/"))
    assert "1 jeu de données que votre organisation ne voit pas" in page
    assert "Impayés" not in page
    share_data_set(data_set=data_set, shared=True, by=by)
    assert "Impayés du bailleur, 2021" in text(stranger.get(f"{HOME}{study.pk}/"))


def test_a_study_goes_on_naming_the_data_that_were_erased(holder: Organisation, by: Account):
    data_set = brought(holder, by=by, shared=True)
    kept = brought(holder, by=by, title="Impayés du bailleur", slug="impayes")
    study = studied(holder, by=by, on=[data_set, kept])
    for one in (data_set, kept):
        withdraw_data_set(data_set=one, by=by)
        erase_data_set(data_set=one, by=by)
    page = text(signed(by).get(f"{HOME}{study.pk}/"))
    assert "Recensement (2021)" in page
    assert "Impayés" not in page
    assert "effacé depuis" in page


def test_a_study_that_is_over_is_ready_to_be_published_without_what_is_not_shared(
    holder: Organisation, by: Account
):
    shared = brought(holder, by=by, shared=True)
    kept = brought(holder, by=by, title="Impayés du bailleur", slug="impayes")
    study = studied(
        holder, by=by, title="Sans ordinateur", on=[shared, kept],
        findings="Un foyer sur dix.\n\nSurtout ici.",
        protocol="Deux cents entretiens.", starts_on=date(2026, 1, 5),
    )  # fmt: skip
    with pytest.raises(DomainRefusal, match="Terminez l’étude"):
        study_content(study)
    studies.move_study(study=study, verb="start", by=by)
    studies.move_study(study=study, verb="finish", by=by)
    content = study_content(study)
    assert (content.kind, content.subject, content.title) == ("study", str(study.pk), "Sans ordinateur")
    assert content.reading == ("Un foyer sur dix.", "Surtout ici.")
    assert [each.title for each in content.sources] == [
        *("Recensement", "1 jeu de données d’un partenaire, non partagé")
    ]
    assert [one.replace("\u00a0", " ") for one in content.method] == [
        *("Deux cents entretiens.", "Commencée le 5 janvier 2026.", "Menée par La Bobine.")
    ]
    assert Content.of_json(content.as_json()) == content
    assert "Impayés" not in str(content.as_json())


def test_the_pages_from_the_empty_list_to_the_end(holder: Organisation, by: Account):
    client = signed(by)
    assert "Aucune étude pour l’instant" in text(client.get(HOME))
    assert "Les études" in text(client.get("/espace/observer/"))
    page = text(client.post(f"{HOME}nouvelle/", {**FORM, "title": "", "starts_on": "2026-13-01"}))
    assert 'href="#id_title"' in page
    assert 'href="#id_starts_on"' in page
    assert "Combien, et où ?" in page
    data_set = brought(holder, by=by)
    partner = organisation("Partenaire")
    sent = {**FORM, "data_sets": [str(data_set.pk)], "partners": [str(partner.pk)]}
    page = text(client.post(f"{HOME}nouvelle/", sent, follow=True))
    assert "Recensement, 2021" in page
    study = Study.objects.of(holder).get()
    address = f"{HOME}{study.pk}/"
    assert "C’est noté" in text(client.post(f"{address}commencer/", follow=True))
    page = text(client.post(f"{address}terminer/", follow=True))
    assert "Écrivez d’abord" in page
    page = text(client.get(f"{address}corriger/"))
    assert f'value="{data_set.pk}" id="id_data_sets_0" checked' in page.replace("\n", " ")
    client.post(f"{address}corriger/", {**sent, "findings": "Un foyer sur dix."})
    assert "Terminée" in text(client.post(f"{address}terminer/", follow=True))
    assert client.post(f"{address}casser/").status_code == 404
    assert "toutes les organisations" not in text(client.get(address))
    client.post(f"{address}rouvrir/")
    page = text(client.post(f"{address}abandonner/", {"reason": ""}))
    assert 'href="#id_reason"' in page
    assert "Plus le temps" in text(
        client.post(f"{address}abandonner/", {"reason": "Plus le temps"}, follow=True)
    )
    assert "Aucune étude n’en est là" in text(client.get(f"{HOME}?etat=done"))


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_asks_the_same_number_of_queries(
    holder: Organisation, by: Account, number: int, django_assert_num_queries: Any
):
    for _each in range(number):
        studied(holder, by=by)
    client = signed(by)
    client.get(HOME)
    with django_assert_num_queries(8):
        client.get(HOME)


def test_the_hundredth_study_is_on_its_page(holder: Organisation, by: Account):
    for _each in range(51):
        studied(holder, by=by)
    client = signed(by)
    assert "Étude 1" in text(client.get(f"{HOME}?page=2")).split("<h1>")[1]
    assert client.get(f"{HOME}?page=99&etat=rien").status_code == 200
