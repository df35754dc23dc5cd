"""Forms of a new place, and of what hangs on a place: closures, stops, services. Its sheet: ``place``."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.directory.forms.communes import commune_of
from fabrique.directory.models import Service
from fabrique.kernels.hours import Parsed, parse

_DATE = {"type": "date"}
_TIME = {"type": "time"}


class NewPlaceForm(forms.Form):
    """What a place cannot do without; the rest is on its sheet."""

    name = forms.CharField(label=gettext_lazy("Nom du lieu"), max_length=300)
    commune_name = forms.CharField(label=gettext_lazy("Commune"), max_length=100)
    postal_code = forms.CharField(
        label=gettext_lazy("Code postal"),
        max_length=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            commune = commune_of(data["commune_name"], data["postal_code"])
            if commune is None:
                text = _("Cette commune et ce code postal ne vont pas ensemble. Vérifiez les deux.")
                self.add_error("commune_name", text)
            else:
                data |= {"commune_name": commune.name, "commune_code": commune.code}
        return data


class HoursField(forms.CharField):
    """Hours as people write them; the clean value is what was read of them."""

    def __init__(self, **options: Any) -> None:
        area = forms.Textarea(attrs={"rows": 2})
        super().__init__(**{"required": False, "max_length": 1000, "widget": area, **options})

    def clean(self, value: Any) -> Any:
        parsed = parse(super().clean(value))
        if parsed.osm and "hours-unread" in parsed.flags:
            text = _("Ces horaires n’ont pas été compris. Par exemple : « mardi 9h-12h et 14h-17h ».")
            raise forms.ValidationError(text)
        return parsed


class ClosureForm(forms.Form):
    """Some days of closure, or of other hours."""

    starts_on = forms.DateField(
        label=gettext_lazy("Du"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Au"),
        help_text=gettext_lazy("Les deux jours sont compris."),
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=gettext_lazy("Raison"), required=False, max_length=200)
    hours = HoursField(
        label=gettext_lazy("Horaires de ces jours-là"),
        help_text=gettext_lazy("Laissez vide si le lieu est fermé."),
    )


class StopForm(forms.Form):
    """A stop of an itinerant place, with a first dated visit if there is one."""

    name = forms.CharField(label=gettext_lazy("Nom de l’arrêt"), max_length=200)
    address = forms.CharField(label=gettext_lazy("Adresse"), required=False, max_length=300)
    commune_name = forms.CharField(label=gettext_lazy("Commune"), max_length=100)
    postal_code = forms.CharField(label=gettext_lazy("Code postal"), required=False, max_length=5)
    hours = HoursField(
        label=gettext_lazy("Quand il s’y arrête"),
        help_text=gettext_lazy("Par exemple : « 1er mardi du mois 9h-12h »."),
    )
    day = forms.DateField(
        label=gettext_lazy("Ou un seul passage, le"),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    starts = forms.TimeField(label=gettext_lazy("De"), required=False, widget=forms.TimeInput(attrs=_TIME))
    ends = forms.TimeField(label=gettext_lazy("À"), required=False, widget=forms.TimeInput(attrs=_TIME))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        commune = commune_of(data["commune_name"], data["postal_code"])
        if commune is None:
            self.add_error("commune_name", _("Cette commune n’est pas connue. Ajoutez son code postal."))
            return data
        given = [data["day"], data["starts"], data["ends"]]
        if any(given) and not all(value is not None for value in given):
            self.add_error("day", _("Un passage a un jour, une heure de début et une heure de fin."))
        data["commune"] = commune
        return data

    def visits(self) -> list[tuple[datetime, datetime]]:
        """The dated visit, if one was given. Call once valid."""
        data = self.cleaned_data
        return [(_at(data["day"], data["starts"]), _at(data["day"], data["ends"]))] if data["day"] else []


class ServiceForm(forms.Form):
    """A service that the place offers: one that exists already, or a new one."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("Un service qui existe déjà"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=gettext_lazy("— Non, un nouveau service —"),
    )
    name = forms.CharField(label=gettext_lazy("Ou le nom du nouveau service"), required=False, max_length=150)
    description = forms.CharField(
        label=gettext_lazy("Ce qu’on y fait"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    hours = HoursField(
        label=gettext_lazy("Ses horaires dans ce lieu"),
        help_text=gettext_lazy("Laissez vide si ce sont ceux du lieu."),
    )
    note = forms.CharField(label=gettext_lazy("Précision"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Service.objects.only("name").order_by("name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("service") and not data.get("name", "").strip():
            self.add_error("name", _("Choisissez un service, ou donnez le nom du nouveau."))
        return data


def read(data: dict[str, Any]) -> str:
    """The OSM string of a ``HoursField`` once clean."""
    parsed = data["hours"]
    return str(parsed.osm) if isinstance(parsed, Parsed) else ""


def _at(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
