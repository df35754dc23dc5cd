"""How one wants to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.people.enums import Delivery
from fabrique.people.queries.notifications import Choice


class DeliveriesForm(forms.Form):
    """One question for each kind that concerns the reader."""

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = {each.key.replace(".", "-"): each.key for each in choices}
        for each in choices:
            self.fields[each.key.replace(".", "-")] = forms.ChoiceField(
                label=_(each.label),
                choices=Delivery.choices,
                initial=each.delivery,
                widget=forms.RadioSelect,
                error_messages={
                    "required": gettext_lazy("Choisissez comment la recevoir."),
                    "invalid_choice": gettext_lazy("Choisissez une des trois réponses."),
                },
            )

    def chosen(self) -> list[tuple[str, str]]:
        """(kind, delivery) pairs."""
        return [(key, self.cleaned_data[name]) for name, key in self._keys.items()]
