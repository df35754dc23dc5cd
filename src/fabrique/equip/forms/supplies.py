"""The forms of supplies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.equip.actions.supplies import MOST
from fabrique.equip.enums import SupplyKind, SupplyWay
from fabrique.equip.models import Site


class SupplyForm(forms.Form):
    """What is kept, and below which number one is warned."""

    name = forms.CharField(
        label=gettext_lazy("Qu’est-ce que c’est ?"),
        max_length=100,
        help_text=gettext_lazy("Par exemple : chargeur 65 W USB-C."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Sorte"), choices=SupplyKind.choices)
    minimum = forms.IntegerField(
        label=gettext_lazy("Prévenir en dessous de"),
        min_value=0,
        max_value=MOST,
        initial=0,
        help_text=gettext_lazy("0 : ne jamais prévenir."),
    )


class OpenSupplyForm(SupplyForm):
    """A new supply."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.ChoiceField(label=gettext_lazy("Où ?"))

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(each.pk): each for each in sites}
        field = self.fields["site"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, each.name) for pk, each in self.sites.items()]


class SupplyMoveForm(forms.Form):
    """So many that come, go, or are counted; on which device, if it is on one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=gettext_lazy("Que faites-vous ?"),
        widget=forms.RadioSelect,
        choices=[
            (SupplyWay.OUT, gettext_lazy("J’en prends")),
            (SupplyWay.IN, gettext_lazy("J’en ajoute")),
            (SupplyWay.COUNT, gettext_lazy("J’ai compté : il y en a")),
        ],
    )
    number = forms.IntegerField(label=gettext_lazy("Combien ?"), min_value=0, max_value=MOST)
    device = forms.CharField(
        label=gettext_lazy("Pour quel appareil ?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Scannez son étiquette, ou laissez vide."),
    )
    note = forms.CharField(label=gettext_lazy("Une note"), required=False, max_length=300)
