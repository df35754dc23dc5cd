"""What a checked identity does, by the purpose for which its owner left: sign in, be linked, join."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fabrique.people.actions.identities import note_provider_sign_in
from fabrique.people.actions.invitations import find_invitation
from fabrique.people.factors import factors_of
from fabrique.people.models import Account, ExternalIdentity
from fabrique.people.signing import sessions
from fabrique.people.signing.oidc import flow as flows
from fabrique.people.signing.oidc import proof
from fabrique.people.signing.oidc.flow import Flow
from fabrique.people.signing.oidc.identity import Identity
from fabrique.people.signing.oidc.reasons import Reason, Stopped


def sign_in(request: HttpRequest, flow: Flow, identity: Identity) -> HttpResponse:
    """Open the session of the account linked to this identity, never of one that has the same address."""
    if request.user.is_authenticated:
        return redirect(flow.next)
    known = _known(identity)
    if known is None:
        raise Stopped(Reason.UNKNOWN)
    if not known.account.is_active:
        raise Stopped(Reason.INACTIVE)
    return enter(request, known, flow, identity)


def enter(request: HttpRequest, known: ExternalIdentity, flow: Flow, identity: Identity) -> HttpResponse:
    """Sign the account in, as far as allauth's stages let it: a second factor may still be asked for."""
    proof.note(request, known.account, identity)
    note_provider_sign_in(identity=known, provider=identity.provider, second_factor=identity.second_factor)
    login = Login(user=known.account, redirect_url=flow.next)
    answer: HttpResponse = perform_login(request, login)
    return answer


def link(request: HttpRequest, flow: Flow, identity: Identity) -> HttpResponse:
    """Show whom the provider named before anything is tied: a way out that a stranger forged ends there."""
    if str(request.user.pk) != flow.account:
        raise Stopped(Reason.OTHER_ACCOUNT)
    if _known(identity) is not None:
        raise Stopped(Reason.ALREADY)
    flows.keep_pending(request, flow, identity)
    return redirect("people:external-link")


def join(request: HttpRequest, flow: Flow, identity: Identity) -> HttpResponse:
    """The invited address must be the one that the provider has verified."""
    invitation = find_invitation(flow.invitation)
    if invitation is None:
        raise Stopped(Reason.INVITATION)
    if _known(identity) is not None:
        raise Stopped(Reason.ALREADY)
    if not identity.email:
        raise Stopped(Reason.UNVERIFIED)
    if identity.email != invitation.email:
        raise Stopped(Reason.ADDRESS)
    if Account.objects.filter(email__iexact=identity.email).exists():
        raise Stopped(Reason.TAKEN)
    flows.keep_pending(request, flow, identity)
    return redirect("people:external-join")


def prove(request: HttpRequest, flow: Flow, identity: Identity) -> HttpResponse:
    """The provider has asked the owner again, and stands for a code of ours if it saw two factors."""
    known = _known(identity)
    if known is None or {str(known.account_id), str(request.user.pk)} != {flow.account}:
        raise Stopped(Reason.OTHER_ACCOUNT)
    if not proof.is_recent(identity):
        raise Stopped(Reason.STALE)
    if factors_of(known.account) and not identity.second_factor:
        raise Stopped(Reason.ASSURANCE)
    sessions.prove(request, factor=sessions.BY_PROVIDER if identity.second_factor else "")
    return redirect(flow.next)


ARRIVALS: dict[str, Callable[[HttpRequest, Flow, Identity], HttpResponse]] = {
    flows.SIGN_IN: sign_in,
    flows.LINK: link,
    flows.JOIN: join,
    flows.PROVE: prove,
}


def _known(identity: Identity) -> ExternalIdentity | None:
    return ExternalIdentity.objects.filter(**identity.key).select_related("account").first()
