"""For whom a signed-in account acts: one organisation at a time, chosen explicitly when there are several."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from fabrique.people.models import Account, Membership, Organisation

CHOSEN = "organisation"  # key of the session
# What an account does for itself asks for no organisation.
FOR_ITSELF = frozenset({"people.manage_own_account", "people.choose_organisation"})


def act_for(account: Account, organisation: Organisation | None) -> Account:
    """The account with the roles that it holds in this organisation now, and no other."""
    return settle(account, organisation.pk if organisation else None)


def settle(account: Account, chosen: UUID | None) -> Account:
    """Let an account act for the organisation it chose, or for its only one. One query."""
    live = Membership.objects.everywhere("the account's own roles").filter(
        account=account, ended_at__isnull=True
    )
    by_organisation: dict[UUID, set[str]] = {}
    names: dict[UUID | None, str] = {}
    for organisation, name, role in live.values_list("organisation_id", "organisation__name", "role"):
        by_organisation.setdefault(organisation, set()).add(role)
        names[organisation] = name
    if chosen not in by_organisation:
        chosen = next(iter(by_organisation)) if len(by_organisation) == 1 else None
    account.organisation_id, account.organisation_name = chosen, names.get(chosen, "")
    account.roles = (
        frozenset(by_organisation.get(chosen, ())) if chosen and account.is_active else frozenset()
    )
    account.must_choose = len(by_organisation) > 1
    return account


class ActingMiddleware:
    """Comes after Django's own authentication. Nothing is read before somebody asks who the visitor is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = cast(Account, SimpleLazyObject(lambda: _actor(request)))
        return self.get_response(request)


def _actor(request: HttpRequest) -> Account | AnonymousUser:
    user = get_user(request)
    if isinstance(user, Account):
        return settle(user, chosen_in(request))
    return user


def chosen_in(request: HttpRequest) -> UUID | None:
    """The organisation that the session remembers."""
    text = request.session.get(CHOSEN)
    return UUID(text) if text else None


def choice_gate(request: HttpRequest, action: str, fresh: bool) -> HttpResponseBase | None:
    """Ask first for which organisation, of those who have several."""
    account = request.user
    if action in FOR_ITSELF or not isinstance(account, Account) or account.organisation_id:
        return None
    if not account.must_choose:
        return None
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('people:choose-organisation')}?{query}")
