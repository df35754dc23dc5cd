"""Forms of needs: note one, filter their list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.needs.actions.needs import LONGEST_NOTE, MOST_PEOPLE
from fabrique.needs.enums import NeedKind, NeedState
from fabrique.needs.queries import area_choices


class NeedForm(forms.Form):
    """What lacks, to whom. ``person``: for one person, who may live anywhere."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Ce qui manque"), choices=NeedKind.choices, widget=forms.RadioSelect
    )
    area = forms.ChoiceField(label=gettext_lazy("Où"), required=False)
    people = forms.IntegerField(
        label=gettext_lazy("Combien de personnes"), min_value=1, max_value=MOST_PEOPLE, initial=1
    )
    note = forms.CharField(
        label=gettext_lazy("Précision"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Rien sur la santé. Ni mot de passe, ni numéro de carte."),
    )

    def __init__(self, *args: Any, person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Je ne sais pas") if person else _("Choisissez")), *area_choices()]
        field.required = not person
        if person:
            del self.fields["people"]


class NeedFilter(forms.Form):
    """A kind and a state; what is not understood is left out."""

    sorte = forms.ChoiceField(
        label=gettext_lazy("Ce qui manque"),
        required=False,
        choices=[("", gettext_lazy("Tout")), *NeedKind.choices],
    )
    etat = forms.ChoiceField(
        label=gettext_lazy("Où il en est"),
        required=False,
        choices=[("", gettext_lazy("À satisfaire et en cours")), *NeedState.choices],
    )
