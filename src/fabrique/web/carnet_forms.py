"""The two questions of the carnet: its code, and what the person wants to say of a line."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.people.actions.carnets import LONGEST_WORDS
from fabrique.people.codes import LENGTH, typed
from fabrique.people.enums import AlertKind
from fabrique.people.forms.carnets import CodeField


class CarriedForm(forms.Form):
    """What somebody was saying when their visit ended: it waits in the page while the code is asked again."""

    subject = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    kind = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=AlertKind.choices)


class EnterForm(CarriedForm):
    """The code, as it is printed on the carnet."""

    code = CodeField(
        label=gettext_lazy("Le code de votre carnet"),
        help_text=gettext_lazy(
            "Seize lettres et chiffres, sur votre papier. Majuscules et espaces : comme vous voulez."
        ),
        error_messages={"required": gettext_lazy("Tapez le code qui est sur votre papier.")},
    )
    words = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_WORDS)

    def clean_code(self) -> str:
        """What cannot be a code is told so before anything is looked for."""
        if not typed(self.cleaned_data["code"]):
            text = _("Il n’y a pas %(n)s signes : relisez votre papier, groupe par groupe.")
            raise forms.ValidationError(text % {"n": LENGTH})
        return str(self.cleaned_data["code"])


class SayForm(CarriedForm):
    """One question, which may be left without an answer."""

    words = forms.CharField(
        label=gettext_lazy("Voulez-vous ajouter quelque chose ?"),
        help_text=gettext_lazy("Ce n’est pas obligé. Quelques mots suffisent."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
