"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import views as auth_views

from fabrique.core.policies import public
from fabrique.people.forms.signing import SignInForm

sign_in = public(
    auth_views.LoginView.as_view(
        template_name="people/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
    )
)
sign_out = public(auth_views.LogoutView.as_view())  # POST only; harmless to a visitor
