"""Signing in and out."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core.policies import public
from fabrique.people.actions.sessions import close_session
from fabrique.people.forms.signing import ProofForm, SignInForm
from fabrique.people.models import Account
from fabrique.people.proof_gate import proof_page
from fabrique.people.signing import sessions
from fabrique.people.signing.oidc import proof, providers
from fabrique.people.signing.returning import wanted
from fabrique.people.signing.stages import SecondFactorStage
from fabrique.people.views.braking import braked

FORM = ["GET", "HEAD", "POST"]


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(FORM)
@braked
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Address and password; what else is asked for follows (``signing.stages``)."""
    if request.user.is_authenticated:
        return redirect(wanted(request))
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        account = form.get_user()
        login = Login(user=account, redirect_url=wanted(request))
        answer: HttpResponse = perform_password_login(request, {"email": account.email}, login)
        return answer
    context = {"form": form, "next": wanted(request, default=""), "providers": providers.declared()}
    return render(request, "people/sign_in.html", context)


@public
@sensitive_post_parameters("code", "credential")
@never_cache
@require_http_methods(FORM)
@braked
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """The code or the key, after the password."""
    stage = (
        None if request.user.is_authenticated else LoginStageController.enter(request, SecondFactorStage.key)
    )
    if stage is None or not stage.holds():
        return redirect("people:sign-in")
    form = ProofForm(request, stage.login.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        sessions.prove(request, factor=form.shown)
        answer: HttpResponse = stage.exit()
        return answer
    return proof_page(request, form, "people/second_factor.html", back="")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave, and leave the identity provider too; harmless to a visitor."""
    if isinstance(request.user, Account):
        close_session(account=request.user, session_key=request.session.session_key or "")
    label, further = proof.way_out(request)
    logout(request)
    response: HttpResponse = redirect("web:portal")
    if further:  # not a redirection: browsers hold those of a form to this site
        response = render(request, "people/external/leaving.html", {"label": label, "further": further})
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
