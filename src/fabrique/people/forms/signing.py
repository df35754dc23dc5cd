"""Forms with which somebody shows who she is, and chooses a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fabrique.people.enums import FactorKind
from fabrique.people.factors import kinds_of
from fabrique.people.models import Account
from fabrique.people.passwords import SHORTEST
from fabrique.people.signing import entering

_REFUSED = _("L’adresse ou le mot de passe ne va pas. Vérifiez les deux, puis réessayez.")


class SignInForm(AuthenticationForm):
    """E-mail and password; one message for all failures, so that nobody learns which accounts exist."""

    error_messages = {"invalid_login": _REFUSED, "inactive": _REFUSED}

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

    def clean(self) -> dict[str, Any]:
        """Find the account. Raises ``Throttled`` through the form, to the view."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            assert self.request is not None
            self.user_cache = entering.check_password(self.request, email, password)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class ProofForm(forms.Form):
    """A code, a key, or the password of those who have no second factor: ``shown`` says which was right."""

    code = forms.CharField(
        label=_("Votre code"),
        error_messages={"required": _("Écrivez un code.")},
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    password = forms.CharField(
        label=_("Votre mot de passe"),
        error_messages={"required": _("Écrivez votre mot de passe.")},
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.account = request, account
        self.kinds = kinds_of(account)
        self.shown = ""
        for name in {"code", "password", "credential"} - self._asked():
            del self.fields[name]
        if "code" in self.fields:
            self.fields["code"].help_text = self._where()
        for name in {"code", "password"} & self.fields.keys():
            self.fields[name].required = not self.data.get("credential")

    @property
    def by_key(self) -> bool:
        """Whether one of the account's keys may answer."""
        return FactorKind.KEY in self.kinds

    @property
    def by_typing(self) -> bool:
        """Whether there is something to type."""
        return bool({"code", "password"} & self.fields.keys())

    def clean(self) -> dict[str, Any]:
        """Look at what was given. Raises ``Throttled`` through the form, to the view."""
        data = self.cleaned_data
        if data.get("credential"):
            self.shown = entering.check_key(self.account, data["credential"]) or ""
            if not self.shown:
                raise ValidationError(_("Cette clé n’a pas répondu comme attendu. Réessayez."))
        elif data.get("code"):
            self.shown = entering.check_code(self.request, self.account, data["code"]) or ""
            if not self.shown:
                self.add_error("code", _("Ce code ne va pas, ou il a déjà servi. Prenez-en un autre."))
        elif data.get("password"):
            if entering.check_password(self.request, self.account.email, data["password"]) != self.account:
                self.add_error("password", _("Ce mot de passe ne va pas."))
        elif not self.by_typing:
            raise ValidationError(_("Utilisez votre clé."))
        return data

    def _asked(self) -> set[str]:
        if not self.kinds:
            return {"password"}
        typed = {"code"} if self.kinds & {FactorKind.TOTP, FactorKind.CARD} else set()
        return typed | ({"credential"} if self.by_key else set())

    def _where(self) -> Any:
        if {FactorKind.TOTP, FactorKind.CARD} <= self.kinds:
            return _("Six chiffres de votre application, ou huit de votre carte (un code pas encore rayé).")
        if FactorKind.TOTP in self.kinds:
            return _("Les six chiffres que montre votre application en ce moment.")
        return _("Huit chiffres de votre carte : n’importe quel code pas encore rayé. Rayez-le ensuite.")


class ChoosePasswordForm(forms.Form):
    """A new password, twice. Reused wherever one is chosen: at an invitation, after a reset, by its owner.

    ``account`` may be one that is not saved yet: its name and address are refused as passwords.
    """

    password = forms.CharField(
        label=_("Nouveau mot de passe"),
        help_text=_(
            "%(least)d caractères au moins. Quatre ou cinq mots sans rapport conviennent. "
            "Vous pouvez le coller."
        )
        % {"least": SHORTEST},
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choisissez un mot de passe.")},
    )
    again = forms.CharField(
        label=_("Le même, encore une fois"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Écrivez une seconde fois le mot de passe.")},
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Refuse what somebody would try first."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        data = self.cleaned_data
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", _("Les deux mots de passe diffèrent. Écrivez deux fois le même."))
        return data


class AddressForm(forms.Form):
    """An address, to which something is sent."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Écrivez votre adresse électronique."),
            "invalid": _("Écrivez une adresse comme nom@exemple.fr."),
        },
    )


class NameForm(forms.Form):
    """The name that others see."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom.")},
    )


class TotpForm(forms.Form):
    """The code that shows that an application was set up."""

    code = forms.CharField(
        label=_("Le code que montre l’application"),
        help_text=_("Six chiffres"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Écrivez les six chiffres que montre l’application.")},
    )


class KeyForm(forms.Form):
    """A key that the browser made, and the name by which its owner knows it."""

    name = forms.CharField(
        label=_("Un nom pour la reconnaître"),
        help_text=_("Par exemple : clé bleue, ordinateur du bureau"),
        max_length=60,
        error_messages={"required": _("Donnez un nom à cette clé.")},
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
