"""An instance of the first version keeps its accounts, its organisations and its administrators."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from fabrique.people.acting import settle
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = [("people", "0001_initial"), ("territory", "0001_initial")]


@pytest.fixture
def first_version() -> Iterator[MigrationExecutor]:
    """The tables of people as the first version made them."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate([("people", "0001_initial")])
    yield MigrationExecutor(connection)
    MigrationExecutor(connection).migrate(latest)


def test_administrators_become_members_of_the_organisation_that_carries(first_version: MigrationExecutor):
    named = connection.vendor == "sqlite"  # with a territory on one base, without on the other: it takes long
    old = first_version.loader.project_state(FIRST).apps
    now = timezone.now()
    account = old.get_model("people", "Account")
    account.objects.create(
        email="helene@a.example", name="Hélène", role="administrator", password="x", created_at=now
    )
    account.objects.create(email="lea@a.example", name="Léa", role="", password="x", created_at=now)
    organisation = old.get_model("people", "Organisation")
    organisation.objects.create(name="La Métropole", siret="", created_at=now, updated_at=now)
    if named:
        old.get_model("territory", "Territory").objects.create(
            name="La Métropole",
            slug="m",
            school_zone="A",
            holiday_zone="metropole",
            created_at=now,
            updated_at=now,
        )
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    carrying = Organisation.objects.get(carries_instance=True)
    assert carrying.name == ("La Métropole" if named else "Administration du territoire")
    assert Organisation.objects.count() == (1 if named else 2)
    helene = settle(Account.objects.get(email="helene@a.example"), None)
    assert (helene.organisation_id, helene.roles) == (carrying.pk, {Role.ADMINISTRATOR})
    assert settle(Account.objects.get(email="lea@a.example"), None).roles == frozenset()
    assert helene.name == "Hélène"
