"""Signing in through an identity provider, joining with it, and tying it to one's account."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fabrique.core.clients import client_of
from fabrique.core.policies import public, requires, security
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import identities as actions
from fabrique.people.actions.invitations import find_invitation
from fabrique.people.forms.external import JoinForm
from fabrique.people.models import Account, ExternalIdentity
from fabrique.people.signing import entering, throttle
from fabrique.people.signing.oidc import arriving, proof, providers
from fabrique.people.signing.oidc import flow as flows
from fabrique.people.signing.oidc.flow import Flow
from fabrique.people.signing.oidc.providers import Provider
from fabrique.people.signing.oidc.reasons import Reason, Stopped
from fabrique.people.signing.returning import wanted
from fabrique.people.views.braking import braked
from fabrique.people.views.common import actor

OWN = "people.manage_own_account"
FORM = ["GET", "HEAD", "POST"]


@public
@never_cache
@require_GET
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave for the provider, to sign in. It changes nothing here but this browser's own session."""
    if request.user.is_authenticated:
        return redirect(wanted(request))
    return _leave(request, _provider(slug), flows.SIGN_IN, back=wanted(request))


@public
@never_cache
@require_GET
@braked
def start_joining(request: HttpRequest, secret: str, slug: str) -> HttpResponseBase:
    """Leave for the provider with an invitation in hand."""
    if entering.check_invitation(request, secret) is None:
        return _refuse(request, _provider(slug), Reason.INVITATION)
    back = resolve_url("web:desk")
    return _leave(request, _provider(slug), flows.JOIN, invitation=secret, back=back)


@requires(OWN, fresh=True)
@never_cache
@require_GET
def start_linking(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave for the provider, to tie it to the account. Nothing is tied before a form says so (``link``)."""
    return _leave(request, _provider(slug), flows.LINK, account=str(request.user.pk))


@requires(OWN)
@never_cache
@require_GET
def start_proving(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave for the provider, to be asked again who one is before what is sensitive."""
    back, account = wanted(request), str(request.user.pk)
    return _leave(request, _provider(slug), flows.PROVE, back=back, account=account)


@public
@never_cache
@require_GET
@braked
def come_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the provider sends the browser back. Whatever is wrong ends on a page that says how to go on."""
    provider, flow = _provider(slug), None
    throttle.check("provider", address=client_of(request))
    try:
        flow = flows.come_back(request, provider)
        identity = flows.identity_of(request, provider, flow)
        answer = arriving.ARRIVALS[flow.purpose](request, flow, identity)
        throttle.passed("provider", address=client_of(request))
        return answer
    except Stopped as stopped:
        if flow is not None:
            account = request.user if isinstance(request.user, Account) else None
            actions.note_provider_refusal(provider=slug, reason=stopped.reason, account=account)
        return _refuse(request, provider, stopped.reason, flow)


@public
@never_cache
@require_http_methods(FORM)
def join(request: HttpRequest) -> HttpResponse:
    """Confirm one's name, then become a member; the provider's word stands for a password."""
    held = flows.pending(request, flows.JOIN)
    provider = held and providers.find(held.identity.provider)
    if held is None or provider is None:
        return redirect("people:sign-in")
    form = JoinForm(request.POST if request.method == "POST" else None, initial={"name": held.identity.name})
    if form.is_bound and form.is_valid():
        try:
            return _joined(request, held, form.cleaned_data["name"])
        except DomainRefusal as refusal:
            form.add_error("name" if refusal.field == "name" else None, refusal.message)
    invitation = find_invitation(held.flow.invitation)
    context = {"form": form, "invitation": invitation, "email": held.identity.email, "provider": provider}
    return render(request, "people/external/join.html", context)


@requires(OWN)
@never_cache
@require_GET
def identities(request: HttpRequest) -> HttpResponse:
    """The providers tied to one's account, and those that may be."""
    rows = ExternalIdentity.objects.filter(account=actor(request)).order_by("linked_at", "pk")
    shown = [(identity, _label(identity.issuer)) for identity in rows]
    context = {"identities": shown, "providers": providers.declared()}
    return render(request, "people/external/identities.html", context)


@requires(OWN, fresh=True)
@never_cache
@require_http_methods(FORM)
def link(request: HttpRequest) -> HttpResponse:
    """Tie the identity that came back to the account, once its owner has read which one it is."""
    held = flows.pending(request, flows.LINK)
    if held is None or held.flow.account != str(request.user.pk):
        return redirect("people:external-identities")
    identity = held.identity
    if request.method != "POST":
        context = {"identity": identity, "label": _label(identity.issuer)}
        return render(request, "people/external/link.html", context)
    flows.forget_pending(request)
    try:
        actions.link_identity(account=actor(request), provider=identity.provider, **identity.key)
        proof.note(request, actor(request), replace(identity, second_factor=False))  # to leave it too
        messages.success(request, _("C’est fait : vous pourrez entrer ainsi la prochaine fois."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:external-identities")


@requires(OWN, fresh=True)
@never_cache
@require_http_methods(FORM)
def unlink(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """Untie an identity, once its owner has confirmed."""
    identity = get_object_or_404(ExternalIdentity, pk=identity_id, account=actor(request))
    if request.method != "POST":
        return render(request, "people/external/unlink.html", {"label": _label(identity.issuer)})
    known = providers.of_issuer(identity.issuer)
    try:
        key = request.session.session_key or ""
        actions.unlink_identity(identity=identity, provider=known.slug if known else "", session_key=key)
        messages.success(request, _("C’est fait : cette identité n’ouvre plus votre compte."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:external-identities")


@public
@require_GET
def left(request: HttpRequest) -> HttpResponse:
    """Where a provider sends the browser back after its own session is closed. Ours was closed before."""
    messages.info(request, _("Votre session est fermée."))
    return redirect("web:portal")


def _leave(request: HttpRequest, provider: Provider, purpose: str, **more: str) -> HttpResponse:
    try:
        return redirect(flows.leave(request, provider, purpose, **more))
    except Stopped as stopped:
        return _refuse(request, provider, stopped.reason)


def _refuse(
    request: HttpRequest, provider: Provider, reason: Reason, flow: Flow | None = None
) -> HttpResponse:
    """Say what happened and what to do; the operator's log has the code."""
    security.warning("sign-in by %s stopped: %s", provider.slug, reason.value)
    away = reason in {Reason.UNREACHABLE, Reason.DISCOVERY}
    context = {"reason": reason, "provider": provider, "purpose": flow.purpose if flow else ""}
    return render(request, "people/external/refused.html", context, status=503 if away else 403)


def _joined(request: HttpRequest, held: flows.Pending, name: str) -> HttpResponse:
    identity = held.identity
    account = actions.join_by_provider(
        secret=held.flow.invitation,
        name=name,
        email=identity.email,
        provider=identity.provider,
        **identity.key,
    )
    flows.forget_pending(request)
    return arriving.enter(request, account.identities.get(**identity.key), held.flow, identity)


def _provider(slug: str) -> Provider:
    found = providers.find(slug)
    if found is None:
        raise Http404
    return found


def _label(issuer: str) -> str:
    known = providers.of_issuer(issuer)
    return known.label if known else str(urlsplit(issuer).hostname)
