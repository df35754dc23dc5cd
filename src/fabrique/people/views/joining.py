"""The page behind the link of an invitation. The link itself is the right: nobody else learns anything."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fabrique.core.policies import public
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import refuse
from fabrique.people.actions.invitations import accept_invitation, join_with_new_account
from fabrique.people.forms.members import JoinForm
from fabrique.people.locking import is_locked
from fabrique.people.models import Account, Invitation
from fabrique.people.signing import entering
from fabrique.people.signing.oidc import providers
from fabrique.people.views.braking import braked


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@braked
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Accept an invitation: with a new account, or with the one that the invited address has."""
    found = entering.check_invitation(request, secret)
    response = _answer(request, found, secret) if found else _dead(request)
    # The address is the secret: it goes nowhere. Not ``no-referrer``: browsers would then send the form
    # itself from the origin « null », which the protection against forged forms refuses.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    user = request.user
    if isinstance(user, Account) and not is_locked(request):
        return _as_member(request, found, secret, user)
    if isinstance(user, Account) or Account.objects.filter(email__iexact=found.email).exists():
        return _page(request, found, "sign_in", next=request.path)
    return _as_newcomer(request, found, secret)


def _as_member(request: HttpRequest, found: Invitation, secret: str, account: Account) -> HttpResponse:
    """Somebody who is signed in: with the invited address she confirms, with another she is told so."""
    if account.email.lower() != found.email:
        return _page(request, found, "other", account=account)
    refused = ""
    if request.method == "POST":
        try:
            accept_invitation(secret=secret, account=account)
        except DomainRefusal as refusal:
            refused = refusal.message
        else:
            words = _("Vous êtes maintenant membre de «\u00a0%(name)s\u00a0».") % {
                "name": found.organisation.name
            }
            messages.success(request, words)
            return redirect(resolve_url("web:desk"))
    return _page(request, found, "confirm", refused=refused)


def _as_newcomer(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            join_with_new_account(secret=secret, **form.cleaned_data)
        except DomainRefusal as refusal:
            refuse(form, refusal)
        else:
            words = _("Votre compte est ouvert. Connectez-vous avec %(email)s et votre mot de passe.")
            messages.success(request, words % {"email": found.email})
            return redirect(reverse("people:sign-in"))
    offered = {"providers": providers.declared(), "secret": secret}
    return _page(request, found, "newcomer", form=form, **offered)


def _page(request: HttpRequest, found: Invitation, who: str, **more: Any) -> HttpResponse:
    context = {
        "invitation": found,
        "who": who,
        "form": None,
        "refused": "",
        "account": None,
        "next": "",
        "providers": [],
        **more,
    }
    return render(request, "people/invitation.html", context)


def _dead(request: HttpRequest) -> HttpResponse:
    """Used, too old, taken back or never made: one answer for all."""
    return render(request, "people/invitation_dead.html", status=404)
