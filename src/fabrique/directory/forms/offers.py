"""Forms of a new place, of its closures, and of a service that it offers. Its sheet: ``place``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.directory.forms.place import PlainField
from fabrique.directory.models import Service
from fabrique.kernels.hours import Parsed, parse
from fabrique.territory.typed import commune_of

_DATE = {"type": "date"}


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


class HoursField(PlainField):
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

    def __init__(self, *args: Any, known: QuerySet[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = known.only("name").order_by("name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("service") and not data.get("name", "").strip():
            self.add_error("name", _("Choisissez un service, ou donnez le nom du nouveau."))
        return data


def read(data: dict[str, Any]) -> str:
    """The OSM string of a ``HoursField`` once clean."""
    parsed = data["hours"]
    return str(parsed.osm) if isinstance(parsed, Parsed) else ""
