"""The filters of the overview."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.accompany.queries.following import Wanted
from fabrique.core import clock
from fabrique.core.ui.forms import day_field
from fabrique.people.models import Team

PERIOD = timedelta(days=90)


class FollowUpFilter(forms.Form):
    """A team, and a period. What is not understood is shown in error, and not applied; the rest is."""

    equipe = forms.ChoiceField(label=gettext_lazy("Équipe"), required=False)
    du = day_field(gettext_lazy("Depuis le"))
    au = day_field(gettext_lazy("Jusqu’au"))

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(each.pk): each for each in teams}
        field = self.fields["equipe"]
        assert isinstance(field, forms.ChoiceField)
        named = [(pk, team.name) for pk, team in self.teams.items()]
        field.choices = [("", str(_("Toutes"))), *named]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("du") and data.get("au") and data["du"] > data["au"]:
            self.add_error("au", _("La fin vient avant le début."))
        return data

    def wanted(self) -> Wanted:
        """What is asked for, of what is understood; the last three months if no day is."""
        self.is_valid()
        data = self.cleaned_data
        until: date = data.get("au") or max(clock.today(), data.get("du") or date.min)
        team = self.teams.get(data.get("equipe", ""))
        return Wanted(team, data.get("du") or until - PERIOD, until)
