"""Forms of the carnet, as the organisation sees it, and of the ties with another organisation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.people.actions.carnets import LONGEST_WORDS
from fabrique.people.codes import LONGEST_TYPED


class CodeField(forms.CharField):
    """A code read on paper: blanks, dashes and case do not matter."""

    def __init__(self, **options: object) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        widget = forms.TextInput(attrs={**attrs, "class": "groups"})
        super().__init__(widget=widget, max_length=LONGEST_TYPED, **options)  # type: ignore[arg-type]


class AnswerForm(forms.Form):
    """What the person will read in return."""

    answer = forms.CharField(
        label=gettext_lazy("Votre réponse"),
        help_text=gettext_lazy(
            "La personne la lira dans son carnet. Dites ce que vous avez trouvé, et ce que vous avez réparé."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LinkForm(forms.Form):
    """The code that the person brings from the other organisation."""

    code = CodeField(
        label=gettext_lazy("Le code que la personne vous donne"),
        help_text=gettext_lazy("Seize signes, en quatre groupes."),
    )
