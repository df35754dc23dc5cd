"""Second factors: choosing one, adding, removing. None needs a professional phone."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import factors
from fabrique.people.actions.totp import new_totp_secret
from fabrique.people.enums import FactorKind
from fabrique.people.factors import factors_of, kinds_of, must_have_factor
from fabrique.people.forms.signing import KeyForm, TotpForm
from fabrique.people.models import Account
from fabrique.people.signing import entering, sessions
from fabrique.people.signing.returning import wanted
from fabrique.people.views.braking import braked
from fabrique.people.views.common import actor

OWN, FORM = "people.manage_own_account", ["GET", "HEAD", "POST"]
PENDING = "totp_pending"  # key of the session: the secret that is being set up


@requires(OWN)
@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponseBase:
    """The kinds of second factor, those that the account has, and why one is asked for."""
    account = actor(request)
    context = {
        "kinds": kinds_of(account),
        "FactorKind": FactorKind,
        "factors": factors_of(account),
        "must_have": must_have_factor(account),
        "next": wanted(request, default=""),
    }
    return render(request, "people/security.html", context)


@requires(OWN, fresh=True)
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(FORM)
@braked
def totp(request: HttpRequest) -> HttpResponseBase:
    """Set an application up: its secret as an image and as text, then a code of it."""
    account = actor(request)
    secret = request.session.setdefault(PENDING, new_totp_secret())
    form = TotpForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            key = request.session.session_key or ""
            factors.add_totp(account=account, secret=secret, code=form.cleaned_data["code"], session_key=key)
        except DomainRefusal as refusal:
            form.add_error("code", refusal.message)
        else:
            del request.session[PENDING]
            return _added(request, FactorKind.TOTP, _("Votre application est prête."))
    context = {"form": form, "secret": _spaced(secret), "image": _image(request, account, secret)}
    return render(request, "people/totp.html", {**context, "next": wanted(request, default="")})


@requires(OWN, fresh=True)
@never_cache
@require_http_methods(FORM)
def key(request: HttpRequest) -> HttpResponseBase:
    """Add a security key, or what the device itself offers: the only page that needs JavaScript."""
    account = actor(request)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        credential = entering.new_key(form.cleaned_data["credential"])
        if credential is not None:
            factors.add_key(
                account=account,
                name=form.cleaned_data["name"],
                credential=credential,
                session_key=request.session.session_key or "",
            )
            return _added(request, FactorKind.KEY, _("Votre clé est ajoutée."))
        form.add_error(
            None, _("La clé n’a pas répondu. Touchez-la quand le navigateur le demande, ou réessayez.")
        )
    context = {"form": form, "asked": entering.new_key_request(account), "next": wanted(request, default="")}
    return render(request, "people/key.html", context)


@requires(OWN, fresh=True)
@never_cache
@require_http_methods(FORM)
def card(request: HttpRequest) -> HttpResponseBase:
    """Make a card of codes to print. Its codes are shown this once."""
    account = actor(request)
    back = wanted(request, default="")
    if request.method != "POST":
        has_one = FactorKind.CARD in kinds_of(account)
        return render(request, "people/card.html", {"has_one": has_one, "next": back})
    codes = factors.make_card(account=account, session_key=request.session.session_key or "")
    sessions.prove(request, factor=FactorKind.CARD)
    numbered = [(number, f"{code[:4]} {code[4:]}") for number, code in enumerate(codes, start=1)]
    context = {"codes": numbered, "account": account, "next": back}
    return render(request, "people/card_codes.html", context)


@requires(OWN, fresh=True)
@require_http_methods(FORM)
def remove(request: HttpRequest, kind: str, number: int = 0) -> HttpResponseBase:
    """Remove a factor, after having asked."""
    account = actor(request)
    wanted_factor = FactorKind(kind)
    held = [
        each for each in factors_of(account) if each.kind == wanted_factor and (each.key_id or 0) == number
    ]
    if not held:
        return redirect("people:account")
    if request.method != "POST":
        return render(request, "people/remove_factor.html", {"factor": held[0]})
    try:
        session_key = request.session.session_key or ""
        factors.remove_factor(account=account, kind=wanted_factor, key_id=number, session_key=session_key)
        messages.success(request, _("C’est retiré. Vos autres appareils sont déconnectés."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:account")


def _added(request: HttpRequest, kind: FactorKind, text: str) -> HttpResponseBase:
    sessions.prove(request, factor=kind)
    messages.success(request, text)
    return redirect(wanted(request, default="") or "people:account")


def _spaced(secret: str) -> str:
    """In fours, as one reads it aloud."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _image(request: HttpRequest, account: Account, secret: str) -> str:
    """The QR code that an application scans, as an address that holds the drawing itself."""
    host = request.get_host()
    label = urlencode({"": f"Fabrique {host}:{account.email}"})[1:].replace("+", "%20")
    query = urlencode({"secret": secret, "issuer": f"Fabrique {host}"}).replace("+", "%20")
    drawn = segno.make(f"otpauth://totp/{label}?{query}", error="m")
    return str(drawn.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))
