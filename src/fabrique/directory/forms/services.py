"""The form with which a person describes a service in full: grouped, what is rare folded away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui import formats
from fabrique.directory.actions.offers import SERVICE_FIELDS, WEEK_HOURS
from fabrique.directory.cleaning.phones import clean_phone
from fabrique.directory.cleaning.urls import clean_url
from fabrique.directory.enums import (
    InclusionFee,
    InclusionPublic,
    InclusionServiceType,
    MobilisableBy,
    MobilisationMode,
    ReceptionMode,
    ServiceOffered,
    Thematic,
)
from fabrique.directory.forms.place import PlainField, plain
from fabrique.directory.forms.residence import zone_words, zones_of
from fabrique.directory.models import Service


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that go together: ``names`` are seen at once, ``rare`` opened on demand under ``more``."""

    slug: str
    title: Any
    names: tuple[str, ...]
    rare: tuple[str, ...] = ()
    more: Any = ""


GROUPS = (
    Group(
        "service",
        gettext_lazy("Le service"),
        ("name", "description", "type", "categories"),
        ("thematics",),
        gettext_lazy("Thématiques de data.inclusion"),
    ),
    Group(
        "public",
        gettext_lazy("Pour qui"),
        ("residence_codes", "access_conditions"),
        ("publics", "publics_detail"),
        gettext_lazy("Publics visés"),
    ),
    Group("prix", gettext_lazy("Son prix"), ("fees", "fees_detail")),
    Group(
        "demande",
        gettext_lazy("Comment le demander"),
        ("reception_modes", "mobilisation_modes"),
        ("mobilisable_by", "mobilisation_detail", "mobilisation_url"),
        gettext_lazy("Qui peut le demander, et autres précisions"),
    ),
    Group(
        "plus",
        gettext_lazy("Contact et durée"),
        (),
        ("phone", "email", "contact_name", "weekly_hours", "weeks"),
        gettext_lazy("Un numéro, une adresse, une durée à lui"),
    ),
)
_LABELS = {
    "name": gettext_lazy("Nom du service"),
    "description": gettext_lazy("Ce qu’on y fait"),
    "type": gettext_lazy("Forme"),
    "categories": gettext_lazy("Services du schéma national"),
    "thematics": gettext_lazy("Thématiques"),
    "publics": gettext_lazy("Publics"),
    "publics_detail": gettext_lazy("Précision sur les publics"),
    "residence_codes": gettext_lazy("Réservé aux habitants de"),
    "access_conditions": gettext_lazy("Autres conditions"),
    "fees": gettext_lazy("Prix"),
    "fees_detail": gettext_lazy("Précision sur le prix"),
    "reception_modes": gettext_lazy("Où cela se passe"),
    "mobilisation_modes": gettext_lazy("Comment le demander"),
    "mobilisable_by": gettext_lazy("Qui peut le demander"),
    "mobilisation_detail": gettext_lazy("Précision sur la demande"),
    "mobilisation_url": gettext_lazy("Adresse du site où le demander"),
    "contact_name": gettext_lazy("Personne à contacter"),
    "phone": gettext_lazy("Téléphone"),
    "email": gettext_lazy("Adresse électronique"),
    "weekly_hours": gettext_lazy("Heures par semaine"),
    "weeks": gettext_lazy("Nombre de semaines"),
}
_HINTS = {
    "residence_codes": gettext_lazy(
        "Une commune, une intercommunalité ou un département par ligne : son nom ou son code (INSEE, SIREN). "
        "Laissez vide si tout le monde peut venir."
    ),
    "access_conditions": gettext_lazy("Par exemple : avoir un compte, venir avec un parent."),
    "publics": gettext_lazy("« Tous publics » se choisit seul."),
    "phone": gettext_lazy("Laissez vide si c’est celui du lieu."),
    "email": gettext_lazy("Laissez vide si c’est celle du lieu."),
    "contact_name": gettext_lazy(
        "Seulement si la personne est d’accord : son nom sera dans les données ouvertes."
    ),
}
_SEVERAL: dict[str, Any] = {
    "categories": ServiceOffered,
    "thematics": Thematic,
    "publics": InclusionPublic,
    "reception_modes": ReceptionMode,
    "mobilisation_modes": MobilisationMode,
    "mobilisable_by": MobilisableBy,
}
_ONE: dict[str, Any] = {"type": InclusionServiceType, "fees": InclusionFee}
_LONG = {
    "description": 5, "publics_detail": 2, "access_conditions": 3, "fees_detail": 2, "mobilisation_detail": 3,
    "residence_codes": 3,
}  # fmt: skip


