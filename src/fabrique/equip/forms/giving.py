"""Forms of the public promise, one for each screen, and of a donor's list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.forms import day_field, refuse
from fabrique.equip.actions.promising import (
    LONGEST,
    MOST,
    DonorFacts,
    HandingFacts,
    checked_donor,
    checked_handing,
)
from fabrique.equip.enums import Condition, DataOnIt, DeviceKind, DonorKind, Handing
from fabrique.equip.giving.fleets import LARGEST_BYTES
from fabrique.equip.queries.giving import Point
from fabrique.people.forms.carnets import CodeField
from fabrique.people.models import Organisation
from fabrique.territory.typed import commune_of

# As people say them; the first ones are what is given most.
_NAMES: Mapping[DeviceKind, Any] = {
    DeviceKind.LAPTOP: gettext_lazy("Ordinateurs portables"),
    DeviceKind.DESKTOP: gettext_lazy("Ordinateurs fixes (tours)"),
    DeviceKind.SCREEN: gettext_lazy("Écrans"),
    DeviceKind.TABLET: gettext_lazy("Tablettes"),
    DeviceKind.SMARTPHONE: gettext_lazy("Smartphones"),
    DeviceKind.KEYBOARD: gettext_lazy("Claviers"),
    DeviceKind.MOUSE: gettext_lazy("Souris"),
    DeviceKind.PRINTER: gettext_lazy("Imprimantes"),
    DeviceKind.ALL_IN_ONE: gettext_lazy("Ordinateurs tout-en-un"),
    DeviceKind.MULTIFUNCTION: gettext_lazy("Imprimantes-scanners"),
    DeviceKind.CHARGER: gettext_lazy("Chargeurs"),
    DeviceKind.BOX: gettext_lazy("Box et routeurs"),
    DeviceKind.SERVER: gettext_lazy("Serveurs"),
    DeviceKind.OTHER: gettext_lazy("Autre matériel"),
}
OFTEN = 8
PICK_UP, WORKSHOP, POINT = "enlevement", "atelier", "point:"
CONDITIONS = (
    (Condition.WORKS, gettext_lazy("Tout fonctionne")),
    (Condition.PARTLY, gettext_lazy("Une partie fonctionne mal")),
    (Condition.BROKEN, gettext_lazy("Rien ne s’allume plus")),
    (Condition.UNKNOWN, gettext_lazy("Je ne sais pas")),
)
DATA = ((DataOnIt.YES, gettext_lazy("Oui, ou peut-être")), (DataOnIt.NO, gettext_lazy("Non, rien")))


def name_of(kind: str) -> str:
    """A kind in the plural, as people say it."""
    return str(_NAMES[DeviceKind(kind)])


class CountsForm(forms.Form):
    """How many of each kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in _NAMES.items():
            self.fields[kind.value] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short", "max": MOST}),
            )

    def often(self) -> list[BoundField]:
        """What is given most."""
        return [self[kind.value] for kind in list(_NAMES)[:OFTEN]]

    def others(self) -> list[BoundField]:
        """The other kinds."""
        return [self[kind.value] for kind in list(_NAMES)[OFTEN:]]

    def others_open(self) -> bool:
        """Whether one of the other kinds has an answer to show, or an error."""
        return any(field.value() or field.errors for field in self.others())

    def counts(self) -> dict[str, int]:
        """What is given, by kind."""
        return {kind.value: number for kind in _NAMES if (number := self.cleaned_data.get(kind.value))}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(kind.value) for kind in _NAMES):
            self.add_error(next(iter(_NAMES)), _("Dites ce que vous donnez : écrivez au moins un nombre."))
        return data


