"""The pages of procedures: one form to begin, one to note; refusals that lose nothing; strangers."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.accompany.actions.cases import close_case
from fabrique.accompany.actions.planning import Plan, plan_case
from fabrique.accompany.enums import CaseState, Manner, Outcome
from fabrique.accompany.models import Case, CaseAct, CaseDocument
from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.people.enums import Protection, Role
from fabrique.people.models import Account, Organisation, Resident
from tests.accompany.test_pages import bare, text
from tests.core.test_received import PDF, PLACE, exif, jpeg
from tests.factories.accompany import acted, followed, helper, person, signed
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
OF_ONE = ("case", "plan-case", "close-case", "reopen-case", "receive-document")
OF_ALL = ("cases", "open-case", "visit", "visit-pdf")
OF_A_DOCUMENT = ("document", "return-document")
POSTED = ("reopen-case", "return-document")


def page(name: str, case: Case, document: CaseDocument | None = None) -> str:
    keys: dict[str, Any] = {"pk": case.resident_id}
    keys |= {} if name in OF_ALL else {"case": case.pk}
    return reverse(f"accompany:{name}", kwargs=keys | ({"document": document.pk} if document else {}))


@pytest.fixture
def ours() -> Organisation:
    return organisation("La Bobine")


@pytest.fixture
def odette(ours: Organisation) -> Resident:
    return person(ours)


@pytest.fixture
def ines(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := helper(ours))
    return found


def opening(by: Account, **values: Any) -> dict[str, Any]:
    return {
        "procedure": "papiers",
        "title": "Renouveler la carte d’identité",
        "text": "Pré-demande remplie ensemble",
        "manner": "with_person",
        "state": "waiting_person",
        "next_step": "Apporter deux photos",
        "responsible": str(by.pk),
        "key": str(uuid4()),
    } | values


def noting(**values: Any) -> dict[str, Any]:
    given = {"text": "Dossier déposé", "manner": "with_person", "state": "open", "key": str(uuid4())}
    return given | values


def test_a_case_is_opened_with_its_first_act_in_one_form_even_sent_twice(
    client: Client, ours: Organisation, odette: Resident, ines: Account
):
    url, form = reverse("accompany:open-case", args=[odette.pk]), opening(ines)
    assert "Quelle sorte de démarche" in text(client.get(url))
    shown = [client.post(url, form, follow=True) for _each in range(2)][1]
    for words in ("Pré-demande remplie ensemble", "fait avec", "Apporter deux photos", "La feuille du jour"):
        assert words in text(shown)
    assert Case.objects.of(ours).count() == CaseAct.objects.of(ours).count() == 1
    file = text(client.get(reverse("people:resident", args=[odette.pk])))
    assert "en attente de la personne" in file
    assert "La feuille du jour" in file
    assert "Renouveler la carte" in text(client.get(reverse("accompany:cases", args=[odette.pk])))


def test_a_refusal_leads_to_the_mandate_and_loses_nothing(client: Client, odette: Resident, ines: Account):
    url = reverse("accompany:open-case", args=[odette.pk])
    answer = text(client.post(url, opening(ines, manner="in_place", meeting_where="Mairie")))
    for words in ("Aucun mandat pour", "Préparer un mandat", "Pré-demande remplie ensemble", "Mairie"):
        assert words in answer
    way = reverse("accompany:draft", args=[odette.pk]) + f"?pour={opening(ines)['procedure']}"
    assert f'href="{way}" target="_blank"' in answer  # what was written waits in this tab
    assert re.search(f'value="{opening(ines)["procedure"]}"[^>]* checked', text(client.get(way)))
    case = followed(odette, by=ines)
    shown = text(client.get(page("case", case)))
    assert "À sa place : non." in shown
    answer = text(client.post(page("case", case), noting(manner="in_place", text="Télédéclaré")))
    assert "Aucun mandat pour" in answer
    assert "Télédéclaré" in answer
    assert not CaseAct.objects.of(odette.organisation).exists()


def test_with_a_mandate_the_page_says_which_and_the_act_names_it(
    client: Client, odette: Resident, ines: Account
):
    mandate, case = signed(odette, by=ines), followed(odette, by=ines)
    assert f"par le mandat {mandate.code}" in text(client.get(page("case", case)))
    shown = client.post(page("case", case), noting(manner="in_place"), follow=True)
    assert f"mandat {mandate.code}" in text(shown)


def test_who_is_protected_is_told_and_offered_no_mandate(client: Client, ours: Organisation, ines: Account):
    yves = person(ours, protection=Protection.CURATORSHIP)
    case = followed(yves, by=ines)
    answer = text(client.post(page("case", case), noting(manner="in_place")))
    assert "curatelle" in answer
    assert "Pour agir à sa place, il faut son mandat" not in answer


def test_an_error_is_repaired_from_the_page(client: Client, odette: Resident, ines: Account):
    case = followed(odette, by=ines)
    wrong = acted(case, by=ines, text="Envoyé à la CAF")
    form = noting(text="Renvoyé à la MSA", repairs=str(wrong.pk), wrong="Mauvaise caisse")
    shown = text(client.post(page("case", case), form, follow=True))
    assert "corrigé" in shown
    assert "Mauvaise caisse" in shown
    assert "Envoyé à la CAF" in shown


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Écrivez ce qui a été fait"),
        ({"text": "mot de passe : Sésame12"}, "Enlevez le mot de passe"),
        ({"minutes": "beaucoup"}, "nombre de minutes"),
        ({"meeting_on": "2026-12-05"}, "Donnez aussi l’heure"),
        ({"next_on": "9999-12-31"}, "2999"),
        ({"repairs": str(uuid4())}, "Sélectionnez un choix valide"),
        ({"done_on": "2001-01-01"}, "dans le mois"),
    ],
)
def test_bad_input_is_said_and_kept(
    client: Client, odette: Resident, ines: Account, values: dict[str, str], words: str
):
    case = followed(odette, by=ines)
    answer = client.post(page("case", case), noting(next_step="Rappeler jeudi", **values))
    assert answer.status_code == 200
    assert words in text(answer)
    assert "Rappeler jeudi" in text(answer)
    assert not CaseAct.objects.of(odette.organisation).exists()


@pytest.mark.parametrize("name", ["case", "plan-case"])
def test_two_colleagues_at_once_do_not_undo_each_other(
    client: Client, odette: Resident, ines: Account, name: str
):
    case = followed(odette, by=ines)
    form = noting(responsible=str(ines.pk), seen=seen_on(client, page(name, case)))
    plan_case(case=case, plan=Plan(CaseState.WAITING_OFFICE, next_step="Rappeler la CAF"), by=ines)
    client.post(page(name, case), form)  # says nothing of what comes next: the other's stays
    case.refresh_from_db()
    assert (case.state, case.next_step) == (CaseState.WAITING_OFFICE, "Rappeler la CAF")
    form |= {"next_step": "Écrire à la CAF", "key": str(uuid4())}
    told = client.post(page(name, case), form)
    for words in ("Un collègue vient de changer", "Rappeler la CAF", "Écrire à la CAF"):
        assert words in text(told)
    client.post(page(name, case), form | {"seen": seen_in(told)})
    case.refresh_from_db()
    assert case.next_step == "Écrire à la CAF"


def seen_on(client: Client, url: str) -> str:
    return seen_in(client.get(url))


def seen_in(answer: Any) -> str:
    """The mark of the plan that a page has shown."""
    return re.search(r'name="seen" value="(\w+)"', text(answer))[1]  # type: ignore[index]


def test_a_case_is_planned_given_closed_and_reopened(client: Client, odette: Resident, ines: Account):
    case, other = followed(odette, by=ines), member(Role.MEDIATOR, of=odette.organisation, name="Clément")
    form = {"state": "waiting_office", "next_step": "Relancer", "responsible": str(other.pk)}
    form |= {"meeting_on": "2026-12-05", "meeting_time": "10:30", "meeting_where": "Mairie"}
    shown = text(client.post(page("plan-case", case), form, follow=True))
    for words in ("Relancer", "suivie par Clément", "10 h 30", "Mairie"):
        assert words in shown
    assert "Dites comment elle finit" in text(client.post(page("close-case", case), {}))
    shown = text(client.post(page("close-case", case), {"outcome": "obtained"}, follow=True))
    assert "Obtenu en entier" in shown
    assert "Noter ce qui est fait" not in shown
    assert "Noter ce qui est fait" in text(client.post(page("reopen-case", case), follow=True))


def test_a_coordinator_gives_a_case_and_notes_nothing(client: Client, odette: Resident):
    case = followed(odette, by=helper(odette.organisation))
    plan_case(case=case, plan=Plan(next_step="Relancer"), by=case.responsible)
    other = member(Role.MEDIATOR, of=odette.organisation, name="Clément")
    sign_in(client, member(Role.COORDINATOR, of=odette.organisation))
    assert "Noter ce qui est fait" not in text(client.get(page("case", case)))
    client.post(page("plan-case", case), {"responsible": str(other.pk), "next_step": "", "state": "open"})
    case.refresh_from_db()
    assert (case.responsible, case.next_step) == (other, "Relancer")
    assert client.post(page("case", case), noting()).status_code == 404
    assert client.get(page("close-case", case)).status_code == 404


# --- documents


def received(client: Client, case: Case, **values: Any) -> CaseDocument:
    form = {"name": "Avis d’imposition", "key": str(uuid4())} | values
    answer = client.post(page("receive-document", case), form, follow=True)
    assert "Avis d’imposition" in text(answer)
    return CaseDocument.objects.of(case.organisation).filter(case=case).order_by("-received_at")[0]


def test_a_document_is_kept_without_its_place_given_back_and_deleted_at_the_end(
    client: Client, odette: Resident, ines: Account
):
    case = followed(odette, by=ines)
    sent = SimpleUploadedFile("../odette.jpg", jpeg(exif(6)), content_type="text/html")
    document = received(client, case, document=sent, original="on")
    assert document.file
    kept = files.path_of(document.file)
    assert b"JFIF" not in kept.read_bytes()
    opened = client.get(page("document", case, document))
    assert PLACE not in opened.content
    assert opened.headers["Content-Disposition"].startswith("attachment")
    shown = text(client.get(page("case", case)))
    assert "non analysé" in shown
    shown = text(client.get(page("close-case", case)))
    assert "Un papier de la personne est encore ici" in shown
    assert "Ces fichiers vont être supprimés" in shown
    close_case(case=case, outcome=Outcome.OBTAINED, by=ines)
    assert client.get(page("document", case, document)).status_code == 404
    shown = text(client.get(page("case", case)))
    assert "fichier supprimé" in shown
    shown = text(client.post(page("return-document", case, document), follow=True))
    assert "papier rendu" in shown


def test_what_is_no_document_is_refused_and_one_form_keeps_one(
    client: Client, odette: Resident, ines: Account
):
    case, url = followed(odette, by=ines), ""
    url = page("receive-document", case)
    html = SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>")
    given = {"name": "Avis", "key": str(uuid4())}
    assert "Envoyez un PDF" in text(client.post(url, given | {"document": html}))
    assert "Joignez le fichier" in text(client.post(url, given))
    for _each in range(2):
        client.post(url, given | {"document": SimpleUploadedFile("a.pdf", PDF)})
    assert CaseDocument.objects.of(odette.organisation).count() == 1


# --- strangers, other roles, hostile words, the cost


@pytest.mark.parametrize("name", [*OF_ONE, *OF_ALL, *OF_A_DOCUMENT])
def test_every_address_is_closed_to_another_organisation(client: Client, ours: Organisation, name: str):
    mine, there = person(ours), organisation("L’Ancre")
    by = helper(there)
    theirs = followed(person(there), by=by)
    acted(theirs, by=by)
    sign_in(client, by)
    document = received(client, theirs, original="on") if name in OF_A_DOCUMENT else None
    client.logout()
    sign_in(client, helper(ours))
    url = page(name, theirs, document)
    missing = url.replace(str(theirs.resident_id), str(uuid4()))
    urls = [url, missing] + ([] if name in OF_ALL else [url.replace(str(theirs.resident_id), str(mine.pk))])
    method = client.post if name in POSTED else client.get
    answers = [method(each) for each in urls]
    assert {answer.status_code for answer in answers} == {404}
    assert len({bare(answer) for answer in answers}) == 1


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.FUNDER, Role.TRAINER])
def test_who_accompanies_nobody_finds_nothing(client: Client, odette: Resident, role: Role):
    case = followed(odette, by=helper(odette.organisation))
    sign_in(client, member(role, of=odette.organisation))
    for name in (*OF_ONE, *OF_ALL):
        assert client.get(page(name, case)).status_code in (404, 405), name


def test_words_of_a_person_stay_words(client: Client, odette: Resident, ines: Account):
    hostile = '<script>alert(1)</script> #image("/etc/passwd") {{ x }}'
    case = followed(odette, by=ines, title=hostile, service=hostile)
    acted(
        case,
        by=ines,
        text=hostile,
        plan=Plan(next_step=hostile, meeting_at=clock.now(), meeting_where=hostile),
    )
    for name in ("case", "cases", "visit", "plan-case"):
        assert b"<script>alert" not in client.get(page(name, case)).content
    assert client.get(page("visit-pdf", case)).content.startswith(b"%PDF")


def test_a_page_costs_the_same_with_one_act_and_with_three(client: Client, odette: Resident, ines: Account):
    signed(odette, by=ines)
    counts: dict[str, list[int]] = {"case": [], "cases": [], "visit": []}
    for more in (1, 2):
        for _each in range(more):
            case = followed(odette, by=ines)
            for manner in (Manner.IN_PLACE, Manner.WITH_PERSON)[:more]:
                first = acted(case, by=ines, manner=manner)
                acted(case, by=ines, repairs=first, wrong="Faux")
        for name, found in counts.items():
            with CaptureQueriesContext(connection) as queries:
                client.get(page(name, case))
            found.append(len(queries))
    assert {name: found[0] for name, found in counts.items()} == {
        name: found[1] for name, found in counts.items()
    }


def test_hidden_names_are_hidden_here_too(client: Client, odette: Resident, ines: Account):
    case = followed(odette, by=ines)
    acted(case, by=ines)
    client.post(reverse("people:names"), {"choix": "masquer", "next": "/espace/"})
    for name in ("case", "cases", "open-case", "visit"):
        shown = text(client.get(page(name, case)))
        assert ines.name not in shown.replace("· Quitter", "").split("<main")[1], name
        assert "Mme Marsonval" not in shown, name
