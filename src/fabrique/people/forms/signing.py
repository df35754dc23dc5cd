"""Forms of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """E-mail and password; one message for all failures, so that nobody learns which accounts exist."""

    error_messages = {
        "invalid_login": _("L’adresse ou le mot de passe ne va pas. Vérifiez les deux, puis réessayez."),
        "inactive": _("L’adresse ou le mot de passe ne va pas. Vérifiez les deux, puis réessayez."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = forms.EmailField(
            label=_("Adresse électronique"),
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        )
        self.fields["password"].label = _("Mot de passe")
        self.fields["username"].error_messages["required"] = _("Écrivez votre adresse électronique.")
        self.fields["username"].error_messages["invalid"] = _("Écrivez une adresse comme nom@exemple.fr.")
        self.fields["password"].error_messages["required"] = _("Écrivez votre mot de passe.")
