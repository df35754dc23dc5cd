"""Forms of mandates: prepare, sign, take back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.accompany import texts
from fabrique.accompany.enums import DETAILS, Asked, Duration, Procedure
from fabrique.accompany.models import Authorisation
from fabrique.core.ui.signature import SignatureForm

PLAIN = forms.TextInput(attrs={"autocomplete": "off"})
FRENCH_ONLY = ("", gettext_lazy("Français seulement"))


class DraftForm(forms.Form):
    """What the person lets the organisation do, and for how long."""

    procedures = forms.MultipleChoiceField(
        label=gettext_lazy("Quelles démarches la personne vous confie-t-elle\u00a0?"),
        choices=[(each.value, f"{each.label}\u00a0: {DETAILS[each].examples}") for each in Procedure],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins une démarche.")},
    )
    duration = forms.ChoiceField(
        label=gettext_lazy("Pour combien de temps\u00a0?"), choices=Duration.choices, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label=gettext_lazy("Dans quelle commune êtes-vous\u00a0?"), max_length=100, widget=PLAIN,
        help_text=gettext_lazy("Le mandat dit où il est fait."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Texte à côté du français"), required=False, widget=forms.RadioSelect
    )
    aidants_connect_number = forms.CharField(
        label=gettext_lazy("Numéro du mandat Aidants Connect"), required=False, max_length=40, widget=PLAIN,
        help_text=gettext_lazy("Si la personne en a signé un aussi. Ce mandat-ci ne le remplace pas."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [FRENCH_ONLY, *texts.language_names()]


class PaperForm(forms.Form):
    """The sheet is signed: here is its image, or it lies in the binder."""

    scan = forms.FileField(
        label=gettext_lazy("La feuille signée"), required=False,
        help_text=gettext_lazy("PDF, ou photo en JPEG ou PNG, 10 Mo au plus. Elle est chiffrée."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip
    binder = forms.BooleanField(
        label=gettext_lazy("La feuille signée est rangée dans le classeur"), required=False
    )
    read_out = forms.BooleanField(
        label=gettext_lazy(
            "J’ai expliqué à la personne à quoi sert ce mandat, pourquoi, et quels sont ses droits. Elle a "
            "gardé un exemplaire."
        ),
        error_messages={"required": gettext_lazy("Expliquez d’abord le mandat à la personne.")},
    )


class ScreenForm(SignatureForm):
    """The person signs here: with a finger where that works, else by writing their name and agreeing."""

    agreed = forms.BooleanField(
        label=gettext_lazy("J’ai lu ou entendu ce texte, je le comprends, je donne ce mandat"),
        error_messages={"required": gettext_lazy("La personne coche cette case si elle est d’accord.")},
    )
    read_out = forms.BooleanField(
        label=gettext_lazy(
            "Le professionnel\u00a0: j’ai expliqué à la personne à quoi sert ce mandat, pourquoi, et quels "
            "sont ses droits"
        ),
        error_messages={"required": gettext_lazy("Expliquez d’abord le mandat à la personne.")},
    )


class RevokeForm(forms.Form):
    """What the person takes back, and how they asked. Never why."""

    procedures = forms.MultipleChoiceField(
        label=gettext_lazy("Que reprend la personne\u00a0?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez ce que la personne annule.")},
    )  # fmt: skip
    asked = forms.ChoiceField(
        label=gettext_lazy("Comment l’a-t-elle demandé\u00a0?"),
        choices=[each for each in Asked.choices if each[0] != Asked.CARNET],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, live: tuple[Authorisation, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["procedures"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(each.procedure, each.get_procedure_display()) for each in live]
