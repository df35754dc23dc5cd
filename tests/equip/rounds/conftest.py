"""A workshop, and who plans its rounds, signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.people import member, organisation


@pytest.fixture
def ours() -> Organisation:
    return organisation("Atelier Le Rouet")


@pytest.fixture
def ines(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := member(Role.COORDINATOR, of=ours))
    return found
