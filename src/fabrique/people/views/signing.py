"""Signing in and out."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fabrique.core.policies import public
from fabrique.people.forms.signing import SignInForm
from fabrique.people.signing.returning import wanted


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password; what else is asked for follows (``signing.stages``)."""
    if request.user.is_authenticated:
        return redirect(wanted(request))
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        account = form.get_user()
        login = Login(user=account, redirect_url=wanted(request))
        answer: HttpResponse = perform_password_login(request, {"email": account.email}, login)
        return answer
    return render(request, "people/sign_in.html", {"form": form, "next": wanted(request, default="")})


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; harmless to a visitor."""
    logout(request)
    response = redirect("web:portal")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
