"""A forgotten password: a link by e-mail, for once and for an hour. It does not replace a second factor."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fabrique.core import clock
from fabrique.core.clients import client_of
from fabrique.core.policies import public
from fabrique.people.actions.credentials import reset_password, send_reset_link
from fabrique.people.forms.signing import AddressForm, ChoosePasswordForm
from fabrique.people.models import Account
from fabrique.people.signing import devices, throttle
from fabrique.people.views.braking import braked

FORM = ["GET", "HEAD", "POST"]


class ResetTokens(PasswordResetTokenGenerator):
    """Django's tokens, by the house's clock: each dies with the password, the address, the next sign-in."""

    key_salt = "fabrique.people.reset"

    def _now(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 — as in Django: naive, local
        return clock.now().replace(tzinfo=None)


tokens = ResetTokens()


@public
@never_cache
@require_http_methods(FORM)
@braked
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link: the answer is the same whether or not an account has this address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "people/password_forgotten.html", {"form": form})
    email = form.cleaned_data["email"]
    throttle.check("reset", account=email, address=client_of(request))
    account = Account.objects.find(email)
    if account is not None and account.is_active:
        uid = urlsafe_base64_encode(account.pk.bytes)
        path = reverse("people:password-new", args=[uid, tokens.make_token(account)])
        send_reset_link(account=account, link=request.build_absolute_uri(path))
    return redirect("people:password-sent")


@public
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponseBase:
    """What happens next, for whoever asked."""
    return render(request, "people/password_sent.html")


@public
@sensitive_post_parameters()
@never_cache
@require_http_methods(FORM)
def choose(request: HttpRequest, uid: str, token: str) -> HttpResponseBase:
    """Choose another password; signing in comes after, with the second factor if there is one."""
    account = _account(uid)
    if account is None or not tokens.check_token(account, token):
        return render(request, "people/password_link_dead.html", status=410)
    form = ChoosePasswordForm(account, request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "people/password_new.html", {"form": form, "email": account.email})
    reset_password(account=account, password=form.cleaned_data["password"])
    messages.success(request, _("Votre mot de passe est changé. Connectez-vous avec le nouveau."))
    response = redirect("people:sign-in")
    devices.remember(request, response, account)  # whoever guesses from elsewhere does not slow her down
    return response


def _account(uid: str) -> Account | None:
    try:
        raw = urlsafe_base64_decode(uid)
    except ValueError:
        return None
    return Account.objects.filter(pk=raw.hex(), is_active=True).first() if len(raw) == 16 else None
