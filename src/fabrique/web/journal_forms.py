"""The filters of the journal's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fabrique.core.journal import naming
from fabrique.core.ui.forms import day_field
from fabrique.web.journal_queries import Wanted


class JournalFilter(forms.Form):
    """Act, days, subject. A filter that is not understood is shown in error, and not applied."""

    acte = forms.ChoiceField(label=_("Acte"), required=False)
    du = day_field(_("Depuis le"))
    au = day_field(_("Jusqu’au"))
    objet = forms.CharField(
        label=_("Sur"), help_text=_("Par exemple\u00a0: place:abcdefghij"), required=False, max_length=120
    )
    avant = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acte"].choices = [("", _("Tous les actes")), *naming.named().items()]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is asked for, of what is understood."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            data.get("acte") or "", data.get("du"), data.get("au"), data.get("objet") or "", data.get("avant")
        )

    def shown(self) -> list[forms.BoundField]:
        """The fields that a person fills."""
        return self.visible_fields()

    def asked(self) -> bool:
        """Whether any of them is filled."""
        return any(self.data.get(field.name) for field in self.shown())
