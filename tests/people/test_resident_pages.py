"""Receiving a person, page by page, each role with the parts that it reaches."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.journal.models import JournalRead
from fabrique.core.ui import discretion
from fabrique.people.actions import add_member
from fabrique.people.actions.residents import write_note
from fabrique.people.enums import NoteLevel, Origin, Role
from fabrique.people.models import Account, Consent, Note, Organisation, Resident
from tests.factories.accounts import sign_in
from tests.factories.people import account, agree, member, organisation, receive

pytestmark = pytest.mark.django_db
ODETTE = {"first_name": "Odette", "last_name": "Marsonval", "birth_year": "1948", "phone": "02 61 91 12 34"}


@pytest.fixture
def ours() -> Organisation:
    agree(found := organisation("La Bobine"))
    return found


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def enter(client: Client, *roles: Role, of: Organisation) -> Account:
    who = member(*roles, of=of)
    sign_in(client, who)
    return who


def form(**values: str) -> dict[str, str]:
    return {"called": "Mme Marsonval", "origin": "desk", "key": str(uuid4()), **values}


def search(client: Client, **keys: str) -> Any:
    return client.post("/espace/personnes/", keys, follow=True)


def page(name: str, person: Resident) -> str:
    return reverse(f"people:{name}", kwargs={"pk": person.pk})


def test_a_person_is_searched_received_and_read(client: Client, ours: Organisation):
    enter(client, Role.MEDIATOR, of=ours)
    found = search(client, last_name="Marsonval", birth_year="1948")
    assert "Aucun dossier ici" in text(found)
    carried = client.post("/espace/personnes/nouvelle/", {"depuis": "recherche", "last_name": "Marsonval"})
    assert 'value="Marsonval"' in text(carried)
    done = client.post("/espace/personnes/nouvelle/", form(**ODETTE, informed="on"), follow=True)
    person = Resident.objects.of(ours).get()
    assert done.redirect_chain == [(page("resident", person), 302)]
    for words in ("Odette Marsonval", "02 61 91 12 34", "1948", person.code, "Le dossier est ouvert"):
        assert words in text(done)
    assert done.headers["Cache-Control"].count("no-store")
    again = search(client, phone="+33261911234")
    assert "1 dossier trouvé" in text(again)
    for code in (person.code, person.code.lower().replace("-", " ")):
        went = client.post("/espace/personnes/", {"code": code})
        assert went["Location"] == page("resident", person)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Écrivez un nom et une année"),
        ({"last_name": "M."}, "ensemble"),
        ({"birth_year": "1948"}, "ensemble"),
        ({"last_name": "Marsonval", "birth_year": "48"}, "quatre chiffres, comme 1948"),
        ({"phone": "02 61"}, "téléphone"),
        ({"code": "K7F"}, "six lettres ou chiffres"),
    ],
)
def test_a_search_asks_for_exact_keys(client: Client, ours: Organisation, typed: dict[str, str], words: str):
    enter(client, Role.RECEPTION, of=ours)
    told = text(client.post("/espace/personnes/", typed))
    assert words in told
    assert "Aucun dossier ici" not in told


def test_each_field_of_a_new_person_is_asked_once(client: Client, ours: Organisation):
    """A field that stands twice in a form is sent twice: the second, left empty, undoes the first."""
    enter(client, Role.MEDIATOR, of=ours)
    response = client.get("/espace/personnes/nouvelle/")
    shown = Counter(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"', text(response)))
    fields = response.context["form"].fields
    assert {name: shown[name] for name in fields if shown[name] != 1} == {"origin": len(Origin)}


def test_a_known_person_is_shown_before_a_second_file(client: Client, ours: Organisation):
    enter(client, Role.MEDIATOR, of=ours)
    known = receive(ours, **ODETTE)
    new = form(called="Odette M.", phone="0261911234")
    asked = client.post("/espace/personnes/nouvelle/", new)
    assert page("resident", known) in text(asked)
    assert Resident.objects.of(ours).count() == 1
    client.post("/espace/personnes/nouvelle/", {**new, "autre": "oui"})
    assert Resident.objects.of(ours).count() == 2


def test_a_form_sent_twice_opens_one_file(client: Client, ours: Organisation):
    enter(client, Role.MEDIATOR, of=ours)
    sent = form(**ODETTE)
    places = {client.post("/espace/personnes/nouvelle/", sent).headers["Location"] for _each in range(3)}
    assert len(places) == 1
    assert Resident.objects.of(ours).count() == 1


def test_a_refusal_keeps_what_was_typed(client: Client, ours: Organisation):
    enter(client, Role.MEDIATOR, of=ours)
    kept = client.post(
        "/espace/personnes/nouvelle/", form(**{**ODETTE, "birth_year": "48"}, commune="Nulle-Part")
    )
    assert 'value="Odette"' in text(kept)
    assert "n’est pas reconnue" in text(kept)
    kept = client.post("/espace/personnes/nouvelle/", form(**{**ODETTE, "birth_year": "48"}))
    assert "quatre chiffres" in text(kept)
    assert not Resident.objects.of(ours).exists()


SEEN = {
    Role.RECEPTION: {"desk"},
    Role.PRESCRIBER: {"desk"},
    Role.TRAINER: set(),
    Role.MEDIATOR: {"desk", "mediation"},
    Role.MANDATED_HELPER: {"desk", "mediation"},
    Role.COORDINATOR: {"desk", "mediation"},
    Role.SOCIAL_WORKER: {"desk", "mediation", "social"},
    Role.DATA_PROTECTION_OFFICER: set(),
}


@pytest.mark.parametrize("role", SEEN)
def test_each_role_reads_its_part_and_no_other(client: Client, ours: Organisation, role: Role):
    person = receive(ours, **ODETTE, protection="curatorship", representative="M. Caldrenne")
    for level in NoteLevel:
        write_note(resident=person, level=level, text=f"canari {level}", by=account())
    enter(client, role, of=ours)
    read = text(client.get(page("resident", person)))
    assert {level for level in NoteLevel if f"canari {level}" in read} == SEEN[role]
    assert ("02 61 91 12 34" in read) == (role != Role.TRAINER)
    guarded = role not in {Role.RECEPTION, Role.PRESCRIBER, Role.TRAINER}
    assert ("M. Caldrenne" in read) == ("Curatelle" in read) == guarded


def test_a_reader_writes_no_further_than_they_read(client: Client, ours: Organisation):
    person = receive(ours, **ODETTE, protection="curatorship")
    enter(client, Role.RECEPTION, of=ours)
    refused = client.post(page("note-resident", person), {"text": "secret", "level": "social"})
    assert refused.status_code == 200
    assert not Note.objects.of(ours).exists()
    client.post(page("note-resident", person), {"text": "Repasse jeudi", "level": "desk"})
    assert Note.objects.of(ours).get().text == "Repasse jeudi"
    client.post(
        page("edit-resident", person), {"called": "Odette", "protection": "", "last_name": "Marsonval"}
    )
    person.refresh_from_db()
    assert (person.called, person.protection) == ("Odette", "curatorship")


def test_consents_are_given_and_taken_back(client: Client, ours: Organisation):
    person = receive(ours)
    enter(client, Role.MEDIATOR, of=ours)
    client.post(page("consent-resident", person), {"objet": "reminders"})
    held = Consent.objects.of(ours).get()
    assert held.withdrawn_at is None
    client.post(page("consent-resident", person), {"objet": "reminders", "reprendre": "oui"})
    held.refresh_from_db()
    assert held.withdrawn_at
    assert "n’existe pas" in text(
        client.post(page("consent-resident", person), {"objet": "tout"}, follow=True)
    )


def test_two_files_are_shown_then_made_one_and_taken_apart(client: Client, ours: Organisation):
    enter(client, Role.MEDIATOR, of=ours)
    kept, other = receive(ours, **ODETTE), receive(ours, called="Odette")
    merge = page("merge-resident", kept)
    assert "Aucun autre dossier" in text(client.post(merge, {"code": "ZZZ-ZZZ"}))
    assert "Aucun autre dossier" in text(client.post(merge, {"code": kept.code}))
    shown = text(client.post(merge, {"code": other.code}))
    assert other.code in shown
    assert "C’est la même personne" in shown
    client.post(merge, {"code": other.code, "confirmer": "oui"})
    other.refresh_from_db()
    assert other.merged_into == kept
    assert client.get(page("resident", other)).headers["Location"] == page("resident", kept)
    client.post(page("separate-resident", other))
    other.refresh_from_db()
    assert other.merged_into is None


ONE = ("resident", "edit-resident", "note-resident", "inform-resident", "consent-resident", "merge-resident")


@pytest.mark.parametrize("name", [*ONE, "separate-resident"])
def test_another_organisation_finds_a_missing_page(client: Client, ours: Organisation, name: str):
    person = receive(ours, **ODETTE)
    enter(client, *SEEN, of=organisation("Le Rouet"))
    for method in (client.get, client.post):
        theirs = method(
            page(name, person), {"text": "x", "level": "desk", "code": person.code, "objet": "linking"}
        )
        missing = method(reverse(f"people:{name}", kwargs={"pk": uuid4()}))
        assert theirs.status_code == missing.status_code
        assert theirs.status_code in (404, 405)
        assert b"Marsonval" not in theirs.content
    assert not Note.objects.everywhere("tests").exists()


def test_the_code_of_another_organisation_is_no_code(client: Client, ours: Organisation):
    person, theirs = receive(ours), organisation("Le Rouet")
    enter(client, Role.MEDIATOR, of=theirs)
    mine = receive(theirs)
    assert "Aucun dossier ici" in text(search(client, code=person.code))
    answer = client.post(page("merge-resident", mine), {"code": person.code, "confirmer": "oui"})
    assert "Aucun autre dossier" in text(answer)


@pytest.mark.parametrize("role", [Role.FUNDER, Role.REFURBISHER, Role.SURVEYOR, Role.ADMINISTRATOR])
def test_who_has_no_business_with_persons_finds_no_page(client: Client, role: Role):
    from fabrique.people.actions import carry_instance

    ours = carry_instance(organisation=organisation("La Métropole"))
    person = receive(ours)
    enter(client, role, of=ours)
    for address in ("/espace/personnes/", "/espace/personnes/nouvelle/", page("resident", person)):
        assert client.get(address).status_code == 404


XSS = "<script>alert(1)</script>"


def test_nothing_that_was_typed_runs(client: Client, ours: Organisation):
    person = receive(
        ours, called=XSS, first_name=XSS, last_name=XSS, address=XSS, reach_note=XSS, representative=XSS
    )
    write_note(resident=person, level=NoteLevel.DESK, text=XSS, by=account(XSS))
    enter(client, Role.MEDIATOR, of=ours)
    for address in (page("resident", person), page("edit-resident", person)):
        assert b"<script>alert" not in client.get(address).content
    found = client.post("/espace/personnes/", {"code": person.code}, follow=True)
    assert b"<script>alert" not in found.content


def test_a_file_costs_the_same_with_one_and_three_notes(
    client: Client, ours: Organisation, django_assert_max_num_queries, django_assert_num_queries
):
    person = receive(ours, **ODETTE)
    enter(client, Role.SOCIAL_WORKER, of=ours)
    write_note(resident=person, level=NoteLevel.DESK, text="un", by=account())
    client.get(page("resident", person))
    with django_assert_max_num_queries(40) as first:
        client.get(page("resident", person))
    for word in ("deux", "trois"):
        write_note(resident=person, level=NoteLevel.SOCIAL, text=word, by=account())
    with django_assert_num_queries(len(first)):
        client.get(page("resident", person))


def test_each_reading_is_noted_and_says_nothing_of_the_file(client: Client, ours: Organisation):
    person = receive(ours, **ODETTE)
    reader = enter(client, Role.MEDIATOR, of=ours)
    client.get(page("resident", person))
    read = JournalRead.objects.get()
    assert (read.actor, read.organisation) == (str(reader.pk), str(ours.pk))
    assert read.subject == f"resident:{person.pk}"
    enter(client, Role.MEDIATOR, of=organisation("Le Rouet"))
    client.get(page("resident", person))
    assert JournalRead.objects.count() == 1


def test_a_desk_that_hides_names_shows_initials(client: Client, ours: Organisation):
    person = receive(ours, **ODETTE, protection="curatorship", representative="M. Caldrenne")
    other = receive(ours, called="Bakari Tiendrel", phone=ODETTE["phone"])
    enter(client, Role.MEDIATOR, of=ours)
    session = client.session
    session[discretion.KEY] = True
    session.save()
    for answer in (
        client.get(page("resident", person)),
        search(client, phone=ODETTE["phone"]),
        client.post(page("merge-resident", person), {"code": other.code}),
    ):
        read = text(answer)
        assert not [name for name in ("Marsonval", "Odette", "Caldrenne", "Tiendrel") if name in read]
        assert "M. M." in read


def test_origins_are_all_offered(client: Client, ours: Organisation):
    enter(client, Role.RECEPTION, of=ours)
    shown = text(client.get("/espace/personnes/nouvelle/"))
    assert all(str(origin.label) in shown for origin in Origin)


def test_a_note_that_came_too_late_is_written_after_signing_in_again(client: Client, ours: Organisation):
    person, other = receive(ours, **ODETTE), organisation("Le Rouet")
    reader = enter(client, Role.MEDIATOR, of=ours)
    add_member(account=reader, organisation=other, role=Role.MEDIATOR)
    client.post("/espace/organisation/choisir/", {"organisation": ours.pk})
    note = {"text": "Repasse jeudi, à dix heures", "level": "desk"}
    with clock.frozen(clock.now() + timedelta(hours=3)):
        late = client.post(
            page("note-resident", person),
            note,
            headers={"Referer": f"http://testserver{page('resident', person)}"},
        )
        assert "connexion" in late.headers["Location"]
        sign_in(client, reader)
        resumed = client.get("/espace/reprendre/", {"next": page("resident", person)})
        sent = resumed.context["sent"]
        assert dict(sent.pairs) == note
        client.post(sent.path, dict(sent.pairs))
    assert Note.objects.of(ours).get().text == note["text"]


def test_the_address_of_a_note_leads_back_to_the_file(client: Client, ours: Organisation):
    person = receive(ours, **ODETTE)
    enter(client, Role.MEDIATOR, of=ours)
    assert client.get(page("note-resident", person)).headers["Location"] == page("resident", person)
    client.logout()
    sent = client.post(
        page("consent-resident", person), headers={"Referer": f"http://testserver{page('resident', person)}"}
    )
    assert sent.headers["Location"].endswith(quote(page("resident", person), safe=""))


def test_one_comes_back_to_what_was_found_and_no_address_names_anyone(client: Client, ours: Organisation):
    receive(ours, **ODETTE)
    enter(client, Role.MEDIATOR, of=ours)
    sent = client.post("/espace/personnes/", {"last_name": "Marsonval", "birth_year": "1948"})
    shown = sent.headers["Location"]
    assert shown == "/espace/personnes/?trouve"
    for _again in range(2):
        assert "1 dossier trouvé" in text(client.get(shown))
    assert "Marsonval" not in str(dict(client.session))
    assert "Qui recevez-vous" in text(client.get("/espace/personnes/"))
    assert "trouvé" not in text(client.get(shown))


def test_another_account_finds_nothing_of_a_search(client: Client, ours: Organisation):
    receive(ours, **ODETTE)
    enter(client, Role.MEDIATOR, of=ours)
    search(client, phone=ODETTE["phone"])
    kept = client.session["search"]
    enter(client, Role.MEDIATOR, of=ours)
    session = client.session
    session["search"] = kept
    session.save()
    assert "trouvé" not in text(client.get("/espace/personnes/?trouve"))


@pytest.mark.parametrize(("role", "offered"), [(Role.MEDIATOR, True), (Role.TRAINER, False)])
def test_the_page_asks_for_no_key_that_the_role_does_not_reach(
    client: Client, ours: Organisation, role: Role, offered: bool
):
    enter(client, role, of=ours)
    assert ("son téléphone" in text(client.get("/espace/personnes/"))) is offered
