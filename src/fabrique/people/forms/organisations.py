"""Forms about organisations, their teams and their agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.fr import siret as siret_number

from fabrique.people.enums import AgreementKind, DataCategory
from fabrique.people.forms.fields import OnceForm, TypologyField


class OrganisationForm(forms.Form):
    """What is said of an organisation."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=200)
    siret = forms.CharField(
        label=gettext_lazy("SIRET"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("14 chiffres. Laissez vide si elle n’en a pas."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    type = TypologyField(
        label=gettext_lazy("Type"),
        required=False,
        help_text=gettext_lazy("Commencez à écrire\u00a0: «\u00a0mairie\u00a0»… La liste propose la suite."),
    )

    def clean_siret(self) -> str:
        """Its 14 digits."""
        typed: str = self.cleaned_data["siret"]
        number = siret_number.compact(typed)
        if number and not siret_number.is_valid(number):
            raise forms.ValidationError(_("Ce SIRET n’est pas valable\u00a0: vérifiez ses 14 chiffres."))
        return str(number)


class TeamForm(OnceForm):
    """A team's name."""

    name = forms.CharField(label=gettext_lazy("Nom de l’équipe"), max_length=100)


def _date(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


class AgreementForm(OnceForm):
    """What an organisation signed."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Forme"),
        coerce=AgreementKind,
        choices=AgreementKind.choices,
        initial=AgreementKind.PROCESSOR,
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=gettext_lazy("Référence"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Le numéro ou le nom qui permet de retrouver le papier signé."),
    )
    signed_on = _date(gettext_lazy("Signée le"))
    starts_on = _date(gettext_lazy("Vaut à partir du"))
    ends_on = _date(
        gettext_lazy("Dernier jour"),
        required=False,
        help_text=gettext_lazy("Laissez vide si elle vaut jusqu’à ce que l’une des deux y mette fin."),
    )
    data = forms.MultipleChoiceField(  # type: ignore[assignment]
        label=gettext_lazy("Données qu’elle permet de garder ici"),
        choices=DataCategory.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class EndAgreementForm(forms.Form):
    """Its last day."""

    ends_on = _date(gettext_lazy("Dernier jour de la convention"))
