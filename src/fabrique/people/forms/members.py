"""Forms about members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fabrique.people.enums import Role
from fabrique.people.forms.fields import OnceForm, PositionField, RoleField
from fabrique.people.models import Organisation, Team


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the organisation's teams; the form gives it its rows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Équipe"),
            queryset=None,
            required=False,
            empty_label=gettext_lazy("— Aucune —"),
            **kwargs,
        )


class InvitationForm(OnceForm):
    """Whom to invite, as what. Roles of administration are offered to those who may give them."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne"),
        help_text=gettext_lazy("La sienne, pas une boîte partagée\u00a0: elle ouvrira son compte."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = RoleField(widget=forms.RadioSelect)
    position = PositionField(
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "L’aide sous mandat est réservée aux salariés et aux agents\u00a0: la loi l’exige."
        ),
    )
    team = TeamField()

    def __init__(self, *args: Any, organisation: Organisation, administration: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: Any = self.fields["role"]
        kept.choices = [
            choice for choice in Role.choices if administration or choice[0] != Role.ADMINISTRATOR
        ]
        _offer_teams(self, organisation)


class PlaceMemberForm(forms.Form):
    """A member's team and quality."""

    team = TeamField()
    position = PositionField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_teams(self, organisation)


def _offer_teams(form: forms.Form, organisation: Organisation) -> None:
    teams: Any = form.fields["team"]
    teams.queryset = Team.objects.of(organisation).order_by("name")


class ResendForm(OnceForm):
    """Send an invitation again."""


class JoinForm(forms.Form):
    """What a new member chooses: a name and a password."""

    name = forms.CharField(
        label=gettext_lazy("Votre nom"),
        max_length=150,
        help_text=gettext_lazy("Comme vos collègues le verront, par exemple\u00a0: Samir Dolvenne."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Choisissez un mot de passe"),
        strip=False,
        max_length=1000,
        help_text=gettext_lazy(
            "14 caractères au moins. Une phrase que vous retenez fait très bien l’affaire."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
