"""S-14: whatever somebody writes in a field is shown as words, never run."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fabrique.core.models import OutboxMessage
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.people import member
from tests.people.pages.conftest import browser, text, url

ATTACK = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"&{{ 7*7 }}'


@pytest.fixture
def hostile(at_noon: object, db: None) -> tuple[Organisation, Account]:
    """An organisation in which everything that takes words holds the attack."""
    holder = carry_instance(
        organisation=Organisation.objects.create(name=ATTACK, created_at=at_noon, updated_at=at_noon)
    )
    administrator = member(Role.ADMINISTRATOR, of=holder, name=ATTACK)
    client = browser(administrator)
    client.post(url("teams", holder.pk), {"name": ATTACK})
    client.post(url("make-token", holder.pk), {"name": ATTACK, "scopes": ["organisation:read"], "days": "20"})
    agreement: dict[str, Any] = {"kind": "joint", "reference": ATTACK[:100], "signed_on": "2026-11-20"}
    agreement |= {"starts_on": "2026-11-20", "data": ["identity"]}
    client.post(url("record-agreement", holder.pk), agreement)
    return holder, administrator


def pages(holder: Organisation, client: Client) -> list[tuple[str, str]]:
    names = ("organisation", "edit-organisation", "members", "invite", "teams", "agreements", "tokens")
    paths = [url(name, holder.pk) for name in names]
    team, member_row = holder.teams.of(holder).get(), holder.memberships.of(holder).get()  # type: ignore[attr-defined]
    paths += [url("team", holder.pk, team.pk)]
    paths += [url(name, holder.pk, member_row.pk) for name in ("member", "end-role")]
    paths += [url("end-agreement", holder.pk, holder.agreements.of(holder).get().pk)]  # type: ignore[attr-defined]
    paths += [url("organisations"), url("choose-organisation"), "/espace/"]
    return [(path, text(client.get(path))) for path in paths]


def test_no_page_runs_it(hostile: tuple[Organisation, Account]):
    holder, administrator = hostile
    for path, html in pages(holder, browser(administrator)):
        assert "<script>alert(1)" not in html, path
        assert "<img src=x" not in html, path
        assert "{{ 7*7 }}" in html, path
        assert "&lt;script&gt;alert(1)" in html, path


def test_no_form_gives_it_back_alive(hostile: tuple[Organisation, Account]):
    holder, administrator = hostile
    client = browser(administrator)
    for path, values in (
        (url("register"), {"name": ATTACK, "siret": ATTACK, "type": ATTACK}),
        (url("invite", holder.pk), {"email": ATTACK, "role": ATTACK, "team": ATTACK, "once": ATTACK}),
        (url("organisations"), {"q": ATTACK}),
        (url("members", holder.pk), {"q": ATTACK}),
        (url("unlock"), {"next": ATTACK, "held": ATTACK}),
        (url("choose-organisation"), {"next": ATTACK, "organisation": ATTACK}),
    ):
        for response in (client.post(path, values), client.get(path, values)):
            assert "<script>alert(1)" not in text(response), path


def test_the_invitation_says_it_as_words(hostile: tuple[Organisation, Account]):
    holder, administrator = hostile
    client = browser(administrator)
    values = {"email": "odile@estuaire.example", "role": "trainer", "position": "employee"}
    response = client.post(url("invite", holder.pk), values)
    page = text(Client().get(response.context["address"]))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert ATTACK not in OutboxMessage.objects.get().subject
