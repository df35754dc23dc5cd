"""What a session remembers of the provider through which it was opened, for the account that came so."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from fabrique.core import clock
from fabrique.people.factors import factors_of
from fabrique.people.models import Account, Membership
from fabrique.people.signing import sessions
from fabrique.people.signing.oidc.discovery import metadata_of
from fabrique.people.signing.oidc.identity import Identity
from fabrique.people.signing.oidc.providers import Provider, declared, find
from fabrique.people.signing.oidc.reasons import Stopped

CAME_BY = "oidc_came_by"  # key of the session


def note(request: HttpRequest, account: Account, identity: Identity) -> None:
    """Remember through which provider this account comes; to be called before it is signed in."""
    request.session[CAME_BY] = {
        "account": str(account.pk),
        "provider": identity.provider,
        "second_factor": identity.second_factor,
        "recent": is_recent(identity),
        "siret": identity.siret,
        "id_token": identity.id_token,
    }


def proved_second_factor(request: HttpRequest, account: Account | None = None) -> bool:
    """Whether the provider signed that this account showed two factors, in a way that the operator accepts.

    ``account`` is the one that is signing in; by default, the one that has.
    """
    return bool(_of(request, account).get("second_factor", False))


def is_recent(identity: Identity) -> bool:
    """Whether the provider signed that it has just seen the person: a session of its own proves nothing."""
    age = clock.now().timestamp() - identity.authenticated_at
    return -60 <= age < sessions.FRESH.total_seconds()


def came_recently(request: HttpRequest, account: Account) -> bool:
    """Whether signing in is a proof: with a password it is; through a provider, if it has just seen her."""
    return bool(_of(request, account).get("recent", True))


def provers(account: Account) -> list[Provider]:
    """The providers that may vouch for the account again, in place of a password or of a code of ours."""
    issuers = set(account.identities.values_list("issuer", flat=True))
    known = [provider for provider in declared() if provider.issuer in issuers]
    return [provider for provider in known if provider.second_factor] if factors_of(account) else known


def proposed_organisation(request: HttpRequest) -> UUID | None:
    """Among the organisations of the account's roles, the one that the provider names. It grants nothing."""
    account, siret = request.user, _of(request).get("siret", "")
    if not siret or not isinstance(account, Account):
        return None
    held = Membership.objects.everywhere("the account's own roles").filter(account=account, ended_at=None)
    return held.filter(organisation__siret=siret).values_list("organisation_id", flat=True).first()


def way_out(request: HttpRequest) -> tuple[str, str]:
    """The provider's name and the address that closes its own session; empty when there is none to close.

    To be asked before our session is closed. A provider that does not answer keeps nobody in.
    """
    came = _of(request)
    provider = find(str(came.get("provider", "")))
    if provider is None:
        return "", ""
    try:
        address = metadata_of(provider).end_session
    except Stopped:
        return "", ""
    query = {
        "id_token_hint": came["id_token"],
        "state": secrets.token_urlsafe(32),
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("people:external-left")),
    }
    joint = "&" if "?" in address else "?"
    return (provider.label, f"{address}{joint}{urlencode(query)}") if address else ("", "")


def _of(request: HttpRequest, account: Account | None = None) -> dict[str, Any]:
    held = request.session.get(CAME_BY) or {}
    owner = account or request.user
    return held if held.get("account") == str(owner.pk) else {}
