"""Forms of the lock of a shared desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.people.actions.locking import IDLE_MINUTES

_CODE = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}


class LockForm(forms.Form):
    """One's code, and after how long without a page the desk locks by itself."""

    code = forms.CharField(
        label=gettext_lazy("Code du verrou"),
        max_length=8,
        help_text=gettext_lazy(
            "De 4 à 8 chiffres. Il rouvre votre session, il ne remplace pas votre mot de passe."
        ),
        widget=forms.PasswordInput(attrs={**_CODE, "autocomplete": "new-password"}),
    )
    idle_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Verrouillage automatique"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("Jamais\u00a0: je verrouille moi-même")),
            *(
                (n, gettext_lazy("Après %(n)s\u00a0minutes sans ouvrir de page") % {"n": n})
                for n in IDLE_MINUTES
            ),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            self.fields["code"].required = False
            self.fields["code"].label = gettext_lazy("Nouveau code (vide\u00a0: garder l’ancien)")


class UnlockForm(forms.Form):
    """The code, to open again."""

    code = forms.CharField(
        label=gettext_lazy("Votre code"),
        max_length=8,
        widget=forms.PasswordInput(attrs={**_CODE, "autofocus": True}),
    )
