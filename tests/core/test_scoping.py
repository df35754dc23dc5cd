"""Rows of organisations are never read by accident."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count, QuerySet

from fabrique.core import policies
from fabrique.core.scoping import UnscopedQuery, scoped_models
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership, Note, Organisation, Resident, Team
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db

GUARDED_APPS = (
    "fabrique.people",
    "fabrique.accompany",
    "fabrique.equip",
    "fabrique.needs",
    "fabrique.observe",
)
WAYS: dict[str, Callable[[Any], Any]] = {
    "all": list,
    "filter": lambda rows: list(rows.filter(role="x")),
    "get": lambda rows: rows.get(pk="0b0a0c9e-0000-4000-8000-000000000000"),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "values": lambda rows: list(rows.values_list("pk", flat=True)),
    "in_bulk": lambda rows: rows.in_bulk(),
    "contains": lambda rows: rows.contains(Membership()),
    "update": lambda rows: rows.update(role="funder"),
    "delete": lambda rows: rows.delete(),
    "slice": lambda rows: list(rows[:3]),
    "index": lambda rows: rows[0],
    "len": len,
    "bool": bool,
    "union": lambda rows: list(rows.union(rows)),
    "or": lambda rows: list(rows | rows),
    "dates": lambda rows: list(rows.datetimes("created_at", "day")),
    "subquery": lambda rows: list(Account.objects.filter(pk__in=rows.values("account"))),
    "latest": lambda rows: rows.latest("created_at"),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_unscoped_query_raises(way: str):
    with pytest.raises(UnscopedQuery):
        WAYS[way](Membership.objects.all())


def test_a_reverse_relation_is_unscoped_too():
    with pytest.raises(UnscopedQuery):
        list(organisation().memberships.all())


def test_a_scoped_query_gives_the_rows_of_its_organisation():
    ours = member(Role.MEDIATOR, of=organisation("La Bobine"))
    member(Role.MEDIATOR, of=organisation("Le Rouet"))
    rows: QuerySet[Membership] = Membership.objects.of(organisation("La Bobine"))
    assert [each.account for each in rows.order_by("pk")] == [ours]
    assert rows.filter(role=Role.MEDIATOR).count() == 1
    assert Membership.objects.everywhere("tests").count() == 2
    assert Account.objects.filter(pk__in=rows.values("account")).count() == 1


def test_what_an_actor_may_reach_is_scoped():
    coordinator = member(Role.COORDINATOR, of=organisation("La Bobine"))
    member(Role.MEDIATOR, of=organisation("Le Rouet"))
    seen = policies.scope(coordinator, "people.manage_members", Membership.objects.all())
    assert [each.account for each in seen] == [coordinator]


def test_going_everywhere_needs_a_reason():
    with pytest.raises(UnscopedQuery):
        Membership.objects.everywhere("")


def test_rows_can_be_added_and_followed_without_a_scope():
    account = member(Role.TRAINER)
    (row,) = Membership.objects.everywhere("tests").filter(account=account)
    row.refresh_from_db()
    assert isinstance(row.organisation, Organisation)


def leads_to_an_organisation(model: Any) -> bool:
    return any(
        field.name == "organisation" or (field.related_model and field.related_model.__name__ == "Resident")
        for field in model._meta.concrete_fields
    )


def test_every_table_that_belongs_to_organisations_is_guarded():
    ours = [one for one in apps.get_models() if one.__module__.startswith(GUARDED_APPS)]
    owned = {one for one in ours if leads_to_an_organisation(one)}
    guarded = set(scoped_models())
    assert owned <= guarded
    assert all(hasattr(one, "ORGANISATION_PATH") for one in guarded - owned)
    assert {Team, Resident, Note} <= owned
