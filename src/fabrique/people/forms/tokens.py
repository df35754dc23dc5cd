"""The form that makes a key of the API."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.people.actions.tokens import LONGEST_DAYS
from fabrique.people.enums import TokenScope
from fabrique.people.forms.fields import OnceForm


class TokenForm(OnceForm):
    """What the key is for, what it allows, for how long."""

    name = forms.CharField(
        label=gettext_lazy("À quoi sert cette clé\u00a0?"),
        max_length=100,
        help_text=gettext_lazy("Par exemple\u00a0: le site de l’association."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’elle permet"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valable combien de jours\u00a0?"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=180,
        help_text=gettext_lazy(
            "365 au plus. Avant la fin, un rappel s’affiche dans «\u00a0Ma journée\u00a0»."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
