"""The two questions that a scenario may ask: where to open, where a van goes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.forms import day_field
from fabrique.observe.planning import SitesChoices, ToursChoices
from fabrique.observe.planning.choices import PLANNED
from fabrique.observe.standalone.tours.hours import DAYS, span_of
from fabrique.territory.naming import fold

Choices = Sequence[tuple[str, str]]
FEW = 4  # choices: each is then read whole, where a closed list would cut it
MODELS = [
    ("mclp", gettext_lazy("atteindre le plus de personnes")),
    ("lscp", gettext_lazy("atteindre tout le monde, avec le moins de lieux")),
    ("capacitated", gettext_lazy("donner une place au plus de personnes")),
    ("pmedian", gettext_lazy("rapprocher tout le monde, en moyenne")),
    ("pcentre", gettext_lazy("rapprocher la personne la plus éloignée")),
]
WEEKDAYS = list(
    zip(
        DAYS,
        (
            gettext_lazy("lundi"),
            gettext_lazy("mardi"),
            gettext_lazy("mercredi"),
            gettext_lazy("jeudi"),
            gettext_lazy("vendredi"),
            gettext_lazy("samedi"),
            gettext_lazy("dimanche"),
        ),
        strict=True,
    )
)
_POINT = re.compile(r"\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[;, ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*\Z")


class _ScenarioForm(forms.Form):
    """What both questions have. ``MAIN`` is asked first, ``MORE`` may stay as it is."""

    MAIN: tuple[str, ...] = ()
    MORE: tuple[str, ...] = ()

    title = forms.CharField(label=gettext_lazy("Titre du scénario"), max_length=200)
    question = forms.CharField(
        label=gettext_lazy("La question, en une phrase"), max_length=500, required=False
    )
    site_list = forms.ChoiceField(label=gettext_lazy("Parmi les sites de la liste"))
    run = forms.ChoiceField(
        label=gettext_lazy("Qui compte le plus"),
        help_text=gettext_lazy(
            "Avec un indice, chaque personne compte autant qu’il est probable que sa zone soit parmi les "
            "plus fragiles."
        ),
        required=False,
    )

    def __init__(self, *args: Any, lists: Choices, runs: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        everybody = ("", _("tout le monde compte autant"))
        for name, choices in (("site_list", lists), ("run", [everybody, *runs])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            if 0 < len(choices) <= FEW:
                field.widget = forms.RadioSelect()
                self.initial.setdefault(name, choices[0][0])
            field.choices = list(choices)

    @property
    def main(self) -> list[Any]:
        """The fields to fill first."""
        return [self[name] for name in ("title", "question", "site_list", "run", *self.MAIN)]

    @property
    def more(self) -> list[Any]:
        """The fields that may stay as they are."""
        return [self[name] for name in self.MORE]

    @property
    def more_is_wrong(self) -> bool:
        """Whether one of these is in error: they are then in sight."""
        return any(name in self.errors for name in self.MORE)


class SitesForm(_ScenarioForm):
    """Where to open; by default, fifty points in five years, a third in priority neighbourhoods."""

    MAIN = ("count", "years", "radius", "qpv_sites", "budget")
    MORE = ("model", "qpv_people", "commune_people", "may_close", "price_vetoes")

    count = forms.IntegerField(
        label=gettext_lazy("Combien de lieux ouvrir"),
        help_text=gettext_lazy("Vide : autant que le budget le permet."),
        min_value=1,
        max_value=2_000,
        required=False,
    )
    years = forms.IntegerField(
        label=gettext_lazy("En combien d’années"),
        help_text=gettext_lazy("50 lieux en 5 ans : 10 par an. 1 : tout de suite."),
        min_value=1,
        max_value=15,
    )
    radius = forms.IntegerField(
        label=gettext_lazy("On vient d’où, en mètres"),
        help_text=gettext_lazy("En ligne droite : 800 m font dix à quinze minutes à pied."),
        min_value=50,
        max_value=100_000,
    )
    qpv_sites = forms.FloatField(
        label=gettext_lazy("Part des lieux en quartier prioritaire, en %"),
        min_value=0,
        max_value=100,
    )
    budget = forms.IntegerField(
        label=gettext_lazy("Budget en tout, en euros"),
        help_text=gettext_lazy("Il est partagé également entre les années."),
        min_value=1,
        max_value=10_000_000_000,
        required=False,
    )
    model = forms.ChoiceField(
        label=gettext_lazy("Ce que le plan cherche"),
        help_text=gettext_lazy("Plusieurs années et les parts d’habitants demandent le premier."),
        choices=MODELS,
    )
    qpv_people = forms.FloatField(
        label=gettext_lazy("Part des habitants des quartiers prioritaires à atteindre, en %"),
        min_value=0,
        max_value=100,
    )
    commune_people = forms.FloatField(
        label=gettext_lazy("Part des habitants de chaque commune à atteindre, en %"),
        min_value=0,
        max_value=100,
    )
    may_close = forms.BooleanField(
        label=gettext_lazy("Les lieux qui existent peuvent fermer"), required=False
    )
    price_vetoes = forms.BooleanField(label=gettext_lazy("Chiffrer ce que coûte chaque veto"), required=False)

    def clean(self) -> dict[str, Any]:
        """What the models cannot take together."""
        super().clean()
        values = dict(self.cleaned_data)  # what is in error leaves the form's own
        if not {"count", "budget", "years", "model"} <= values.keys():
            return self.cleaned_data
        planned = values["years"] > 1 or values.get("qpv_people") or values.get("commune_people")
        if values["model"] != PLANNED and planned:
            told = _(
                "Plusieurs années, ou une part d’habitants, demandent « atteindre le plus de personnes »."
            )
            self.add_error("model", told)
        if values["model"] != "lscp" and not values["count"] and not values["budget"]:
            self.add_error("count", _("Dites combien de lieux ouvrir, ou donnez un budget."))
        if values["years"] > 1 and values.get("may_close"):
            self.add_error("may_close", _("Un plan sur plusieurs années ne ferme rien : mettez une année."))
        if values.get("run") and values.get("commune_people"):
            told = _("Cette part ne va pas avec un indice, qui fait compter des communes pour presque rien.")
            self.add_error("commune_people", told)
        return self.cleaned_data

    def choices(self) -> dict[str, Any]:
        """As the solver takes them."""
        values = {name: self.cleaned_data[name] for name in (*self.MAIN, *self.MORE)}
        return SitesChoices.of_json(values).as_json()  # type: ignore[no-any-return]

    @staticmethod
    def start(held: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows at first: the default, or the choices of another scenario."""
        values: dict[str, Any] = SitesChoices.of_json(held).as_json()
        return {
            name: int(one) if isinstance(one, float) and one == int(one) else one
            for name, one in values.items()
        }


