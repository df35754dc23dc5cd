"""S-02, S-04, S-06: another organisation's objects look like missing ones, whatever one sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.people.desk_urls import desk_urls
from fabrique.people.enums import Role
from fabrique.people.models import Agreement, ApiToken, Invitation, Membership, Organisation, Team
from tests.conftest import NOON
from tests.factories.databases import shared_rows
from tests.factories.people import member
from tests.people.pages.conftest import House, browser, house, text, url

ONE = [pattern for pattern in desk_urls if "<uuid:pk>" in str(pattern.pattern)]
NESTED = [pattern for pattern in ONE if str(pattern.pattern).count("<uuid:") == 2]
OTHERS = [role for role in Role if role != Role.ADMINISTRATOR]  # of the whole territory, by definition
CHANGING = re.compile(r'value="[\w-]{40,}"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')


@pytest.fixture(scope="module")
def houses(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[House, House, dict[Role, Client]]]:
    """Ours, theirs, and a browser of each of their roles, in which nothing that is done here may count."""
    with shared_rows(django_db_blocker), clock.frozen(NOON):
        ours, theirs = house("La Bobine"), house("Le Rouet")
        yield ours, theirs, {role: browser(member(role, of=theirs.organisation)) for role in OTHERS}


@pytest.fixture
def ours(houses: tuple[House, House, Any], db: None) -> House:
    """La Bobine."""
    return houses[0]


@pytest.fixture
def theirs(houses: tuple[House, House, Any], db: None) -> House:
    """Le Rouet."""
    return houses[1]


def state() -> list[Any]:
    """All that the pages of organisations could change."""
    models = (Membership, Invitation, Team, Agreement, ApiToken)
    rows = [list(model._base_manager.order_by("pk").values()) for model in models]
    return [rows, list(Organisation.objects.order_by("pk").values()), JournalEntry.objects.count()]


def seen(response: Any) -> tuple[int, str]:
    """An answer without what changes at each request: the token of its forms, its own address."""
    return response.status_code, CHANGING.sub("", text(response))


@pytest.mark.parametrize("pattern", ONE, ids=lambda one: str(one.name))
def test_ours_is_missing_for_every_role_of_theirs(
    pattern: Any, ours: House, houses: tuple[House, House, dict[Role, Client]]
):
    route = str(pattern.pattern)
    real = ours.arguments(route)
    missing = {name: uuid4() for name in real}
    before = state()
    for role, client in houses[2].items():
        for method in ("get", "post", "put", "delete") if role == Role.COORDINATOR else ("get", "post"):
            answers = [
                seen(getattr(client, method)(url(pattern.name, *keys.values()))) for keys in (real, missing)
            ]
            assert answers[0] == answers[1], (role, method)
            assert answers[0][0] in (404, 405), (role, method)
            assert "Bobine" not in answers[0][1]
        assert state() == before


@pytest.mark.parametrize("pattern", NESTED, ids=lambda one: str(one.name))
def test_an_object_of_theirs_under_our_own_address_is_missing(
    pattern: Any, coordinator: Client, administrator: Any, ours: House, theirs: House
):
    arguments = {**theirs.arguments(str(pattern.pattern)), "pk": ours.organisation.pk}
    before = state()
    for client in (coordinator, browser(administrator)):
        for method in ("get", "post"):
            response = getattr(client, method)(url(pattern.name, *arguments.values()))
            assert response.status_code in (404, 405)
            assert "Rouet" not in text(response)
    assert state() == before


def test_a_team_of_theirs_in_a_form_of_ours_is_refused(coordinator: Client, ours: House, theirs: House):
    before = state()
    place = url("member", ours.organisation.pk, ours.member.pk)
    invite = url("invite", ours.organisation.pk)
    for address, values in (
        (place, {"position": "employee"}),
        (invite, {"position": "employee", "email": "x@estuaire.example", "role": "trainer"}),
    ):
        answers = [
            text(coordinator.post(address, {**values, "team": str(key)})) for key in (theirs.team.pk, uuid4())
        ]
        assert "Rouet" not in answers[0].replace(str(theirs.team.pk), "")
        assert answers[0].count("Erreur") == answers[1].count("Erreur") > 0
    assert state() == before


def test_fields_that_nobody_asked_for_change_nothing(coordinator: Client, ours: House, theirs: House):
    extra = {"role": "administrator", "organisation": str(theirs.organisation.pk), "carries_instance": "on"}
    extra |= {"account": str(theirs.coordinator.pk), "is_active": "", "ended_at": "2020-01-01", "id": "1"}
    address = url("member", ours.organisation.pk, ours.member.pk)
    coordinator.post(address, {**extra, "position": "volunteer", "team": ""})
    after = Membership.objects.of(ours.organisation).get(pk=ours.member.pk)
    assert (after.role, after.position, after.account_id) == ("mediator", "volunteer", ours.member.account_id)
    coordinator.post(url("teams", ours.organisation.pk), {**extra, "name": "Le mardi"})
    assert Team.objects.of(ours.organisation).filter(name="Le mardi").exists()
    assert not Team.objects.of(theirs.organisation).filter(name="Le mardi").exists()
    assert not Organisation.objects.get(pk=ours.organisation.pk).carries_instance


def test_a_coordinator_names_no_administrator(coordinator: Client, ours: House):
    address = url("invite", ours.organisation.pk)
    assert "Administration du territoire" not in text(coordinator.get(address))
    values = {"email": "x@estuaire.example", "role": "administrator", "position": "employee"}
    before = state()
    assert "Erreur" in text(coordinator.post(address, values))
    assert state() == before


def test_nobody_acts_for_an_organisation_of_others(coordinator: Client, ours: House, theirs: House):
    before = state()
    for asked in (str(theirs.organisation.pk), str(uuid4()), "x", ""):
        response = coordinator.post(url("choose-organisation"), {"organisation": asked})
        assert response.status_code == 404
    assert state() == before
