"""What a table of travel times is, as whoever brings it says."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.observe.actions.travel_times import TimesAbout


class TimesForm(forms.Form):
    """Where the times come from, of when, under what licence."""

    title = forms.CharField(
        label=gettext_lazy("Titre"),
        help_text=gettext_lazy("Le moyen de transport et le moment : « En bus, un mardi matin »."),
        max_length=200,
    )
    producer = forms.CharField(
        label=gettext_lazy("Producteur"),
        help_text=gettext_lazy("Qui a calculé ces temps, et avec quoi."),
        max_length=200,
    )
    vintage = forms.CharField(
        label=gettext_lazy("Millésime"),
        help_text=gettext_lazy("L’année ou la saison des horaires, par exemple 2026."),
        max_length=20,
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence ou accord"),
        help_text=gettext_lazy("Pour le partager, il faut une licence ouverte."),
        max_length=120,
    )
    url = forms.CharField(label=gettext_lazy("Adresse de la source"), max_length=400, required=False)
    shared = forms.BooleanField(
        label=gettext_lazy("Toutes les organisations du programme peuvent s’en servir"), required=False
    )

    def about(self) -> TimesAbout:
        """What was said, once it is right."""
        return TimesAbout(**self.cleaned_data)