def seen_service(service: Service) -> dict[str, Any]:
    """What a person sees of a service when they open the form, as JSON."""
    return {name: getattr(service, name) for name in SERVICE_FIELDS}


def said(name: str, value: Any) -> str:
    """A field's value in words."""
    if value in ("", None, []):
        return _("(rien)")
    if name == "residence_codes":
        return ", ".join(zone_words(value))
    labels = dict((_SEVERAL | _ONE)[name].choices) if name in _SEVERAL or name in _ONE else {}
    if isinstance(value, list):
        return ", ".join(str(labels.get(code, code)) for code in value)
    return str(labels.get(value, value))


def labels(names: Any) -> str:
    """Fields by their French names, as in a sentence."""
    return ", ".join(str(_LABELS[name]).lower() for name in names)


class ServiceSheetForm(forms.Form):
    """Edits a service; ``seen`` holds the values that the person saw (see ``seen_service``)."""

    def __init__(self, data: Any = None, *, seen: Mapping[str, Any]) -> None:
        self.seen = dict(seen)
        shown = {name: plain(value) if isinstance(value, str) else value for name, value in seen.items()}
        shown["residence_codes"] = "\n".join(zone_words(seen["residence_codes"]))
        shown["phone"] = formats.phone(seen["phone"])
        super().__init__(data, initial=shown)
        for group in GROUPS:
            for name in (*group.names, *group.rare):
                self.fields[name] = _field(name, seen[name])

    def clean_residence_codes(self) -> list[str]:
        if "residence_codes" not in self.changed_data:
            return list(self.seen["residence_codes"])
        codes, unknown = zones_of(self.cleaned_data["residence_codes"])
        if unknown:
            text = _(
                "Nous ne savons pas de quel endroit il s’agit : %(names)s. Écrivez son nom et son code INSEE."
            )
            raise forms.ValidationError(text % {"names": ", ".join(f"« {one} »" for one in unknown)})
        return codes

    def clean_phone(self) -> str:
        return self._one("phone", clean_phone, _("Ce numéro n’est pas complet. Exemple : 02 61 91 00 01."))

    def clean_mobilisation_url(self) -> str:
        return self._one("mobilisation_url", clean_url, _("Cette adresse de site n’est pas complète."))

    def changes(self) -> dict[str, Any]:
        """The values of the fields that the person changed. Call once valid."""
        data = {name: self.cleaned_data[name] for name in self.changed_data}
        return {name: value for name, value in data.items() if value != self.seen[name]}

    def _one(self, name: str, cleaner: Any, message: str) -> str:
        text: str = self.cleaned_data[name]
        if name not in self.changed_data:
            return str(self.seen[name])
        value: str = cleaner(text).value if text else ""
        if text and not value:
            raise forms.ValidationError(message)
        return value


def _field(name: str, value: Any) -> forms.Field:
    common: dict[str, Any] = {
        "label": _LABELS[name],
        "help_text": _HINTS.get(name, ""),
        "required": name == "name",
    }
    if name in _SEVERAL:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=_known(_SEVERAL[name], value), widget=boxes, **common)
    if name in _ONE:
        choices = [("", _("On ne sait pas")), *_known(_ONE[name], [value] if value else [])]
        return forms.ChoiceField(choices=choices, **common)
    if name == "weekly_hours":
        return forms.FloatField(min_value=0, max_value=WEEK_HOURS, widget=_number("0.5"), **common)
    if name == "weeks":
        return forms.IntegerField(min_value=1, max_value=520, widget=_number("1"), **common)
    if name == "email":
        return forms.EmailField(max_length=254, **common)
    if name in _LONG:
        return PlainField(widget=forms.Textarea(attrs={"rows": _LONG[name]}), **common)
    most = 40 if name == "phone" else getattr(Service._meta.get_field(name), "max_length", None)
    attrs = {"type": "tel", "inputmode": "tel"} if name == "phone" else {}
    return PlainField(max_length=most, min_length=3 if name == "name" else None,
                      widget=forms.TextInput(attrs=attrs), **common)  # fmt: skip


def _number(step: str) -> forms.NumberInput:
    return forms.NumberInput(attrs={"step": step, "inputmode": "decimal"})


def _known(vocabulary: Any, present: list[str]) -> list[tuple[str, Any]]:
    """A vocabulary, and the codes outside of it that the service has, which are kept."""
    known = list(vocabulary.choices)
    codes = {code for code, _label in known}
    return [*known, *((code, code) for code in present if code not in codes)]
