"""Forms of the legal frame: what the organisation is, what is known of a gift, a receipt, a year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core import clock
from fabrique.core.ui.forms import day_field
from fabrique.equip.enums import ReceiptForm, ReceiverCategory

SHORT = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})


class ReceiverForm(forms.Form):
    """What an organisation is for the law on gifts."""

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’est votre organisation"),
        help_text=gettext_lazy("Une personne publique ne peut donner qu’à certaines d’entre elles."),
        choices=ReceiverCategory.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = forms.CharField(
        label=gettext_lazy("Son objet, tel que ses statuts l’écrivent"),
        help_text=gettext_lazy("Il est recopié sur les conventions."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    issues_receipts = forms.BooleanField(
        label=gettext_lazy("Elle est éligible au mécénat : elle délivre elle-même des reçus"), required=False
    )
    takes_gifts = forms.BooleanField(
        label=gettext_lazy("Le formulaire public peut lui promettre des dons"), required=False
    )


class FrameForm(forms.Form):
    """What the law asks to know of one gift."""

    unit_value = forms.DecimalField(
        label=gettext_lazy("Valeur de l’appareil le plus cher, en euros"),
        help_text=gettext_lazy("Le donateur l’évalue. D’une personne publique : 300 € au plus."),
        required=False,
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    too_old = forms.IntegerField(
        label=gettext_lazy("Combien ont plus de dix ans"), min_value=0, max_value=20_000, widget=SHORT
    )
    protected_data = forms.BooleanField(
        label=gettext_lazy("Des données classifiées ou spécialement protégées étaient dessus"), required=False
    )
    signed_on = day_field(gettext_lazy("Convention signée le"))

    def cents(self) -> int | None:
        """The value in cents."""
        value = self.cleaned_data["unit_value"]
        return None if value is None else int(value * 100)


class GiftReceiptForm(forms.Form):
    """A receipt that an eligible body issued."""

    receipt_form = forms.ChoiceField(label=gettext_lazy("Quel reçu"), choices=ReceiptForm.choices)
    receipt_number = forms.CharField(label=gettext_lazy("Son numéro"), max_length=40)
    receipt_issuer = forms.CharField(label=gettext_lazy("L’organisme qui l’a délivré"), max_length=200)
    receipt_on = day_field(gettext_lazy("Le"))

    def __init__(self, *args: Any, forms_of: tuple[ReceiptForm, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receipt_form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in forms_of]
        self.fields["receipt_on"].required = True


class ReformedForm(forms.Form):
    """What a public donor says of what it had taken out of use on 1 January."""

    held = forms.IntegerField(
        label=gettext_lazy("Équipements réformés détenus au 1er janvier"),
        help_text=gettext_lazy("Écrans et petits équipements informatiques, d’après le donateur."),
        min_value=0,
        max_value=1_000_000,
        widget=SHORT,
    )
    excluded = forms.IntegerField(
        label=gettext_lazy("Dont plus de dix ans, ou données protégées"),
        help_text=gettext_lazy("La loi les écarte du calcul."),
        min_value=0,
        max_value=1_000_000,
        initial=0,
        widget=SHORT,
    )


class AccountForm(forms.Form):
    """Which donor, which year."""

    siret = forms.ChoiceField(label=gettext_lazy("Donateur public"))
    year = forms.TypedChoiceField(label=gettext_lazy("Année"), coerce=int)

    def __init__(self, *args: Any, donors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(clock.today().year, 2022, -1)
        choices: dict[str, list[tuple[str, str]]] = {
            "siret": [(siret, name or _("Donateur effacé")) for siret, name in donors],
            "year": [(str(year), str(year)) for year in years],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered
