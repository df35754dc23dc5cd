"""Forms of the reports of errors, and of the people who ask not to be named."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.directory.actions.reports import MAX_ANSWER, MAX_WORDS
from fabrique.directory.enums.lifecycle import ReportMotive


class ReportForm(forms.Form):
    """What is wrong on a sheet. ``site`` is a trap for robots: nobody sees it."""

    motive = forms.ChoiceField(
        label=gettext_lazy("Qu’est-ce qui ne va pas ?"),
        choices=ReportMotive.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez ce qui ne va pas.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Dites-nous en plus"),
        help_text=gettext_lazy(
            "Par exemple : « ouvert le mardi, et non le lundi ». N’écrivez ici ni mot de passe, "
            "ni numéro de carte, ni numéro de sécurité sociale."
        ),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse électronique, si vous voulez une réponse"),
        help_text=gettext_lazy(
            "Elle sert à vous répondre. Elle est effacée ensuite, le lendemain au plus tard."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    site = forms.CharField(
        label=gettext_lazy("Laissez vide"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def visible(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [self[name] for name in ("motive", "words", "email")]


class AnswerForm(forms.Form):
    """The short answer that closes a report."""

    answer = forms.CharField(
        label=gettext_lazy("Votre réponse"),
        help_text=gettext_lazy(
            "500 caractères au plus. Elle s’affiche sur la page de suivi : "
            "n’y mettez ni nom de personne ni numéro personnel."
        ),
        max_length=MAX_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectionForm(forms.Form):
    """Who asks not to be named. Nothing of this is kept."""

    name = forms.CharField(
        label=gettext_lazy("Prénom et nom"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("Son adresse électronique, si elle doit disparaître aussi"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Son téléphone, s’il doit disparaître aussi"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "type": "tel"}),
    )