class ToursForm(_ScenarioForm):
    """Where a van goes; by default, four days a week, every commune once a fortnight."""

    MAIN = ("depot", "days", "weeks", "visits", "begins", "ends", "stay")
    MORE = ("radius", "speed", "detour", "first_monday")

    depot = forms.CharField(
        label=gettext_lazy("D’où part le véhicule"),
        help_text=gettext_lazy("Le nom d’une commune, ou un point : « 47,7221 ; -1,3866 »."),
        max_length=100,
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Les jours où il sort"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Durée du cycle, en semaines"),
        help_text=gettext_lazy("2 : la même tournée revient tous les quinze jours."),
        min_value=1,
        max_value=8,
    )
    visits = forms.IntegerField(
        label=gettext_lazy("Passages dans chaque commune, par cycle"), min_value=1, max_value=8
    )
    begins = forms.CharField(label=gettext_lazy("Il part au plus tôt à"), help_text="08:30", max_length=5)
    ends = forms.CharField(label=gettext_lazy("Il rentre au plus tard à"), help_text="17:00", max_length=5)
    stay = forms.IntegerField(
        label=gettext_lazy("Minutes à chaque arrêt"),
        help_text=gettext_lazy("Sauf aux arrêts dont la liste donne la durée."),
        min_value=5,
        max_value=720,
    )
    radius = forms.IntegerField(
        label=gettext_lazy("On vient d’où, en mètres"), min_value=50, max_value=100_000
    )
    speed = forms.FloatField(
        label=gettext_lazy("Vitesse moyenne, en km/h"),
        help_text=gettext_lazy("Vide : plus lente en ville, plus rapide sur les longs trajets."),
        min_value=5,
        max_value=130,
        required=False,
    )
    detour = forms.FloatField(
        label=gettext_lazy("Kilomètres de route pour un kilomètre en ligne droite"),
        min_value=1,
        max_value=4,
    )
    first_monday = day_field(gettext_lazy("Le premier lundi du cycle"))

    def __init__(self, *args: Any, towns: Mapping[str, tuple[str, tuple[float, float]]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.towns = towns

    def clean_depot(self) -> dict[str, Any]:
        """A commune of the territory, or a point."""
        typed = str(self.cleaned_data["depot"])
        if town := self.towns.get(fold(typed)):
            return {"depot": list(town[1]), "depot_name": town[0]}
        found = _POINT.match(typed)
        if found:
            latitude, longitude = (float(one.replace(",", ".")) for one in found.groups())
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return {"depot": [latitude, longitude], "depot_name": typed.strip()}
        raise forms.ValidationError(
            _("« %(typed)s » n’est ni une commune du territoire dont le contour est connu, ni un point.")
            % {"typed": typed}
        )

    def clean(self) -> dict[str, Any]:
        """Hours in order, a Monday, no more visits than weeks."""
        values: dict[str, Any] = super().clean() or {}
        if {"begins", "ends"} <= values.keys() and not span_of(f"{values['begins']}-{values['ends']}"):
            self.add_error(
                "ends", _("Écrivez des heures comme 08:30 et 17:00, la seconde après la première.")
            )
        if values.get("first_monday") and values["first_monday"].weekday():
            self.add_error("first_monday", _("Ce jour n’est pas un lundi."))
        if {"visits", "weeks"} <= values.keys() and values["visits"] > values["weeks"]:
            self.add_error(
                "visits", _("Un passage par semaine au plus : allongez le cycle, ou baissez ce nombre.")
            )
        return values

    def choices(self) -> dict[str, Any]:
        """As the solver takes them."""
        values = {name: self.cleaned_data[name] for name in (*self.MAIN, *self.MORE)}
        monday = values["first_monday"]
        values |= {**values["depot"], "first_monday": monday.isoformat() if monday else ""}
        return ToursChoices.of_json(values).as_json()  # type: ignore[no-any-return]

    @staticmethod
    def start(held: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows at first: the default, or the choices of another scenario."""
        values: dict[str, Any] = ToursChoices.of_json(held).as_json()
        shown = {**values, "depot": values["depot_name"], "days": list(values["days"])}
        shown["radius"] = int(values["radius"])
        return {**shown, "first_monday": ""} if not held else shown
