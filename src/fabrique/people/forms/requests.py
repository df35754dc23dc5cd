"""Forms of the requests of persons."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.people.actions.keeping import LONGEST_REASON


class KeepForm(forms.Form):
    """Why a file is kept after its limit, and until when."""

    until = forms.DateField(
        label=gettext_lazy("Garder jusqu’au"),
        help_text=gettext_lazy("Dans un an au plus. Vous pourrez le redemander."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Écrivez un jour comme 24/11/2026.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Une phrase. La personne pourra la lire si elle demande son dossier."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
