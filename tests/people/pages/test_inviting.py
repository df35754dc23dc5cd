"""Inviting, the message, the page behind the link."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fabrique.core import clock, outbox
from fabrique.core.enums import MessageState
from fabrique.core.models import JournalEntry, OutboxMessage
from fabrique.people.actions.invitations import accept_invitation, revoke_invitation
from fabrique.people.enums import Role
from fabrique.people.locking import LOCKED
from fabrique.people.models import Account, Invitation, Membership
from tests.factories.people import PASSWORD, account, member
from tests.people.pages.conftest import House, browser, text, url

EMAIL = "odile@estuaire.example"
LINK = re.compile(r"http://testserver/invitation/([\w-]{43})/")


@pytest.fixture
def invited(coordinator: Client, ours: House) -> str:
    """The secret that the page showed once."""
    return secret_in(text(send(coordinator, ours)))


def send(client: Client, ours: House, **changes: str) -> Any:
    address = url("invite", ours.organisation.pk)
    values = {"email": EMAIL, "role": "mediator", "position": "employee", "team": str(ours.team.pk)}
    return client.post(address, {**values, **changes})


def secret_in(html: str) -> str:
    found = LINK.search(html)
    assert found
    return found[1]


def test_the_link_is_shown_once_and_sent(coordinator: Client, ours: House, invited: str):
    message = OutboxMessage.objects.get()
    assert message.recipient == EMAIL
    assert secret_in(message.body) == invited
    assert "La Bobine vous invite" in message.body
    assert "jusqu’au 1er décembre 2026 à 12 h" in message.body
    assert invited not in text(coordinator.get(url("members", ours.organisation.pk)))
    assert invited not in str(list(JournalEntry.objects.values()))
    assert invited not in str(list(Invitation.objects.everywhere("tests").values()))


def test_the_page_of_the_link_is_kept_by_nobody(coordinator: Client, ours: House):
    response = send(coordinator, ours)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Ce lien ne sera plus montré" in text(response)


def test_the_secret_leaves_the_table_once_sent(invited: str, settings: Any, tmp_path: Path):
    settings.FABRIQUE_HOME = tmp_path
    message = OutboxMessage.objects.get()
    outbox.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.body) == (MessageState.SENT, "")
    assert invited in json.loads((tmp_path / "outbox.jsonl").read_text())["body"]


def test_the_secret_leaves_the_table_when_the_message_is_given_up(
    invited: str, monkeypatch: pytest.MonkeyPatch
):
    def broken(message: OutboxMessage) -> None:
        raise OSError("no server")

    monkeypatch.setattr(outbox.messages, "gateway_for", lambda channel: broken)
    message = OutboxMessage.objects.get()
    for _ in range(outbox.MAX_ATTEMPTS - 1):
        with pytest.raises(OSError, match="no server"):
            outbox.deliver(message.pk)
        message.refresh_from_db()
        assert invited in message.body
    outbox.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.body) == (MessageState.UNDELIVERABLE, "")


def test_a_double_click_invites_once(coordinator: Client, ours: House):
    once = coordinator.get(url("invite", ours.organisation.pk)).context["form"]["once"].value()
    secrets = {secret_in(text(send(coordinator, ours, once=once))) for _ in range(3)}
    rows = Invitation.objects.of(ours.organisation).filter(email=EMAIL)
    assert (len(secrets), rows.count(), OutboxMessage.objects.count()) == (1, 1, 1)
    other = secret_in(text(send(coordinator, ours, once=once, email="autre@estuaire.example")))
    assert other not in secrets


def test_a_form_sent_again_after_the_end_opens_another_link(coordinator: Client, ours: House):
    first = secret_in(text(send(coordinator, ours, once="x")))
    revoke_invitation(invitation=Invitation.objects.of(ours.organisation).get(email=EMAIL))
    again = secret_in(text(send(coordinator, ours, once="x")))
    assert again != first
    assert Client().get(url("invitation", again)).status_code == 200
    assert Client().get(url("invitation", first)).status_code == 404


def test_what_to_know_is_said_before(coordinator: Client, ours: House, administrator: Account):
    page = text(coordinator.get(url("invite", ours.organisation.pk)))
    assert "une seconde preuve" in page
    assert "Aucune convention ne vaut" not in page
    from tests.factories.people import organisation

    bare = member(Role.COORDINATOR, of=organisation("Sans convention"))
    assert "Aucune convention ne vaut" in text(browser(bare).get(url("invite", bare.organisation_id)))
    carrier = text(browser(administrator).get(url("invite", administrator.organisation_id)))
    assert "Administration du territoire" in carrier


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "odile"}, "adresse"),
        ({"role": "mandated_helper", "position": "trainee"}, "réservée aux salariés"),
        ({"role": "roi"}, "roi"),
        ({"email": "odile@estuaire.example\r\nBcc: x@y.fr"}, "adresse"),
    ],
)
def test_a_mistake_is_said(coordinator: Client, ours: House, changes: dict[str, str], words: str):
    html = text(send(coordinator, ours, **changes))
    assert words in html
    assert "Erreur" in html
    assert not OutboxMessage.objects.exists()


def test_it_is_sent_again_and_taken_back(coordinator: Client, ours: House, invited: str):
    row = Invitation.objects.of(ours.organisation).get(email=EMAIL)
    with clock.frozen(clock.now() + timedelta(days=8)):
        coordinator = browser(ours.coordinator)
        page = text(coordinator.get(url("members", ours.organisation.pk)))
        assert "Trop ancienne depuis" in page
        address = url("resend-invitation", ours.organisation.pk, row.pk)
        again = secret_in(text(coordinator.post(address, {"once": "a"})))
        assert secret_in(text(coordinator.post(address, {"once": "a"}))) == again
        assert Client().get(url("invitation", again)).status_code == 200
        fresh = Invitation.objects.of(ours.organisation).get(email=EMAIL, revoked_at=None)
        taken = coordinator.post(url("revoke-invitation", ours.organisation.pk, fresh.pk), follow=True)
        assert "Son lien ne sert plus" in text(taken) or "son lien ne sert plus" in text(taken)
        assert Client().get(url("invitation", again)).status_code == 404
        twice = coordinator.post(url("revoke-invitation", ours.organisation.pk, fresh.pk), follow=True)
        assert "ne court plus" in text(twice)


def test_a_newcomer_opens_an_account(invited: str, ours: House):
    visitor, address = Client(), url("invitation", invited)
    page = visitor.get(address)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    short = text(visitor.post(address, {"name": "Odile Kermadec", "password": "court"}))
    assert "Erreur" in short
    assert 'value="Odile Kermadec"' in short
    response = visitor.post(address, {"name": "Odile Kermadec", "password": PASSWORD}, follow=True)
    assert "Votre compte est ouvert" in text(response)
    assert "Se connecter" in text(response)
    made = Membership.objects.of(ours.organisation).get(account__email=EMAIL)
    assert (made.role, made.team) == ("mediator", ours.team)
    assert visitor.get(address).status_code == 404


def test_the_form_of_a_newcomer_gives_no_other_role(invited: str, ours: House):
    extra = {
        "role": "administrator",
        "organisation": "x",
        "email": "autre@estuaire.example",
        "is_staff": "on",
    }
    Client().post(url("invitation", invited), {"name": "Odile", "password": PASSWORD, **extra})
    made = Membership.objects.of(ours.organisation).get(account__name="Odile")
    assert (made.role, made.account.email) == ("mediator", EMAIL)


def test_somebody_with_an_account_signs_in_then_confirms(coordinator: Client, ours: House):
    known = account("Odile Kermadec")
    secret = secret_in(text(send(coordinator, ours, email=known.email)))
    address = url("invitation", secret)
    page = text(Client().get(address))
    assert f"/connexion/?next={address}" in page
    assert "Ouvrir mon compte" not in page
    assert Client().post(address, {"name": "X", "password": PASSWORD}).status_code == 200
    assert not Membership.objects.of(ours.organisation).filter(account=known).exists()
    client = browser(known)
    assert "Accepter l’invitation" in text(client.get(address))
    assert client.post(address).status_code == 302
    assert Membership.objects.of(ours.organisation).filter(account=known, ended_at=None).count() == 1


def test_somebody_else_is_told_so(invited: str, ours: House, theirs: House):
    client, address = browser(theirs.coordinator), url("invitation", invited)
    for response in (client.get(address), client.post(address)):
        assert "destinée à une autre adresse" in text(response)
        assert EMAIL not in text(response)
    assert not Membership.objects.of(ours.organisation).filter(account=theirs.coordinator).exists()


def test_a_locked_desk_accepts_nothing(coordinator: Client, ours: House):
    known = member(Role.TRAINER, name="Odile")
    address = url("invitation", secret_in(text(send(coordinator, ours, email=known.email))))
    client = browser(known)
    session = client.session
    session[LOCKED] = True
    session.save()
    assert "Accepter" not in text(client.post(address))
    assert Membership.objects.everywhere("tests").filter(account=known).count() == 1


def test_every_dead_link_gives_the_same_page(coordinator: Client, ours: House):
    used = secret_in(text(send(coordinator, ours)))
    accept_invitation(secret=used, account=_with_email(EMAIL))
    revoked = secret_in(text(send(coordinator, ours, email="a@estuaire.example")))
    revoke_invitation(invitation=Invitation.objects.of(ours.organisation).get(email="a@estuaire.example"))
    old = secret_in(text(send(coordinator, ours, email="b@estuaire.example")))
    with clock.frozen(clock.now() + timedelta(days=7)):
        found = {_dead(secret) for secret in (used, revoked, old, "x" * 43, "rien-du-tout", "0" * 500)}
    assert len(found) == 1
    assert next(iter(found))[0] == 404
    assert "Ce lien ne sert pas, ou ne sert plus" in next(iter(found))[1]


def _with_email(email: str) -> Account:
    found = account("Odile")
    found.email = email
    found.save()
    return found


def _dead(secret: str) -> tuple[int, str]:
    response = Client().get(url("invitation", secret))
    assert response.headers["Referrer-Policy"] == "strict-origin"
    return response.status_code, text(response).replace(secret, "")
