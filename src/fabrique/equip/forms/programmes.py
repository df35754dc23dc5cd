"""Forms of programmes and of rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.forms import day_field
from fabrique.equip.actions.programmes import FIELDS, LARGEST
from fabrique.equip.allocation.rules import LONGEST
from fabrique.equip.enums.asking import PROOFS
from fabrique.equip.enums.kinds import DeviceKind
from fabrique.equip.models import EquipmentProgramme

GIVEN = (
    *(DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.ALL_IN_ONE, DeviceKind.TABLET),
    DeviceKind.SMARTPHONE,
)


class ProgrammeForm(forms.Form):
    """What a programme gives, to whom, how many."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=120)
    words = forms.CharField(
        label=gettext_lazy("Pour qui, en quelques phrases"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Publié sur la page des règles."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Sortes d’appareils"),
        required=False,
        choices=[(each.value, each.label) for each in GIVEN],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Rien de coché\u00a0: toutes."),
    )
    proofs = forms.MultipleChoiceField(
        label=gettext_lazy("Justificatifs, dont l’un doit avoir été vu"),
        required=False,
        choices=[(each.value, each.label) for each in PROOFS],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Rien de coché\u00a0: aucun n’est demandé."),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Appareils en tout, au plus"), required=False, min_value=0, max_value=LARGEST
    )
    most_per_area = forms.IntegerField(
        label=gettext_lazy("Appareils par quartier prioritaire, au plus"),
        required=False,
        min_value=0,
        max_value=LARGEST,
    )
    one_per_household = forms.BooleanField(
        label=gettext_lazy("Un appareil par foyer, sauf raison dite"), required=False, initial=True
    )
    starts_on = day_field(gettext_lazy("Commence le"))
    ends_on = day_field(gettext_lazy("Finit le"))

    def clean_starts_on(self) -> Any:
        if not self.cleaned_data["starts_on"]:
            raise forms.ValidationError(_("Dites quand le programme commence."))
        return self.cleaned_data["starts_on"]

    def values(self) -> dict[str, Any]:
        """The fields of the programme."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def told(programme: EquipmentProgramme) -> dict[str, Any]:
    """What the form shows of a programme."""
    return {name: getattr(programme, name) for name in FIELDS}


class RulesForm(forms.Form):
    """A set of rules, to try or to publish."""

    text = forms.CharField(
        label=gettext_lazy("Règles (TOML)"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
        help_text=gettext_lazy("Partez des règles en vigueur. Pour publier, changez la version."),
    )
