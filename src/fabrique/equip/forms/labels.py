"""How labels are printed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.equip.documents.labels import FORMATS


class CodesForm(forms.Form):
    """Whose labels."""

    codes = forms.CharField(
        label=gettext_lazy("Codes des appareils"),
        help_text=gettext_lazy("Un ou plusieurs, séparés par des virgules : ROU-PO-26-0001"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LabelsForm(forms.Form):
    """On what, and from which place of a sheet that was begun."""

    format = forms.ChoiceField(
        label=gettext_lazy("Sur quoi imprimez-vous ?"),
        choices=[(name, each.words) for name, each in FORMATS.items()],
    )
    depart = forms.IntegerField(
        label=gettext_lazy("Première étiquette libre de la planche"),
        min_value=1,
        max_value=max(each.number for each in FORMATS.values()),
        initial=1,
        required=False,
        help_text=gettext_lazy("1 pour une planche neuve. On compte de gauche à droite, ligne après ligne."),
    )
