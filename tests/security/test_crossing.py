"""Getting at what one's role or one's organisation does not reach, through forms of persons."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core.journal.models import JournalRead
from fabrique.core.ui import discretion
from fabrique.people.acting import CHOSEN
from fabrique.people.actions.members import add_member, end_membership
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.residents import give_consent
from fabrique.people.enums import ConsentPurpose, Role
from fabrique.people.models import Account, Consent, Membership, Organisation, Resident
from tests.factories.accounts import sign_in
from tests.factories.people import account, agree, member, organisation, receive

pytestmark = pytest.mark.django_db
FIND, RECEIVE = "/espace/personnes/", "/espace/personnes/nouvelle/"
PHONE = "02 61 91 12 34"


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def page(name: str, person: Resident) -> str:
    return reverse(f"people:{name}", kwargs={"pk": person.pk})


def of_two(client: Client) -> tuple[Account, Organisation, Organisation]:
    """Somebody who works in two organisations and acts for the first."""
    first, second = organisation("La Bobine"), organisation("Le Rouet")
    agree(first)
    agree(second)
    who = member(Role.MEDIATOR, of=first)
    add_member(account=who, organisation=second, role=Role.MEDIATOR)
    sign_in(client, who)
    act(client, first)
    return who, first, second


def act(client: Client, holder: Organisation) -> None:
    session = client.session
    session[CHOSEN] = str(holder.pk)
    session.save()


def fields(client: Client, address: str) -> dict[str, Any]:
    """The hidden fields of a page's form, as a browser sends them back."""
    form = client.get(address).context["form"]
    return {field.name: field.value() or "" for field in form.hidden_fields()}


@pytest.mark.parametrize("how", ["switched", "ended"])
def test_a_form_opened_for_one_organisation_writes_in_no_other(client: Client, how: str):
    who, first, second = of_two(client)
    typed = {**fields(client, RECEIVE), "called": "Mme Marsonval", "origin": "desk"}
    if how == "switched":
        act(client, second)
    else:
        end_membership(membership=Membership.objects.of(first).get(account=who))
    answer = client.post(RECEIVE, typed)
    assert not Resident.objects.of(second).exists()
    assert "Le Rouet" in text(answer)
    assert "Mme Marsonval" in text(answer)


def test_who_sees_no_consent_changes_none(client: Client):
    person = receive(organisation())
    give_consent(resident=person, purpose=ConsentPurpose.values[0], by=account())
    sign_in(client, member(Role.RECEPTION))
    for values in ({"reprendre": "oui"}, {}):
        for purpose in ConsentPurpose.values:
            client.post(page("consent-resident", person), {"objet": purpose, **values})
    live = Consent.objects.of(person.organisation).filter(withdrawn_at__isnull=True)
    assert [each.purpose for each in live] == [ConsentPurpose.values[0]]


def test_who_sees_no_telephone_does_not_search_by_it(client: Client):
    person = receive(organisation(), phone=PHONE)
    sign_in(client, member(Role.TRAINER))
    assert person.code not in text(client.post(FIND, {"phone": PHONE}, follow=True))
    assert 'name="phone"' not in text(client.get(FIND))
    assert client.post(FIND, {"code": person.code}).status_code == 302


def test_a_search_that_shows_somebody_is_noted(client: Client):
    person = receive(organisation(), phone=PHONE)
    reader = member(Role.RECEPTION)
    sign_in(client, reader)
    client.post(FIND, {"phone": PHONE}, follow=True)
    client.post(FIND, {"phone": "02 61 91 00 00"}, follow=True)
    read = JournalRead.objects.get()
    assert (read.actor, read.subject) == (str(reader.pk), f"resident:{person.pk}")


@pytest.mark.parametrize("name", ["inform-resident", "consent-resident", "note-resident", "edit-resident"])
def test_a_file_that_went_into_another_is_refused_with_words(client: Client, name: str):
    kept, gone = receive(organisation()), receive(organisation(), called="Odette")
    merge_residents(kept=kept, other=gone, by=account())
    sign_in(client, member(Role.MEDIATOR))
    values = {"objet": ConsentPurpose.values[0], "text": "x", "level": "desk", "called": "Autre"}
    answer = client.post(page(name, gone), values, follow=True)
    assert answer.status_code == 200
    assert "réuni avec un autre" in text(answer)


def test_hidden_names_hide_in_an_address_too(client: Client):
    person = receive(organisation(), email="odette.marsonval@b.example")
    sign_in(client, member(Role.MEDIATOR))
    assert "odette.marsonval@b.example" in text(client.get(page("resident", person)))
    session = client.session
    session[discretion.KEY] = True
    session.save()
    assert "marsonval" not in text(client.get(page("resident", person))).lower()


def test_the_key_of_a_file_of_another_organisation_is_as_one_that_nobody_has(client: Client):
    theirs = receive(organisation("Le Rouet"), called="Secret")
    agree(ours := organisation("La Bobine"))
    sign_in(client, member(Role.MEDIATOR, of=ours))
    typed = {"called": "Mme Marsonval", "origin": "desk"}
    answers = [client.post(RECEIVE, {**typed, "key": str(key)}) for key in (theirs.pk, uuid4())]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Resident.objects.of(ours).count() == 2
    assert Resident.objects.of(theirs.organisation).get().called == "Secret"
