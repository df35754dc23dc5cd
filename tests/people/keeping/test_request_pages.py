"""« Demandes des personnes »: who may, what is shown, what is done."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.people.actions.keeping import announce_erasures
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation, Resident
from fabrique.people.retention import INACTIVE_YEARS
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation, receive
from tests.people.keeping.files import aged, canary

pytestmark = pytest.mark.django_db
INDEX = "/espace/demandes/"
ACTING = (Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def ours() -> Organisation:
    return organisation("La Bobine")


def enter(client: Client, role: Role, of: Organisation) -> Account:
    who = member(role, of=of)
    sign_in(client, who)
    return who


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def page(name: str, person: Resident) -> str:
    return reverse(f"people:{name}", args=[person.pk])


def old(person: Resident) -> Resident:
    """A file past its limit, of which the organisation is told."""
    found = aged(person, last_contact_on=clock.today() - timedelta(days=365 * INACTIVE_YEARS + 10))
    announce_erasures([f"resident:{person.pk}"])
    found.refresh_from_db()
    return found


@pytest.mark.parametrize("role", ACTING)
def test_a_person_is_found_by_exact_keys(client: Client, ours: Organisation, role: Role):
    person = canary(ours)
    enter(client, role, ours)
    assert "Aucun dossier n’arrive au bout de sa durée" in text(client.get(INDEX))
    found = client.post(INDEX, {"phone": "02 61 91 99 19"}, follow=True)
    assert found.redirect_chain == [(page("request", person), 302)]
    assert "Notes : 3" in text(found)
    assert "no-store" in found.headers["Cache-Control"]
    assert "Aucun dossier ici" in text(client.post(INDEX, {"last_name": "Autre", "birth_year": "1948"}))
    receive(ours, phone="02 61 91 99 19")
    assert "2 dossiers trouvés" in text(client.post(INDEX, {"phone": "02 61 91 99 19"}))
    assert "Il faut le nom et l’année" in text(client.post(INDEX, {"last_name": "Canarine"}))


def test_another_organisation_and_other_roles_find_nothing(client: Client, ours: Organisation):
    person = canary(ours)
    for role, of in ((Role.MEDIATOR, ours), (Role.COORDINATOR, organisation("Le Rouet"))):
        enter(client, role, of)
        for name in ("request", "copy-resident", "keep-resident", "erase-resident"):
            assert client.get(page(name, person)).status_code == 404, (role, name)
        for name in ("copy-resident", "keep-resident", "erase-resident", "limit-resident"):
            assert client.post(page(name, person)).status_code == 404, (role, name)
    assert Resident.objects.of(ours).get() == person


def test_the_copy_is_whole_for_the_officer_and_says_what_lacks_for_the_coordinator(
    client: Client, ours: Organisation
):
    person = canary(ours)
    for role, complete in ((Role.DATA_PROTECTION_OFFICER, True), (Role.COORDINATOR, False)):
        enter(client, role, ours)
        assert (
            "ne lit pas les notes du travail social" in text(client.get(page("request", person)))
        ) is not complete
        answer = client.post(page("copy-resident", person), {"format": "json"})
        assert json.loads(answer.content)["complete"] is complete
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Disposition"] == f'attachment; filename="copie-{person.code}.json"'
        assert client.get(page("copy-resident", person)).status_code == 302
    answer = client.post(page("copy-resident", person), {"format": "pdf"})
    assert answer.content.startswith(b"%PDF")
    entries = JournalEntry.objects.filter(action="people.export_resident").order_by("pk")
    assert [entry.summary["whole"] for entry in entries] == [True, False, False]


@pytest.mark.parametrize("name", ["copy-resident", "erase-resident"])
def test_a_proof_that_is_old_is_asked_again(client: Client, ours: Organisation, name: str):
    person = canary(ours)
    enter(client, Role.COORDINATOR, ours)
    session = client.session
    session["proved_at"] = clock.now().timestamp() - 3600
    session.save()
    answer = client.post(page(name, person))
    assert "Content-Disposition" not in answer.headers
    assert "C’est bien vous" in text(answer)
    assert Resident.objects.of(ours).exists()
    done = ("people.export_resident", "people.erase_resident")
    assert not JournalEntry.objects.filter(action__in=done).exists()


def test_the_confirm_page_says_what_goes_and_what_stays(client: Client, ours: Organisation):
    person = canary(ours)
    enter(client, Role.DATA_PROTECTION_OFFICER, ours)
    shown = text(client.get(page("erase-resident", person)))
    for words in ("Notes : 3", "Le journal", "Les chiffres", "Les sauvegardes"):
        assert words in shown
    done = client.post(page("erase-resident", person), {"confirmer": "oui"}, follow=True)
    assert "C’est effacé" in text(done)
    assert not Resident.objects.of(ours).exists()
    assert client.post(page("erase-resident", person)).status_code == 404
    assert client.get(page("resident", person)).status_code == 404


def test_a_use_is_limited_and_freed(client: Client, ours: Organisation):
    person = canary(ours)
    enter(client, Role.COORDINATOR, ours)
    shown = client.post(page("limit-resident", person), follow=True)
    assert "L’usage de ce dossier est limité" in text(shown)
    refused = client.post(page("note-resident", person), {"level": "desk", "text": "Une note"})
    assert "ne serve plus" in text(refused)
    assert "ne serve plus" in text(client.post(page("inform-resident", person), follow=True))
    shown = text(client.get(page("resident", person)))
    assert "L’usage de ce dossier est limité" in shown
    assert "Ajouter la note" not in shown
    client.post(page("limit-resident", person), {"lever": "oui"})
    assert "L’usage de ce dossier est limité" not in text(client.get(page("request", person)))


def test_files_that_will_go_are_listed_and_kept(client: Client, ours: Organisation):
    person = old(canary(ours))
    receive(organisation("Le Rouet"))
    enter(client, Role.COORDINATOR, ours)
    listed = text(client.get(INDEX))
    assert "Mme Canarine <span" in listed
    assert person.code in listed
    assert f"Dossier {person.code}" in text(client.get("/espace/"))
    assert "Il manque une réponse" in text(client.post(page("keep-resident", person), {}))
    far = clock.today() + timedelta(days=400)
    refused = client.post(page("keep-resident", person), {"until": str(far), "reason": "Un appel"})
    assert "dans un an au plus" in text(refused)
    day = clock.today() + timedelta(days=200)
    done = client.post(page("keep-resident", person), {"until": str(day), "reason": "Un appel"}, follow=True)
    assert "Le dossier est gardé" in text(done)
    assert person.code not in text(client.get(INDEX))
    assert "Un appel" in text(client.get(page("request", person)))


def test_hidden_names_are_hidden_here_too(client: Client, ours: Organisation):
    person = old(canary(ours))
    enter(client, Role.COORDINATOR, ours)
    session = client.session
    session["names_hidden"] = True
    session.save()
    for url in (
        INDEX,
        page("request", person),
        page("erase-resident", person),
        page("keep-resident", person),
    ):
        assert "Canarine" not in text(client.get(url)), url


def test_a_list_of_three_costs_what_a_list_of_one_costs(client: Client, ours: Organisation):
    enter(client, Role.COORDINATOR, ours)
    costs = []
    for _each in range(3):
        old(receive(ours))
        for url in (INDEX, "/espace/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            costs.append(len(queries))
    assert costs[2:4] == costs[4:6]
    assert costs[:2] == costs[2:4]
