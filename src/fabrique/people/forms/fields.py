"""Fields that several forms of people share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.secrets import new_secret
from fabrique.core.ui.words import plain
from fabrique.people.enums import Position, Role, Typology


class OnceForm(forms.Form):
    """A form that makes something: sent twice by a double click, it makes it once (``core.secrets``)."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=new_secret)


class ListedInput(forms.TextInput):
    """A text with suggestions that the browser searches as one types, without JavaScript."""

    template_name = "people/forms/listed.html"

    def __init__(self, suggestions: list[str], **attrs: Any) -> None:
        super().__init__(attrs=attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["suggestions"] = self.suggestions
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs']['id']}_list"
        return context


class TypologyField(forms.CharField):
    """A type of the national vocabulary, given by its words or by its code. Gives the code, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        labels = [str(label) for label in Typology.labels]
        super().__init__(widget=ListedInput(labels, autocomplete="off"), max_length=120, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value).strip()
        if not typed:
            return ""
        wanted = plain(typed)
        for code, label in Typology.choices:
            if wanted in (plain(str(label)), code.lower()):
                return str(code)
        near = [str(label) for label in Typology.labels if wanted in plain(str(label))]
        if len(near) == 1:
            return next(str(code) for code, label in Typology.choices if str(label) == near[0])
        raise forms.ValidationError(self._unknown(near))

    def _unknown(self, near: list[str]) -> str:
        if not near:
            return _(
                "Ce type n’est pas dans la liste\u00a0: choisissez une des propositions, ou laissez vide."
            )
        few = " ; ".join(f"« {label} »" for label in near[:4])
        return _("Plusieurs types correspondent\u00a0: %(few)s. Écrivez-en un en entier.") % {"few": few}

    def prepare_value(self, value: Any) -> Any:
        """A stored code shows as its words; what was typed stays as it was typed."""
        return Typology(value).label if value in Typology.values else value


class RoleField(forms.TypedChoiceField):
    """One of the roles that may be given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Rôle"), coerce=Role, choices=Role.choices, **kwargs)


class PositionField(forms.TypedChoiceField):
    """In which quality a person works there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("En quelle qualité"),
            coerce=Position,
            choices=Position.choices,
            initial=Position.EMPLOYEE,
            **kwargs,
        )