class StatesForm(forms.Form):
    """For each kind that is given: does it work, is there data on it."""

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [DeviceKind(kind) for kind in kinds]
        for kind in self.kinds:
            self.fields[f"{kind}-condition"] = forms.ChoiceField(
                label=_("Est-ce que ça marche ?"), choices=CONDITIONS,
                initial=Condition.WORKS,
            )  # fmt: skip
            if kind.keeps_data:
                self.fields[f"{kind}-data"] = forms.ChoiceField(
                    label=_("Y a-t-il encore vos données dessus ?"), choices=DATA, initial=DataOnIt.YES
                )

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The questions of each kind, under its name."""
        names = ("condition", "data")
        return [
            (name_of(kind), [self[f"{kind}-{name}"] for name in names if f"{kind}-{name}" in self.fields])
            for kind in self.kinds
        ]

    def states(self) -> dict[str, tuple[str, str]]:
        """Condition and data, by kind."""
        data = self.cleaned_data
        return {
            kind.value: (data[f"{kind}-condition"], data.get(f"{kind}-data", DataOnIt.NO.value))
            for kind in self.kinds
        }


class HandingForm(forms.Form):
    """How it arrives: left at a point, or fetched from an address."""

    one_is_enough = True  # the page says when the address is needed

    how = forms.ChoiceField(label=gettext_lazy("Choisissez une façon"), widget=forms.RadioSelect)
    receiver = forms.ChoiceField(label=gettext_lazy("Qui le reçoit ?"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Adresse de l’enlèvement"),
        help_text=gettext_lazy("Numéro et rue, étage, bâtiment."),
        required=False,
        max_length=LONGEST["address"],
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    commune = forms.CharField(
        label=gettext_lazy("Commune"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    access = forms.CharField(
        label=gettext_lazy("Pour entrer, si besoin : quai, ascenseur, horaires"),
        required=False,
        max_length=LONGEST["access"],
    )
    free_from = day_field(gettext_lazy("À partir du"))
    free_until = day_field(gettext_lazy("Et jusqu’au"))

    def __init__(
        self,
        *args: Any,
        points: Sequence[Point],
        receivers: Sequence[Organisation],
        number: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        self.points = {f"{POINT}{point.row.pk}": point for point in points if point.left}
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        how.choices = [
            *((key, _said(point)) for key, point in self.points.items()),
            (WORKSHOP, _("Le déposer moi-même, à l’endroit que vous me direz")),
            (PICK_UP, _("Demander un enlèvement : vous venez le chercher")),
        ]
        receiver = self.fields["receiver"]
        assert isinstance(receiver, forms.ChoiceField)
        if len(receivers) > 1:
            receiver.choices = [
                ("", _("Le point de collecte choisi, ou au choix")),
                *((str(each.pk), each.name) for each in receivers),
            ]
        else:
            del self.fields["receiver"]

    def clean_how(self) -> str:
        """A point that has room for all of it."""
        how: str = self.cleaned_data["how"]
        if how in self.points and self.points[how].left < self.number:
            words = _("Ce point n’a plus de place que pour %(left)s choses. Choisissez-en un autre.")
            raise forms.ValidationError(words % {"left": self.points[how].left})
        return how

    def clean_commune(self) -> str:
        """As a code: a name, or a name with its postal code, that is surely one commune."""
        typed: str = self.cleaned_data["commune"].strip()
        if not typed or self.cleaned_data.get("how") != PICK_UP:
            return ""
        words = typed.split()
        postal = next((word for word in words if word.isdigit() and len(word) == 5), "")
        found = commune_of(" ".join(word for word in words if word != postal), postal)
        if found is None:
            text = _("Cette commune n’est pas reconnue : écrivez son nom entier, ou son code postal avec.")
            raise forms.ValidationError(text)
        self.commune_code = found.code
        return typed

    commune_code = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                checked_handing(self.facts())
            except DomainRefusal as refusal:
                refuse(self, refusal)
        return data

    def facts(self) -> HandingFacts:
        """How it arrives, without the point and the position, which its caller adds."""
        data = self.cleaned_data
        how = Handing.PICK_UP if data["how"] == PICK_UP else Handing.DROP_OFF
        return HandingFacts(
            how,
            None,
            data["address"],
            data["access"],
            self.commune_code,
            free_from=data["free_from"],
            free_until=data["free_until"],
        )

    def kept(self) -> dict[str, str]:
        """The answers as a draft keeps them."""
        data = {name: str(value) for name, value in self.cleaned_data.items() if value}
        return {**data, "commune_code": self.commune_code}


def handing_of(kept: Mapping[str, str]) -> HandingFacts:
    """From what a draft kept, without the point and the position."""
    if kept.get("how") != PICK_UP:
        return HandingFacts()
    first, last = (
        date.fromisoformat(kept[name]) if kept.get(name) else None for name in ("free_from", "free_until")
    )
    return HandingFacts(
        Handing.PICK_UP,
        address=kept.get("address", ""),
        access=kept.get("access", ""),
        commune_code=kept.get("commune_code", ""),
        free_from=first,
        free_until=last,
    )


def _said(point: Point) -> str:
    where = ", ".join(part for part in (point.place.name, point.place.commune_name) if part)
    values = {"where": where, "left": point.left}
    return _("Le déposer : %(where)s (encore %(left)s places)") % values


class DonorForm(forms.Form):
    """Who gives, and how to answer."""

    one_is_enough = True  # an address or a telephone

    kind = forms.ChoiceField(
        label=gettext_lazy("Vous êtes"), choices=DonorKind.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites qui donne.")},
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Votre nom, ou celui de l’organisme"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Pour un organisme : la personne à joindre"),
        required=False,
        max_length=LONGEST["contact"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=gettext_lazy("Adresse électronique"),
        help_text=gettext_lazy("Une adresse ou un téléphone : l’un des deux suffit."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Téléphone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    siret = forms.CharField(
        label=gettext_lazy("Pour un organisme : son SIRET"),
        help_text=gettext_lazy("14 chiffres. Il sert à la convention, et au bilan d’une collectivité."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                checked_donor(donor_of(data))
            except DomainRefusal as refusal:
                refuse(self, refusal)
        return data


def donor_of(kept: Mapping[str, Any]) -> DonorFacts:
    """From what the form gave, or a draft kept."""
    names = ("name", "email", "phone", "contact", "siret")
    return DonorFacts(DonorKind(kept["kind"]), **{name: str(kept.get(name, "")) for name in names})


class CheckForm(forms.Form):
    """The last screen: something to add, and that it may be given."""

    note = forms.CharField(
        label=gettext_lazy("Quelque chose à ajouter ?"),
        help_text=gettext_lazy("N’écrivez ici ni mot de passe ni code : nous effaçons tout sans eux."),
        required=False,
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.BooleanField(
        label=gettext_lazy("Ce matériel m’appartient, ou j’ai le droit de le donner"),
        error_messages={"required": gettext_lazy("Cochez la case : on ne donne que ce qui est à soi.")},
    )


class ResumeForm(forms.Form):
    """The code with which a draft, or a promise, is found again."""

    code = CodeField(
        label=gettext_lazy("Votre code"), help_text=gettext_lazy("Seize signes, en quatre groupes.")
    )


class FleetForm(forms.Form):
    """A list of equipment."""

    file = forms.FileField(
        label=gettext_lazy("Votre liste"),
        help_text=gettext_lazy("CSV, Excel (XLSX) ou ODS, 10\u00a0000 lignes et 5\u00a0Mo au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods,.txt,.tsv"}),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(
                _("Ce fichier est trop lourd : 5 Mo au plus. Coupez la liste en deux.")
            )
        return file
