"""The form with which a person edits a place: plain fields, of which only those that changed are sent."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui import formats
from fabrique.directory.cleaning.emails import clean_emails
from fabrique.directory.cleaning.phones import clean_phone
from fabrique.directory.cleaning.pivots import clean_pivot
from fabrique.directory.cleaning.urls import clean_url, clean_websites
from fabrique.directory.enums import (
    AccessMode,
    Accompaniment,
    CarrierNetwork,
    Fee,
    Itinerance,
    NationalProgramme,
    ServiceOffered,
    SpecificCare,
    TargetPublic,
    TrainingLabel,
    Typology,
)
from fabrique.directory.fields import BY_NAME, Kind
from fabrique.directory.guide.options import LANGUAGES
from fabrique.directory.models import Place
from fabrique.kernels.hours import Parsed, describe, parse
from fabrique.territory.typed import commune_of

SECTIONS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("identite", gettext_lazy("Le lieu"), ("name", "typologies", "summary", "description", "parent_network")),
    (
        "adresse",
        gettext_lazy("Où il est"),
        (
            *("address", "address_complement", "postal_code", "commune_name", "commune_code"),
            *("latitude", "longitude", "itinerance", "directions"),
        ),
    ),
    (
        "contact",
        gettext_lazy("Comment le joindre"),
        ("phone", "emails", "websites", "booking_url", "contact_name"),
    ),
    ("horaires", gettext_lazy("Ses horaires"), ("hours",)),
    (
        "services",
        gettext_lazy("Ce qu’il propose, à qui"),
        ("services", "publics", "specific_care", "accompaniment", "languages"),
    ),
    (
        "acces",
        gettext_lazy("Y venir"),
        ("access_modes", "fees", "fees_detail", "to_bring", "wheelchair", "accessibility_url"),
    ),
    (
        "reseaux",
        gettext_lazy("Réseaux et labels"),
        ("programmes", "labels", "other_labels", "networks", "source_url", "pivot"),
    ),
)
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "typologies": sorted(Typology.choices, key=lambda pair: str(pair[1])),
    "itinerance": list(Itinerance.choices),
    "services": list(ServiceOffered.choices),
    "publics": list(TargetPublic.choices),
    "specific_care": list(SpecificCare.choices),
    "accompaniment": list(Accompaniment.choices),
    "access_modes": list(AccessMode.choices),
    "fees": list(Fee.choices),
    "programmes": list(NationalProgramme.choices),
    "labels": list(TrainingLabel.choices),
    "networks": list(CarrierNetwork.choices),
    "languages": [(code, str(label).capitalize()) for code, label in LANGUAGES.items()],
}
FOLDED = frozenset(
    {"typologies", "languages", "labels", "programmes", "networks"}
)  # long lists, opened on demand
_LONG = {"description": 6, "directions": 3, "to_bring": 3, "fees_detail": 2, "hours": 5, "summary": 3}
_HINTS = {
    "summary": gettext_lazy("Une ou deux phrases, 280 caractères au plus."),
    "hours": gettext_lazy(
        "Écrivez comme vous parlez : « lundi au vendredi 9h-12h et 14h-17h, fermé en août ». "
        "La notation OpenStreetMap est comprise aussi."
    ),
    "emails": gettext_lazy("Une adresse par ligne."),
    "websites": gettext_lazy("Une adresse par ligne."),
    "other_labels": gettext_lazy("Un label par ligne."),
    "contact_name": gettext_lazy("Seulement si la personne est d’accord : son nom sera public."),
    "commune_code": gettext_lazy("Laissez tel quel : il suit la commune et le code postal."),
    "pivot": gettext_lazy("14 chiffres pour un SIRET, W et 9 chiffres pour un RNA."),
    "directions": gettext_lazy("L’arrêt le plus proche, l’entrée, ce que l’on voit en arrivant."),
}
_YES_NO = [("", gettext_lazy("On ne sait pas")), ("oui", gettext_lazy("Oui")), ("non", gettext_lazy("Non"))]


def plain(text: str) -> str:
    """A text as a browser sends it back, so that what nobody touched is not seen as changed."""
    return "\n".join(
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()


class PlainField(forms.CharField):
    """A text whose line ends are those of the database."""

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


def seen_values(place: Place) -> dict[str, Any]:
    """What a person sees of a place when they open the form, as JSON."""
    names = [name for _slug, _title, group in SECTIONS for name in group]
    return {name: getattr(place, name) for name in [*names, "hours_text"]}


class PlaceForm(forms.Form):
    """Edits a place. ``seen`` holds the values that the person saw (``seen_values``), ``names`` the fields
    that they may write: no other is read.
    """

    def __init__(self, data: Any = None, *, seen: Mapping[str, Any], names: Container[str] = BY_NAME) -> None:
        self.seen = dict(seen)
        self.read_hours: Parsed | None = None
        super().__init__(data, initial=_shown(seen))
        for _slug, _title, group in SECTIONS:
            for name in group:
                if name in names:
                    self.fields[name] = _field(name, seen.get(name))
        if "name" in self.fields:
            self.fields["name"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        position = [name for name in ("latitude", "longitude") if data.get(name) is None]
        if len(position) == 1 and not self.errors:
            self.add_error(position[0], _("Donnez la latitude et la longitude, ou aucune des deux."))
        if not self.errors:
            self._find_commune(data)
        return data

    def clean_phone(self) -> str:
        return self._one("phone", clean_phone, _("Ce numéro n’est pas complet. Exemple : 02 61 91 00 01."))

    def clean_pivot(self) -> str:
        return self._one("pivot", clean_pivot, _("Ce n’est ni un SIRET ni un RNA : vérifiez les chiffres."))

    def clean_booking_url(self) -> str:
        return self._one("booking_url", clean_url, _("Cette adresse de site n’est pas complète."))

    def clean_source_url(self) -> str:
        return self._one("source_url", clean_url, _("Cette adresse de site n’est pas complète."))

    def clean_accessibility_url(self) -> str:
        return self._one("accessibility_url", clean_url, _("Cette adresse de site n’est pas complète."))

    def clean_emails(self) -> list[str]:
        return self._several("emails", clean_emails, _("Une adresse électronique n’est pas complète."))

    def clean_websites(self) -> list[str]:
        return self._several("websites", clean_websites, _("Une adresse de site n’est pas complète."))

    def clean_other_labels(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["other_labels"].split("\n") if line.strip()]

    def clean_wheelchair(self) -> bool | None:
        answers = {"oui": True, "non": False}
        return answers.get(self.cleaned_data["wheelchair"])

    def clean_hours(self) -> str:
        text: str = self.cleaned_data["hours"]
        self.read_hours = parse(text)
        return text

    def hours_lines(self) -> list[str]:
        """How the hours will read once saved: as typed if they changed, else as they are."""
        if self.is_bound and "hours" in self.changed_data and self.read_hours is not None:
            return describe(self.read_hours.osm)
        return describe(self.seen.get("hours") or "")

    def changes(self) -> dict[str, Any]:
        """The model values of the fields that the person changed. Call once valid."""
        found: dict[str, Any] = {}
        for name in self.changed_data:
            if name == "hours":
                found |= self._hours()
            elif self.cleaned_data[name] != self.seen.get(name):
                found[name] = self.cleaned_data[name]
        code = self.cleaned_data.get("commune_code", self.seen.get("commune_code"))
        if code != self.seen.get("commune_code"):
            found["commune_code"] = self.cleaned_data["commune_code"]
        return found

    def _hours(self) -> dict[str, Any]:
        parsed = self.read_hours
        assert parsed is not None
        text = self.cleaned_data["hours"]
        return {"hours": parsed.osm, "hours_text": "" if text == parsed.osm else text}

    def _find_commune(self, data: dict[str, Any]) -> None:
        moved = {"commune_name", "postal_code"} & set(self.changed_data)
        if not moved or "commune_code" in self.changed_data:
            return
        if not data["commune_name"] and not data["postal_code"]:
            data["commune_code"] = ""
            return
        commune = commune_of(data["commune_name"], data["postal_code"])
        if commune is None:
            text = _("Cette commune et ce code postal ne vont pas ensemble. Vérifiez les deux.")
            self.add_error("commune_name", text)
            return
        data["commune_code"] = commune.code

    def _one(self, name: str, cleaner: Any, message: str) -> str:
        text: str = self.cleaned_data[name]
        if name not in self.changed_data or not text:
            return str(self.seen.get(name) or "") if name not in self.changed_data else ""
        value: str = cleaner(text).value
        if not value:
            raise forms.ValidationError(message)
        return value

    def _several(self, name: str, cleaner: Any, message: str) -> list[str]:
        if name not in self.changed_data:
            return list(self.seen.get(name) or [])
        values: list[str] = []
        for line in self.cleaned_data[name].split("\n"):
            found = cleaner(line).value
            if line.strip() and not found:
                raise forms.ValidationError(message)
            values += [value for value in found if value not in values]
        return values


def _shown(seen: Mapping[str, Any]) -> dict[str, Any]:
    """The form's own values for a place's values."""
    shown: dict[str, Any] = {}
    for name, value in seen.items():
        if isinstance(value, list) and name not in CHOICES:
            shown[name] = "\n".join(map(str, value))
        elif isinstance(value, str):
            shown[name] = plain(value)
        else:
            shown[name] = value
    shown["phone"] = formats.phone(seen.get("phone") or "")
    shown["hours"] = plain(seen.get("hours_text") or "\n".join(describe(seen.get("hours") or "")))
    shown["wheelchair"] = {"True": "oui", "False": "non"}.get(str(seen.get("wheelchair")), "")
    return shown


def _field(name: str, value: Any) -> forms.Field:
    label, hint = BY_NAME[name].label, _HINTS.get(name, "")
    if name == "wheelchair":
        return forms.ChoiceField(label=label, choices=_YES_NO, required=False, widget=forms.RadioSelect)
    if name in CHOICES:
        choices = _with_present(name, value)
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=boxes)
    if BY_NAME[name].kind is Kind.NUMBER:
        bound = 90 if name == "latitude" else 180
        widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
        return forms.FloatField(label=label, required=False, min_value=-bound, max_value=bound, widget=widget)
    most = getattr(Place._meta.get_field(name), "max_length", None)
    if name in _LONG or BY_NAME[name].kind is Kind.LIST:
        area = forms.Textarea(attrs={"rows": _LONG.get(name, 2)})
        return PlainField(label=label, help_text=hint, required=False, max_length=most, widget=area)
    attrs = {"inputmode": "tel", "type": "tel"} if name == "phone" else {}
    longest = 40 if name == "phone" else most
    return PlainField(
        label=label, help_text=hint, required=False, max_length=longest, widget=forms.TextInput(attrs=attrs)
    )


def _with_present(name: str, value: Any) -> list[tuple[str, Any]]:
    """The vocabulary with what is ticked first when the list is long; a value outside of it is kept."""
    known, present = CHOICES[name], list(value or [])
    others = [(code, code) for code in present if code not in {code for code, _label in known}]
    if name not in FOLDED:
        return [*known, *others]
    return sorted([*known, *others], key=lambda pair: pair[0] not in present)
