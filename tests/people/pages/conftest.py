"""Two organisations, their coordinators, and one of everything in ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from fabrique.people.acting import CHOSEN
from fabrique.people.actions.invitations import invite_member
from fabrique.people.actions.organisations import create_team, record_agreement
from fabrique.people.actions.tokens import make_token
from fabrique.people.enums import AgreementKind, Role
from fabrique.people.models import Account, Agreement, ApiToken, Invitation, Membership, Organisation, Team
from tests.factories.accounts import sign_in
from tests.factories.carnets import alerted, linkable, linked
from tests.factories.people import member, organisation, receive

# What hangs from a person's file, made for the addresses that want it.
ON_FILES: dict[str, Callable[[Organisation], Model]] = {
    "alert": lambda holder: alerted(receive(holder)),
    "link": lambda holder: linked(linkable(receive(organisation("Ailleurs"))), linkable(receive(holder))),
}


@dataclass(frozen=True)
class House:
    """An organisation, its coordinator, and one of everything that it has."""

    organisation: Organisation
    coordinator: Account
    member: Membership
    team: Team
    agreement: Agreement
    invitation: Invitation
    secret: str
    token: ApiToken

    def arguments(self, route: str) -> dict[str, UUID]:
        """What an address of ``people`` wants, from this house."""
        known = {"pk": self.organisation.pk}
        known |= {
            name: getattr(self, name).pk for name in ("member", "team", "agreement", "invitation", "token")
        }
        known |= {name: make(self.organisation).pk for name, make in ON_FILES.items() if f":{name}>" in route}
        return {name: value for name, value in known.items() if f":{name}>" in route}


def house(name: str) -> House:
    """Build one."""
    holder = organisation(name)
    coordinator = member(Role.COORDINATOR, of=holder, name=f"Coordination {name}")
    worker = member(Role.MEDIATOR, of=holder, name=f"Médiation {name}")
    invitation, secret = invite_member(
        organisation=holder,
        email=f"{name.lower().replace(' ', '')}@estuaire.example",
        role=Role.TRAINER,
        by=None,
    )
    day = date(2026, 1, 1)
    return House(
        holder,
        coordinator,
        Membership.objects.of(holder).get(account=worker),
        create_team(organisation=holder, name=f"Équipe {name}"),
        record_agreement(
            organisation=holder,
            kind=AgreementKind.PROCESSOR,
            signed_on=day,
            starts_on=day,
            ends_on=None,
            data=["identity", "linking"],
        ),
        invitation,
        secret,
        make_token(
            organisation=holder, name=f"Clé {name}", scopes=["organisation:read"], days=90, by=coordinator
        )[0],
    )


@pytest.fixture
def ours(at_noon: object, db: None) -> House:
    """La Bobine."""
    return house("La Bobine")


@pytest.fixture
def theirs(at_noon: object, db: None) -> House:
    """Le Rouet."""
    return house("Le Rouet")


@pytest.fixture
def coordinator(ours: House) -> Client:
    """The browser of our coordinator."""
    return browser(ours.coordinator)


def browser(account: Account, chosen: Organisation | None = None) -> Client:
    """A browser in which an account has signed in, for the organisation that it chose."""
    client = Client()
    sign_in(client, account)
    if chosen:
        session = client.session
        session[CHOSEN] = str(chosen.pk)
        session.save()
    return client


def url(name: str, *arguments: Any) -> str:
    """The address of a page of people."""
    return reverse(f"people:{name}", args=arguments)


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())
