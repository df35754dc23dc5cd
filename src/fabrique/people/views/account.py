"""One's own account: name, address, password, devices."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fabrique.core.policies import requires
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import done
from fabrique.people.actions import credentials
from fabrique.people.actions.sessions import end_sessions, follow_session
from fabrique.people.factors import factors_of, must_have_factor
from fabrique.people.forms.signing import AddressForm, ChoosePasswordForm, NameForm
from fabrique.people.queries.account import latest_events, sessions_of
from fabrique.people.signing import throttle
from fabrique.people.signing.oidc import providers
from fabrique.people.views.braking import braked
from fabrique.people.views.common import actor

OWN, FORM = "people.manage_own_account", ["GET", "HEAD", "POST"]
ADDRESS_SALT, ADDRESS_AGE = "fabrique.people.address", 3600  # seconds


@requires(OWN)
@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """What there is to know of one's account."""
    account = actor(request)
    context = {
        "account": account,
        "factors": factors_of(account),
        "providers": providers.declared(),
        "must_have": must_have_factor(account),
        "sessions": sessions_of(account, current=request.session.session_key or ""),
        "events": latest_events(account),
    }
    return render(request, "people/account.html", context)


@requires(OWN)
@require_http_methods(FORM)
def name(request: HttpRequest) -> HttpResponseBase:
    """Change the name that others see."""
    account = actor(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": account.name})
    if form.is_bound and form.is_valid():
        named = {"account": account, "name": form.cleaned_data["name"]}
        if done(request, form, lambda: credentials.rename_account(**named), _("Votre nom est changé.")):
            return redirect("people:account")
    return render(request, "people/account_name.html", {"form": form})


@requires(OWN, fresh=True)
@never_cache
@require_http_methods(FORM)
@braked
def address(request: HttpRequest) -> HttpResponseBase:
    """Ask for another address: it is taken once its owner has followed a link sent there."""
    account = actor(request)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "people/account_address.html", {"form": form, "account": account})
    throttle.check("confirm_address", account=str(account.pk))
    email = form.cleaned_data["email"].lower()
    token = signing.dumps([str(account.pk), account.email, email], salt=ADDRESS_SALT)
    link = request.build_absolute_uri(reverse("people:address-confirm", args=[token]))
    credentials.ask_new_address(account=account, email=email, link=link)
    messages.success(request, _("Un message part à %(email)s : ouvrez-le dans l’heure.") % {"email": email})
    return redirect("people:account")


@requires(OWN, fresh=True)
@never_cache
@require_http_methods(FORM)
def confirm_address(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the new address; the link says for which account, from which address."""
    account = actor(request)
    try:
        pk, former, email = signing.loads(token, salt=ADDRESS_SALT, max_age=ADDRESS_AGE)
    except signing.BadSignature:
        pk, former, email = "", "", ""
    if (pk, former) != (str(account.pk), account.email):
        return render(request, "people/address_link_dead.html", status=410)
    if request.method != "POST":
        return render(request, "people/address_confirm.html", {"email": email})
    try:
        key = request.session.session_key or ""
        credentials.change_address(account=account, email=email, session_key=key)
        messages.success(request, _("Votre adresse est changée."))
    except DomainRefusal as refusal:
        messages.error(request, refusal.message)
    return redirect("people:account")


@requires(OWN, fresh=True)
@sensitive_post_parameters()
@never_cache
@require_http_methods(FORM)
def password(request: HttpRequest) -> HttpResponseBase:
    """Choose another password; other devices are signed out."""
    account = actor(request)
    form = ChoosePasswordForm(account, request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "people/account_password.html", {"form": form})
    key = request.session.session_key or ""
    credentials.change_password(account=account, password=form.cleaned_data["password"], session_key=key)
    update_session_auth_hash(request, account)
    follow_session(former=key, session_key=request.session.session_key or "")
    messages.success(request, _("Votre mot de passe est changé. Vos autres appareils sont déconnectés."))
    return redirect("people:account")


@requires(OWN)
@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponseBase:
    """Sign one device out."""
    account, key = actor(request), request.session.session_key or ""
    if end_sessions(account=account, keep=key, only=number, actor=str(account.pk)):
        messages.success(request, _("Cet appareil est déconnecté."))
    return redirect(reverse("people:account") + "#appareils")


@requires(OWN)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign all other devices out."""
    account, key = actor(request), request.session.session_key or ""
    end_sessions(account=account, keep=key, actor=str(account.pk))
    messages.success(request, _("Vos autres appareils sont déconnectés."))
    return redirect(reverse("people:account") + "#appareils")
