"""Forms of campaigns: whom to ask, and what a place says has changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.directory.actions.campaigns import LEAST_DAYS, MOST_DAYS
from fabrique.directory.actions.reports import MAX_WORDS
from fabrique.directory.cleaning.phones import clean_phone
from fabrique.directory.forms.place import PlainField, plain
from fabrique.directory.models import Place
from fabrique.kernels.hours import describe, parse

_DATE = {"type": "date"}


class CampaignForm(forms.Form):
    """Since when nobody confirmed the places to ask."""

    days = forms.IntegerField(
        label=gettext_lazy("Les lieux que personne n’a confirmés depuis (en jours)"),
        help_text=gettext_lazy("365 pour un an. Ni vérifiés à la main, ni mis à jour par leur source."),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        initial=365,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ChangeForm(forms.Form):
    """What changed, prefilled with what is published: only what is touched is sent."""

    hours = PlainField(
        label=gettext_lazy("Les horaires"),
        help_text=gettext_lazy("Écrivez comme vous parlez : « lundi au vendredi 9h-12h et 14h-17h »."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Le téléphone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("Fermeture à venir : premier jour"),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Fermeture à venir : dernier jour"),
        help_text=gettext_lazy("Les deux jours sont compris."),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    gone = forms.BooleanField(
        label=gettext_lazy("Ce lieu a fermé pour de bon, ou a déménagé"), required=False
    )
    words = PlainField(
        label=gettext_lazy("Autre chose"),
        help_text=gettext_lazy("Avec vos mots. N’y nommez personne, n’y mettez aucun numéro personnel."),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, place: Place) -> None:
        self.place = place
        hours = place.hours_text or "\n".join(describe(place.hours))
        initial = {"hours": plain(hours), "phone": formats.phone(place.phone) if place.phone else ""}
        super().__init__(data, initial=initial)

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        if "phone" not in self.changed_data:
            return self.place.phone
        number: str = clean_phone(typed).value if typed else ""
        if typed and not number:
            raise forms.ValidationError(_("Ce numéro n’est pas complet. Exemple : 02 61 91 00 01."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if self.errors:
            return data
        if bool(first) != bool(last):
            self.add_error("ends_on" if first else "starts_on", _("Donnez les deux jours de la fermeture."))
        elif first and last and last < first:
            self.add_error("ends_on", _("Le dernier jour ne peut pas venir avant le premier."))
        elif last and last < clock.today():
            self.add_error("ends_on", _("Cette fermeture est déjà passée."))
        return data

    def said(self) -> dict[str, Any]:
        """What ``propose_change`` is told. Call once valid."""
        data, changes = self.cleaned_data, dict[str, Any]()
        if "phone" in self.changed_data and data["phone"] != self.place.phone:
            changes["phone"] = data["phone"]
        if "hours" in self.changed_data:
            osm = parse(data["hours"]).osm
            if osm != self.place.hours:
                changes |= {"hours": osm, "hours_text": "" if data["hours"] == osm else data["hours"]}
        days = (data["starts_on"], data["ends_on"])
        closure = {"starts_on": days[0].isoformat(), "ends_on": days[1].isoformat()} if all(days) else None
        seen = {name: getattr(self.place, name) for name in changes}
        return {
            "changes": changes, "seen": seen, "closure": closure,
            "gone": data["gone"], "words": data["words"],
        }  # fmt: skip
