"""Forms of rounds and of vehicles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.forms import day_field
from fabrique.equip.enums import DeviceKind, Slot
from fabrique.equip.models import Donation, Round, RoundStop, Site, Vehicle
from fabrique.territory.cog import cog

PLAIN = forms.TextInput(attrs={"autocomplete": "off"})


def time_field(label: Any, *, required: bool = True, initial: time | None = None) -> forms.TimeField:
    """An hour of the day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, initial=initial, widget=widget)


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Set the choices of a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class VehicleForm(forms.Form):
    """A vehicle: what people call it, what it takes."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=60, widget=PLAIN)
    litres = forms.IntegerField(
        label=gettext_lazy("Volume utile, en litres"), min_value=1, max_value=100_000,
        help_text=gettext_lazy("Environ 3 000 pour une fourgonnette, 10 000 pour un fourgon."),
    )  # fmt: skip
    kilos = forms.IntegerField(
        label=gettext_lazy("Charge utile, en kg"), min_value=1, max_value=40_000,
        help_text=gettext_lazy("Elle est écrite sur la carte grise\u00a0; retirez le poids de l’équipage."),
    )  # fmt: skip

    @classmethod
    def of(cls, vehicle: Vehicle, data: Any = None) -> VehicleForm:
        """Filled with a vehicle."""
        names = ("name", "litres", "kilos")
        return cls(data, initial={name: getattr(vehicle, name) for name in names})


class DayForm(forms.Form):
    """A day and its hours."""

    on = day_field(gettext_lazy("Jour de la tournée"))
    leaves_from = time_field(gettext_lazy("Départ au plus tôt"), initial=time(8, 30))
    back_before = time_field(gettext_lazy("Retour au plus tard"), initial=time(17))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("leaves_from") and data.get("back_before") and data["back_before"] <= data["leaves_from"]:
            self.add_error("back_before", _("Le retour vient avant le départ."))
        return data


class RoundForm(DayForm):
    """One round: its vehicle, its crew."""

    vehicle = forms.ChoiceField(label=gettext_lazy("Véhicule"))
    crew = forms.CharField(
        label=gettext_lazy("Équipage"), required=False, max_length=200, widget=PLAIN,
        help_text=gettext_lazy("Oublié un an après la tournée."),
    )  # fmt: skip

    def __init__(self, *args: Any, vehicles: Sequence[Vehicle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vehicles = {str(each.pk): each for each in vehicles}
        offer(self, "vehicle", [(key, each.name) for key, each in self.vehicles.items()])

    @staticmethod
    def initial_of(held: Round) -> dict[str, Any]:
        """What a round says now."""
        names = ("on", "leaves_from", "back_before", "crew")
        return {"vehicle": str(held.vehicle_id)} | {name: getattr(held, name) for name in names}

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        names = ("on", "leaves_from", "back_before", "crew")
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"vehicle": self.vehicles[self.cleaned_data["vehicle"]]}


class NewRoundForm(RoundForm):
    """A round opened by hand, without any stop yet."""

    site = forms.ChoiceField(label=gettext_lazy("Atelier de départ et d’arrivée"))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("site", "on", "leaves_from", "back_before", "vehicle", "crew")

    def __init__(self, *args: Any, sites: Sequence[Site], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.sites = {str(each.pk): each for each in sites}
        offer(self, "site", [(key, each.name) for key, each in self.sites.items()])

    def values(self) -> dict[str, Any]:
        key: UUID | None = self.cleaned_data["key"]
        return super().values() | {"site": self.sites[self.cleaned_data["site"]], "key": key}


class ProposeForm(DayForm):
    """A day, some vehicles, and the promises to fetch: « chosen » boxes and a « slot-… » list for each."""

    site = forms.ChoiceField(label=gettext_lazy("Atelier de départ et d’arrivée"))
    vehicles = forms.MultipleChoiceField(
        label=gettext_lazy("Véhicules"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins un véhicule.")},
    )  # fmt: skip
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Promesses à enlever"),
        error_messages={
            "required": gettext_lazy("Choisissez au moins une promesse à enlever."),
            "invalid_choice": gettext_lazy(
                "Une de ces promesses n’attend plus\u00a0: choisissez de nouveau."
            ),
        },
    )
    field_order = ("chosen", "site", "on", "leaves_from", "back_before", "vehicles")

    def __init__(
        self,
        *args: Any,
        sites: Sequence[Site],
        fleet: Sequence[Vehicle],
        donations: Sequence[Donation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(each.pk): each for each in sites}
        self.fleet = {str(each.pk): each for each in fleet}
        self.donations = {str(each.pk): each for each in donations}
        offer(self, "site", [(key, each.name) for key, each in self.sites.items()])
        offer(self, "vehicles", [(key, each.name) for key, each in self.fleet.items()])
        offer(self, "chosen", [(key, each.code) for key, each in self.donations.items()])

    def slot_of(self, key: str) -> Slot:
        """When the donor of a promise can be met, as written; the whole day if nothing sensible is."""
        given = self.data.get(f"slot-{key}", "")
        return Slot(given) if given in Slot.values else Slot.DAY

    def ticked(self, key: str) -> bool:
        """Whether a promise is chosen, in what was sent."""
        return self.is_bound and key in self.data.getlist("chosen")  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[Donation, bool, Slot]]:
        """Each promise, whether it is chosen, and its slot."""
        return [(each, self.ticked(key), self.slot_of(key)) for key, each in self.donations.items()]


class FetchFilter(forms.Form):
    """Which promises to show. What is not understood is not applied."""

    commune = forms.ChoiceField(label=gettext_lazy("Commune"), required=False)
    sorte = forms.ChoiceField(
        label=gettext_lazy("Avec au moins un"), required=False, choices=[("", "—"), *DeviceKind.choices]
    )
    le = day_field(gettext_lazy("Donateur libre le"))

    def __init__(self, *args: Any, communes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = cog()
        named = ((code, known.commune(code)) for code in communes)
        labelled = sorted((found.name if found else code, code) for code, found in named)
        offer(self, "commune", [("", str(_("Toutes"))), *((code, name) for name, code in labelled)])

    def wanted(self) -> dict[str, Any]:
        """What was understood, for the query."""
        self.is_valid()
        data = self.cleaned_data
        return {"commune": data.get("commune", ""), "kind": data.get("sorte", ""), "on": data.get("le")}


class AddStopForm(forms.Form):
    """A promise to put at the end of a round."""

    donation = forms.ChoiceField(label=gettext_lazy("Promesse à ajouter"))
    slot = forms.ChoiceField(label=gettext_lazy("Quand"), choices=Slot.choices)

    def __init__(self, *args: Any, donations: Sequence[Donation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.donations = {str(each.pk): each for each in donations}
        offer(self, "donation", [(key, each.code) for key, each in self.donations.items()])


class StopForm(forms.Form):
    """When the donor can be met, how long loading takes."""

    since = time_field(gettext_lazy("Pas avant"), required=False)
    until = time_field(gettext_lazy("Parti avant"), required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes sur place"), min_value=1, max_value=480)

    @staticmethod
    def initial_of(stop: RoundStop) -> dict[str, Any]:
        """What a stop says now."""
        return {"since": stop.window_from, "until": stop.window_until, "minutes": stop.minutes}
