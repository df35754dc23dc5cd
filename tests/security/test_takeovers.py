"""Ways to become somebody else, or to stay after one was sent away."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from fabrique.core import clock, outbox, policies
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.people.acting import act_for
from fabrique.people.actions.accounts import create_account
from fabrique.people.actions.cards import draw_card
from fabrique.people.actions.credentials import rename_account, reset_password
from fabrique.people.actions.factors import use_code
from fabrique.people.actions.identities import link_identity
from fabrique.people.actions.invitations import find_invitation, invite_member
from fabrique.people.actions.locking import set_desk_lock
from fabrique.people.actions.members import INVITING, add_member, end_membership
from fabrique.people.actions.totp import set_totp
from fabrique.people.enums import Role
from fabrique.people.models import Account, ExternalIdentity, Membership, Organisation
from tests.factories.accounts import SECRET, sign_in
from tests.factories.people import PASSWORD, account, member, organisation

pytestmark = pytest.mark.django_db
NEW = "une autre phrase de passe assez longue"


def sent(prefix: str) -> OutboxMessage:
    return OutboxMessage.objects.get(key__startswith=prefix)


@pytest.mark.parametrize("code", ["١٢٣٤٥٦", "１２３４５６", "१२३४५६७८"])
def test_digits_of_another_script_are_a_wrong_code(administrator: Account, code: str):
    set_totp(account=administrator, secret=SECRET, step=0)
    assert use_code(account=administrator, code=code) is None


def test_a_link_that_opens_an_account_does_not_stay_in_the_table(client: Client, administrator: Account):
    client.post("/mot-de-passe/oublie/", {"email": administrator.email})
    sign_in(client, administrator)
    client.post("/mon-compte/adresse/", {"email": "helene@ailleurs.example"})
    for key in ("reset:", "address:"):
        message = sent(key)
        assert "http://testserver/" in message.body
        outbox.deliver(message.pk)
        assert sent(key).body == ""


def test_who_reads_the_messages_of_an_account_closes_the_ways_in_that_another_left(client: Client):
    """An account opened by another under somebody's address, tied to an identity of the other's own."""
    victim = account("Samir Dolvenne")
    link_identity(
        account=victim, provider="externe", issuer="https://externe.example", idp_id="", subject="intrus"
    )
    client.post("/mot-de-passe/oublie/", {"email": victim.email})
    link = re.findall(r"http://testserver(\S+)", sent("reset:").body)[0]
    assert client.post(link, {"password": NEW, "again": NEW}).status_code == 302
    assert not ExternalIdentity.objects.filter(account=victim).exists()


def test_the_invitations_of_who_leaves_close_with_the_role():
    holder, other = organisation("La Bobine"), organisation("Le Rouet")
    leaving = member(Role.COORDINATOR, Role.MEDIATOR, of=holder)
    add_member(account=leaving, organisation=other, role=Role.COORDINATOR)
    made = {
        place: invite_member(organisation=place, email="complice@b.example", role=Role.MEDIATOR, by=leaving)[
            1
        ]
        for place in (holder, other)
    }
    ours = {role: Membership.objects.of(holder).get(account=leaving, role=role) for role in leaving.roles}
    end_membership(membership=ours[Role.MEDIATOR])
    assert find_invitation(made[holder])
    end_membership(membership=ours[Role.COORDINATOR])
    assert find_invitation(made[holder]) is None
    assert find_invitation(made[other])


def test_who_may_invite_is_known_to_what_closes_invitations():
    assert set(INVITING) == set(policies.table()["people.manage_members"])


def test_a_coordinator_takes_no_administration_back(client: Client, administrator: Account):
    carrier = Organisation.objects.get(carries_instance=True)
    other = account("Autre")
    add_member(account=other, organisation=carrier, role=Role.ADMINISTRATOR)
    rows = Membership.objects.of(carrier)
    aimed = rows.get(account=other)
    sign_in(client, member(Role.COORDINATOR, of=carrier))
    for path in ("retirer/", ""):
        address = f"/espace/organisations/{carrier.pk}/membres/{aimed.pk}/{path}"
        client.post(address, {"position": "volunteer"})
        aimed.refresh_from_db()
        assert (aimed.ended_at, aimed.position) == (None, "employee")
    sign_in(client, act_for(administrator, carrier))
    client.post(f"/espace/organisations/{carrier.pk}/membres/{aimed.pk}/retirer/")
    aimed.refresh_from_db()
    assert aimed.ended_at


@pytest.mark.parametrize("alias", ["personne@e\u017ftuaire.example", "personne@estua\u0131re.example"])
def test_an_address_written_otherwise_has_no_allowance_of_its_own(client: Client, alias: str):
    create_account(email="personne@estuaire.example", name="Samir", password=PASSWORD)
    assert client.post("/connexion/", {"username": alias, "password": PASSWORD}).status_code == 200
    client.post("/mot-de-passe/oublie/", {"email": alias})
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("what", ["password", "time"])
def test_a_code_comes_soon_after_a_password_that_is_still_right(client: Client, what: str):
    who = account()
    codes = draw_card(account=who)
    client.post("/connexion/", {"username": who.email, "password": PASSWORD})
    if what == "password":
        reset_password(account=who, password=NEW)
    with clock.frozen(clock.now() + timedelta(minutes=14 if what == "password" else 16)):
        answer = client.post("/connexion/code/", {"code": codes[0]})
        assert answer["Location"] == "/connexion/"
        assert client.get("/mon-compte/").status_code == 302


def test_a_page_under_way_does_not_open_a_desk_that_has_just_locked(client: Client):
    who = member(Role.MEDIATOR)
    sign_in(client, who)
    set_desk_lock(account=who, code="4831", idle_minutes=None)
    slow = SessionStore(client.session.session_key)
    slow["seen_at"] = 1.0
    client.post("/espace/verrou/fermer/")
    with pytest.raises(UpdateError):
        slow.save()
    assert client.get("/espace/").status_code == 302
    assert "/verrou/ouvrir/" in client.get("/espace/")["Location"]


@pytest.mark.parametrize("name", ["Samir\nOuvrez https://intrus.example", "Samir\u202eerimaS", "Samir\x00"])
def test_a_name_is_one_line_of_plain_text(client: Client, name: str):
    who = account()
    sign_in(client, who)
    assert client.post("/mon-compte/nom/", {"name": name}).status_code == 200
    with pytest.raises(DomainRefusal) as refusal:
        rename_account(account=who, name=name)
    assert refusal.value.field == "name"


def test_one_member_does_not_flood_an_address_with_invitations(client: Client):
    who = member(Role.COORDINATOR)
    sign_in(client, who)
    holder = organisation()
    values = {"email": "cible@b.example", "position": "employee"}
    address = f"/espace/organisations/{holder.pk}/membres/inviter/"
    answers = [client.post(address, {**values, "role": role.value}).status_code for role in list(Role)[1:8]]
    assert answers == [200] * 5 + [429] * 2
    assert OutboxMessage.objects.filter(recipient="cible@b.example").count() == 5
    told = unescape(client.post(address, {**values, "role": "trainer"}).content.decode())
    assert "Beaucoup d’invitations" in told
