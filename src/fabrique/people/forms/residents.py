"""Forms about a person: find, receive, correct, note."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui import formats
from fabrique.people.enums import ContactMeans, NoteLevel, Origin, Protection
from fabrique.people.models import Organisation, Resident
from fabrique.people.residents import DETAILS, PARTS, cleaned, code_in
from fabrique.territory.cog import cog
from fabrique.territory.typed import commune_of

PHONE = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
YEAR = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
PRIVATE = forms.TextInput(attrs={"autocomplete": "off"})


class FindForm(forms.Form):
    """Exact keys only, one of them is enough. Sent by POST: a name has no place in an address."""

    one_is_enough = True  # no field is said to be optional: the page says what to give

    last_name = forms.CharField(
        label=gettext_lazy("Nom de famille"), required=False, max_length=120, widget=PRIVATE
    )
    birth_year = forms.CharField(
        label=gettext_lazy("Année de naissance"), required=False, max_length=4, widget=YEAR
    )
    phone = forms.CharField(label=gettext_lazy("Ou téléphone"), required=False, max_length=30, widget=PHONE)
    code = forms.CharField(
        label=gettext_lazy("Ou code du dossier"),
        required=False,
        max_length=20,
        widget=PRIVATE,
        help_text=gettext_lazy("Par exemple K7F-2QX, écrit sur le carnet de la personne."),
    )

    def __init__(self, *args: Any, parts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "contact" not in parts:
            del self.fields["phone"]

    def clean_birth_year(self) -> str:
        return self._possible("birth_year")

    def clean_phone(self) -> str:
        return self._possible("phone")

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if typed and not code_in(typed):
            raise forms.ValidationError(_("Un code a six lettres ou chiffres, comme K7F-2QX."))
        return code_in(typed)

    def _possible(self, name: str) -> str:
        """What can be in no file is told so: an empty answer would have a second file opened."""
        typed: str = self.cleaned_data[name]
        try:
            cleaned({name: typed})
        except DomainRefusal as refusal:
            raise forms.ValidationError(refusal.message) from None
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        named = bool(data.get("last_name")) + bool(data.get("birth_year"))
        if named == 1:
            missing = "birth_year" if data.get("last_name") else "last_name"
            self.add_error(missing, _("Il faut le nom et l’année ensemble."))
        elif not named and not data.get("phone") and not data.get("code"):
            text = _("Écrivez un nom et une année, un téléphone, ou un code.")
            if "phone" not in self.fields:
                text = _("Écrivez un nom et une année, ou un code.")
            raise forms.ValidationError(text)
        return data


class ResidentForm(forms.Form):
    """What may be said of a person: the parts that the writer reaches, all of it optional but one."""

    called = forms.CharField(
        label=gettext_lazy("Comment appeler la personne\u00a0?"),
        max_length=120,
        widget=PRIVATE,
        help_text=gettext_lazy(
            "«\u00a0Mme Marsonval\u00a0», «\u00a0Odette\u00a0», «\u00a0le monsieur au chien\u00a0»\u00a0: "
            "ce qui vous va."
        ),
        error_messages={"required": gettext_lazy("Écrivez comment appeler la personne, même sans son nom.")},
    )
    first_name = forms.CharField(label=gettext_lazy("Prénom"), required=False, max_length=120, widget=PRIVATE)
    last_name = forms.CharField(
        label=gettext_lazy("Nom de famille"), required=False, max_length=120, widget=PRIVATE
    )
    birth_year = forms.CharField(
        label=gettext_lazy("Année de naissance"), required=False, max_length=4, widget=YEAR
    )
    commune = forms.CharField(
        label=gettext_lazy("Commune où elle habite"), required=False, max_length=100, widget=PRIVATE
    )
    phone = forms.CharField(label=gettext_lazy("Téléphone"), required=False, max_length=30, widget=PHONE)
    email = forms.CharField(
        label=gettext_lazy("Adresse électronique"), required=False, max_length=254, widget=PRIVATE
    )
    address = forms.CharField(
        label=gettext_lazy("Adresse postale"), required=False, max_length=500, widget=PRIVATE
    )
    reach_by = forms.ChoiceField(
        label=gettext_lazy("Comment la joindre"), required=False, choices=ContactMeans.choices
    )
    reach_note = forms.CharField(
        label=gettext_lazy("Précision"),
        required=False,
        max_length=500,
        widget=PRIVATE,
        help_text=gettext_lazy("«\u00a0Pas avant 10\u00a0h\u00a0», «\u00a0passer par sa voisine\u00a0»."),
    )
    protection = forms.ChoiceField(
        label=gettext_lazy("Protection juridique"),
        required=False,
        choices=Protection.choices,
        help_text=gettext_lazy("Elle empêche seulement les mandats. Pour le reste, le représentant signe."),
    )
    representative = forms.CharField(
        label=gettext_lazy("Représentant légal"), required=False, max_length=200, widget=PRIVATE
    )
    representative_phone = forms.CharField(
        label=gettext_lazy("Téléphone du représentant"), required=False, max_length=30, widget=PHONE
    )

    def __init__(self, *args: Any, parts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = {name for part in parts for name in PARTS.get(part, ())}
        for name in DETAILS:
            if name not in reached:
                self.fields.pop("commune" if name == "commune_code" else name)

    def clean_commune(self) -> str:
        """As a code: a name that is surely one commune."""
        typed: str = self.cleaned_data["commune"].strip()
        if not typed:
            return ""
        found = commune_of(typed, "")
        if found is None:
            raise forms.ValidationError(_("Cette commune n’est pas reconnue\u00a0: écrivez son nom entier."))
        return found.code

    def details(self) -> dict[str, str]:
        """What was written, by the names of the table."""
        data = dict(self.cleaned_data)
        if "commune" in data:
            data["commune_code"] = data.pop("commune")
        return {name: text for name, text in data.items() if name in DETAILS}


REACH = ("email", "address", "reach_by", "reach_note")
PROTECTION = ("protection", "representative", "representative_phone")


class ReceiveForm(ResidentForm):
    """A person who is new here: how they came, and whether they were told."""

    origin = forms.ChoiceField(
        label=gettext_lazy("Comment est-elle venue\u00a0?"),
        choices=Origin.choices,
        initial=Origin.DESK,
        widget=forms.RadioSelect,
    )
    informed = forms.BooleanField(
        label=gettext_lazy("J’ai lu cette information à la personne"), required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    holder = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def check_holder(self, holder: Organisation) -> bool:
        """Whether the form was opened for this organisation. If not, say so; sent again, it is for this one.

        Somebody who works in two may have switched meanwhile, or lost her role in the other.
        """
        if self.cleaned_data["holder"] in {None, holder.pk}:
            return True
        text = _(
            "Vous agissez maintenant pour «\u00a0%(name)s\u00a0» : rien n’est enregistré. Si c’est bien elle "
            "qui reçoit la personne, envoyez de nouveau."
        )
        self.add_error(None, text % {"name": holder.name})
        self.data = {**{name: self.data.get(name) for name in self.data}, "holder": str(holder.pk)}
        return False

    @property
    def first_fields(self) -> list[BoundField]:
        """Who the person is, and their telephone."""
        return self._of("called", "first_name", "last_name", "birth_year", "commune", "phone")

    @property
    def reach_fields(self) -> list[BoundField]:
        """The other ways to reach the person, folded."""
        return self._of(*REACH)

    @property
    def protection_fields(self) -> list[BoundField]:
        """The legal protection, folded."""
        return self._of(*PROTECTION)

    @property
    def reach_open(self) -> bool:
        """Whether to unfold the other ways to reach the person: something stands there, or is wrong."""
        return self._used(*REACH)

    @property
    def protection_open(self) -> bool:
        """Whether to unfold the legal protection."""
        return self._used(*PROTECTION)

    def _of(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def _used(self, *names: str) -> bool:
        return any(self.errors.get(name) or self.data.get(name) for name in names)


class NoteForm(forms.Form):
    """A note, of a level that its writer reads."""

    text = forms.CharField(
        label=gettext_lazy("Ajouter une note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ni mot de passe, ni numéro de carte ou de sécurité sociale."),
        error_messages={"required": gettext_lazy("La note est vide.")},
    )
    level = forms.ChoiceField(label=gettext_lazy("Qui peut la lire"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, levels: Iterable[NoteLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(level.value, READERS[level]) for level in levels]
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.initial = choices[-1][0] if choices else ""


READERS = {
    NoteLevel.DESK: gettext_lazy("Toute l’équipe qui reçoit la personne"),
    NoteLevel.MEDIATION: gettext_lazy("Seulement l’équipe qui l’accompagne"),
    NoteLevel.SOCIAL: gettext_lazy("Le travail social seulement"),
}


class MergeForm(forms.Form):
    """The other file of the same person, by its code."""

    code = forms.CharField(
        label=gettext_lazy("Code de l’autre dossier"), max_length=20, widget=PRIVATE,
        error_messages={"required": gettext_lazy("Écrivez le code de l’autre dossier, comme K7F-2QX.")},
    )  # fmt: skip


def written(resident: Resident) -> dict[str, str]:
    """A file as its form shows it."""
    values = {name: getattr(resident, name) for name in DETAILS}
    for name in ("phone", "representative_phone"):
        values[name] = formats.phone(values[name])
    commune = cog().commune(values.pop("commune_code"))
    return {**values, "commune": commune.name if commune else ""}
