"""Forms of the campaigns of collecting and of the drop-off points."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.forms import day_field
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place

SHORT = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})


class CampaignForm(forms.Form):
    """What is announced of a campaign."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=100)
    words = forms.CharField(
        label=gettext_lazy("Quelques mots pour le public"),
        help_text=gettext_lazy("Ils sont sur la page et sur l’affiche. 500 signes au plus."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = day_field(gettext_lazy("Premier jour"))
    ends_on = day_field(gettext_lazy("Dernier jour"))
    target = forms.IntegerField(
        label=gettext_lazy("Objectif : combien de choses"), min_value=1, max_value=1_000_000, widget=SHORT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = True


class PointForm(forms.Form):
    """How much a point can hold, and what it tells donors."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Combien de choses il peut garder"), min_value=1, max_value=20_000, widget=SHORT
    )
    words = forms.CharField(
        label=gettext_lazy("Un mot pour les donateurs"),
        help_text=gettext_lazy("« À l’accueil, au rez-de-chaussée ». Les horaires sont ceux du guide."),
        required=False,
        max_length=300,
    )


class NewPointForm(PointForm):
    """A new point: which place of the guide."""

    place = forms.CharField(
        label=gettext_lazy("Adresse ou code de la fiche du lieu dans le guide"),
        help_text=gettext_lazy(
            "Ouvrez la fiche du lieu, copiez son adresse (elle contient « /guide/lieu/ »)."
        ),
        max_length=300,
    )
    field_order = ("place", "capacity", "words")

    def clean_place(self) -> Place:
        """The published place."""
        code = self.cleaned_data["place"].split("?")[0].rstrip("/").rpartition("/")[2]
        found = Place.objects.filter(code=code, state=PlaceState.PUBLISHED).first()
        if found is None:
            raise forms.ValidationError(_("Ce lieu n’est pas dans le guide : copiez l’adresse de sa fiche."))
        return found
