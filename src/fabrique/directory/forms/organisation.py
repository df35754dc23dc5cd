"""The form that says which organisation holds a place: one that is known, or a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.fr import siret as siret_number

from fabrique.people.models import Organisation


class OrganisationField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Organisations by name, with the number that tells two of the same name apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({siret_number.format(obj.siret)})" if obj.siret else str(obj.name)


class OrganisationForm(forms.Form):
    """Choose, or describe; an empty choice and no name say that nobody is known to hold the place."""

    organisation = OrganisationField(
        label=gettext_lazy("Une organisation connue"),
        queryset=Organisation.objects.order_by("name", "siret"),
        required=False,
        empty_label=gettext_lazy("— Aucune —"),
    )
    name = forms.CharField(
        label=gettext_lazy("Ou le nom d’une nouvelle organisation"), required=False, max_length=200
    )
    siret = forms.CharField(
        label=gettext_lazy("Son SIRET"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("14 chiffres. Laissez vide si elle n’en a pas."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean_siret(self) -> str:
        typed: str = self.cleaned_data["siret"]
        number = siret_number.compact(typed)
        if number and not siret_number.is_valid(number):
            raise forms.ValidationError(_("Ce SIRET n’est pas valable : vérifiez ses 14 chiffres."))
        return str(number)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        described = bool(data.get("name") or data.get("siret"))
        if described and "organisation" in self.changed_data and data.get("organisation"):
            text = _("Choisissez une organisation connue, ou décrivez-en une nouvelle : pas les deux.")
            self.add_error("organisation", text)
        elif data.get("siret") and not data.get("name"):
            self.add_error("name", _("Donnez aussi le nom de l’organisation qui a ce SIRET."))
        return data
