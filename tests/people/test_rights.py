"""The rights as written in ``docs/droits.md``, tried cell by cell on objects of two organisations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLResolver, get_resolver

from fabrique.core import policies
from fabrique.core.policies import ALL, PUBLIC, SIGNED_IN, Actor
from fabrique.people import rights
from fabrique.people.acting import act_for
from fabrique.people.actions import add_member
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership, Organisation
from tests.conftest import ROOT
from tests.factories.accounts import sign_in
from tests.factories.databases import shared_rows
from tests.factories.people import account, member, organisation
from tests.people.samples import SAMPLES

WRITTEN = (ROOT / "docs" / "droits.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| .*`(?P<action>\w+\.\w+)` \| (?P<roles>[^|]*) \| (?P<on>[^|]*) \| (?P<fields>[^|]*) \|$"
)
NOBODY, ANYONE = "visitor", "stranger"  # no account; an account without any role
EVERYBODY = (NOBODY, ANYONE, *Role.values)


def cells() -> dict[str, dict[str, tuple[str, frozenset[str]]]]:
    """By action and role, what the document says: on which objects, which fields."""
    found: dict[str, dict[str, tuple[str, frozenset[str]]]] = defaultdict(dict)
    for line in WRITTEN.splitlines():
        if match := ROW.match(line):
            fields = ALL if match["fields"] == "tous" else frozenset(match["fields"].split(", "))
            for role in _roles(match["roles"]):
                found[match["action"]][role] = (match["on"], fields)
    return found


def _roles(text: str) -> list[str]:
    if text == "tous les rôles":
        return list(Role.values)
    everyone = {"tout le monde": PUBLIC, "toute personne connectée": SIGNED_IN}
    return [everyone[text]] if text in everyone else re.findall(r"`(\w+)`", text)


CELLS = cells()


def said(action: str, who: str) -> tuple[str, frozenset[str]] | None:
    """What the document says of one cell: its own row, else that of everybody."""
    by_role = CELLS[action]
    if who == NOBODY:
        return by_role.get(PUBLIC)
    return by_role.get(who) or by_role.get(SIGNED_IN) or by_role.get(PUBLIC)


@dataclass(frozen=True)
class World:
    """Two organisations, and somebody of each role in ours: it carries the instance, so may hold them all."""

    ours: Organisation
    others: Organisation
    actors: dict[str, Actor]


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """What every cell is tried on: it takes longer to make than to try."""
    with shared_rows(django_db_blocker):
        ours, others = carry_instance(organisation=organisation("La Bobine")), organisation("Le Rouet")
        actors = {role: member(role, of=ours) for role in Role}
        yield World(ours, others, {NOBODY: AnonymousUser(), ANYONE: act_for(account(), None), **actors})


@pytest.fixture
def world(shared_world: World, db: None) -> World:
    """The same for all; what a test adds goes with it."""
    return shared_world


def test_the_document_is_the_table():
    assert rights.as_markdown() == WRITTEN, "fabrique people rights > docs/droits.md"


def test_every_action_is_tried():
    assert set(SAMPLES) == set(policies.table()) == set(CELLS)


ALSO = (
    "demandés par elle",
    "partagés",
    "d’un calcul partagé",
    "menées avec elle, ou partagées",
    "montrés aux autres",
)  # none of which a sample is


@pytest.mark.parametrize("action", sorted(SAMPLES))
def test_every_cell_is_as_written(action: str, world: World):
    ours, others = world.ours, world.others
    for who, actor in world.actors.items():
        cell = said(action, who)
        assert policies.can(actor, action) == (cell is not None), who
        if (makers := SAMPLES[action]) is None:
            assert cell is None or cell[0] == "tous", who
            continue
        stranger = member(Role.TRAINER, of=others)
        for make in makers:
            if who not in (NOBODY, ANYONE):
                _tries(actor, action, make(ours, _account(actor)), cell, mine=True)
            _tries(actor, action, make(others, stranger), cell, mine=False)


def _account(actor: Actor) -> Account:
    assert isinstance(actor, Account)
    return actor


def _tries(actor: Actor, action: str, obj: object, cell: object, *, mine: bool) -> None:
    """``can``, ``permitted``, ``scope`` and ``fields_of`` all say what the cell says."""
    on, fields = cell or ("", frozenset())
    own = {"les siens", "de son organisation", *(f"de son organisation, ou {more}" for more in ALSO)}
    reached = on == "tous" or (mine and on in own)
    rows = type(obj)._base_manager.filter(pk=obj.pk)
    assert policies.can(actor, action, obj) == reached
    assert policies.permitted(actor, action, [obj]) == ({obj.pk} if reached else set())
    assert list(policies.scope(actor, action, rows)) == ([obj] if reached else [])
    assert policies.fields_of(actor, action, obj) == (fields if reached else frozenset())


def test_a_role_counts_only_where_the_account_acts(world: World):
    ours, others = world.ours, world.others
    both = member(Role.COORDINATOR, of=ours)
    add_member(account=both, organisation=others, role=Role.FUNDER)
    assert act_for(both, others).roles == {Role.FUNDER}
    assert not policies.can(both, "people.manage_members")
    assert act_for(both, None).roles == frozenset()
    assert act_for(both, ours).roles == {Role.COORDINATOR}


def test_a_list_costs_a_constant_number_of_queries(world: World, django_assert_num_queries):
    coordinator = member(Role.COORDINATOR, of=world.ours)
    rows = list(Membership.objects.everywhere("tests")) * 1000
    with django_assert_num_queries(1):
        assert policies.permitted(coordinator, "people.manage_members", rows[:1000])


def pages(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """The address and the action of every page that is not public and takes no id."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry, address)
        elif not entry.pattern.converters and getattr(entry.callback, "policy", PUBLIC) != PUBLIC:
            yield address, entry.callback.policy


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_page_opens_to_whom_the_document_says(who: str, client: Client, world: World):
    """A visitor is asked to sign in, who has not the right finds nothing."""
    actor = world.actors[who]
    if isinstance(actor, Account):
        sign_in(client, actor)
    for address, action in pages():
        status = client.get(address).status_code
        if said(action, who) is None:
            assert status == (302 if who == NOBODY else 404), address
        else:
            assert status in (200, 302, 405), address
