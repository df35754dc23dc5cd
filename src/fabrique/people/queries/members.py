"""Members of an organisation, as far as an actor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from fabrique.core.policies import ALL, Actor, fields_of, scope
from fabrique.core.ui.pages import Pages, page_of
from fabrique.core.ui.words import holds
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership, Organisation, Team

SEE = "people.see_members"


def answering_for(organisation: Organisation) -> list[Account]:
    """The coordinators; without any, the data-protection officers; failing that, those who administer."""
    live = Membership.objects.everywhere("who answers for an organisation").filter(
        ended_at__isnull=True, account__is_active=True
    )
    own = live.filter(organisation=organisation)
    for rows in (
        own.filter(role=Role.COORDINATOR),
        own.filter(role=Role.DATA_PROTECTION_OFFICER),
        live.filter(role=Role.ADMINISTRATOR),
    ):
        if found := list(rows.select_related("account").order_by("created_at")):
            return [each.account for each in found]
    return []


def live_members(actor: Actor, organisation: Organisation, team: Team | None = None) -> QuerySet[Membership]:
    """The live memberships of an organisation (of one team) that an actor sees, by name."""
    rows = scope(actor, SEE, Membership.objects.of(organisation)).filter(ended_at__isnull=True)
    rows = rows.filter(team=team) if team else rows
    return rows.order_by("account__name", "account_id", "role").select_related("account", "team")


def members(
    actor: Actor, organisation: Organisation, words: str, number: str | None
) -> tuple[Pages[Membership], frozenset[str]]:
    """One page of members, those who hold ``words``, and the fields of them that the actor reaches.

    Words are looked for only in what the actor sees: a search must not tell what the list hides.
    """
    rows = live_members(actor, organisation)
    first = rows.first()
    fields = fields_of(actor, SEE, first) if first else frozenset()
    if not words:
        return page_of(rows, number), fields
    found = [each.pk for each in rows if holds(words, *_texts(each, fields))]
    return page_of(found, number, load=lambda keys: _load(rows, keys)), fields


def _texts(membership: Membership, fields: Iterable[str]) -> list[str]:
    texts = [membership.account.name, membership.get_role_display()]
    texts += [membership.team.name] if membership.team else []
    return [*texts, membership.account.email] if set(fields) >= ALL else texts


def _load(rows: QuerySet[Membership], keys: list[Any]) -> list[Membership]:
    known = {each.pk: each for each in rows.filter(pk__in=keys)}
    return [known[key] for key in keys if key in known]


def own_memberships(account: Account) -> dict[Organisation, list[str]]:
    """The organisations for which an account may act, by name, with its roles in each. One query."""
    rows = scope(account, "people.choose_organisation", Membership.objects.all())
    found: dict[Organisation, list[str]] = {}
    live = rows.filter(ended_at__isnull=True).select_related("organisation")
    for each in live.order_by("organisation__name", "organisation_id", "role"):
        found.setdefault(each.organisation, []).append(Role(each.role).label)
    return found
