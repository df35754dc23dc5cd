"""Forms of the places that organisations ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.directory.actions.claims import MAX_REASON, MAX_WORDS


class ClaimForm(forms.Form):
    """Why a place is the organisation's own."""

    words = forms.CharField(
        label=gettext_lazy("Un mot pour la personne qui décidera"),
        help_text=gettext_lazy(
            "Par exemple : « nous y tenons une permanence depuis 2024 ». N’y nommez personne. Ce n’est pas "
            "obligatoire."
        ),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefusalForm(forms.Form):
    """Why not; the organisation reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Si la réponse est non, dites pourquoi"),
        help_text=gettext_lazy("300 caractères au plus. L’organisation lira cette réponse."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
