"""The question of the page of access, as its address says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.directory.enums.national import ServiceOffered
from fabrique.observe.queries.access import CUMULATIVE, ESFCA, NEAREST, POPULATION, POTENTIAL, SFCA
from fabrique.observe.queries.access_asked import HOURS, LIMITS, PLACES, Asked
from fabrique.observe.queries.supply import place_part

Choices = Iterable[tuple[str, str]]
# As a person would type the usual question.
DEFAULTS = {
    name: f"{value:g}".replace(".", ",") if isinstance(value, float) else value
    for name, value in asdict(Asked()).items()
}
FINER = ("detour", "capacite", "personnes", "trajets", "duree")


class AccessForm(forms.Form):
    """What is measured, and what would change."""

    service = forms.ChoiceField(
        label=gettext_lazy("Les lieux qui offrent"),
        choices=[("", gettext_lazy("N’importe quel service")), *ServiceOffered.choices],
        required=False,
    )
    methode = forms.ChoiceField(
        label=gettext_lazy("Ce que l’on mesure"),
        help_text=gettext_lazy("La part de chacun : ce qu’un lieu offre, partagé entre ceux qui y vont."),
        choices=[
            (NEAREST, gettext_lazy("À quelle distance est le lieu le plus proche")),
            (CUMULATIVE, gettext_lazy("Combien de lieux sont à portée")),
            (SFCA, gettext_lazy("La part de chacun, à portée")),
            (ESFCA, gettext_lazy("La part de chacun, où un lieu proche compte plus")),
            (POTENTIAL, gettext_lazy("La part de chacun, comme l’État la calcule pour les médecins")),
        ],
        widget=forms.RadioSelect,
    )
    portee = forms.FloatField(
        label=gettext_lazy("Jusqu’où l’on va, en kilomètres"),
        help_text=gettext_lazy("Un lieu plus loin n’est pas à portée."),
        min_value=LIMITS["portee"][0],
        max_value=LIMITS["portee"][1],
        localize=True,
    )
    detour = forms.FloatField(
        label=gettext_lazy("Kilomètres de route pour un kilomètre en ligne droite"),
        help_text=gettext_lazy("Une rue n’est pas droite : 1,3 en général."),
        min_value=LIMITS["detour"][0],
        max_value=LIMITS["detour"][1],
        localize=True,
    )
    capacite = forms.ChoiceField(
        label=gettext_lazy("Un lieu compte pour"),
        choices=[
            (PLACES, gettext_lazy("Un lieu")),
            (HOURS, gettext_lazy("Ses heures d’ouverture")),
        ],
    )
    personnes = forms.ChoiceField(label=gettext_lazy("Pour qui"))
    trajets = forms.ChoiceField(
        label=gettext_lazy("Temps de trajet"),
        help_text=gettext_lazy("Avec un tableau, la portée est en minutes."),
        required=False,
    )
    duree = forms.FloatField(
        label=gettext_lazy("Portée, en minutes"),
        min_value=LIMITS["duree"][0],
        max_value=LIMITS["duree"][1],
        localize=True,
    )
    besoin = forms.ChoiceField(label=gettext_lazy("Montrer aussi le besoin, d’après"), required=False)
    liste = forms.ChoiceField(label=gettext_lazy("Une liste de sites"), required=False)
    ouvrir = forms.MultipleChoiceField(
        label=gettext_lazy("Ouvrir"), required=False, widget=forms.CheckboxSelectMultiple
    )
    fermer = forms.ChoiceField(label=gettext_lazy("Fermer"), required=False)
    allonger = forms.ChoiceField(label=gettext_lazy("Ouvrir plus longtemps"), required=False)
    heures = forms.FloatField(
        label=gettext_lazy("De combien d’heures par semaine"),
        min_value=0,
        max_value=168,
        required=False,
        localize=True,
    )

    def __init__(
        self,
        data: Any,
        *,
        people: Choices,
        needs: Choices,
        lists: Choices,
        sites: Choices,
        closing: Choices,
        longer: Choices,
        times: Choices,
    ) -> None:
        super().__init__(data)
        held = list(people)
        if POPULATION not in dict(held):
            held.insert(0, (POPULATION, _("Toute la population")))
        self._offer("personnes", held)
        self._offer("besoin", [("", _("Rien")), *needs])
        self._offer("trajets", [("", _("Aucun tableau : à vol d’oiseau")), *times])
        self._offer("liste", [("", _("Aucune")), *lists])
        self._offer("ouvrir", list(sites))
        self._offer("fermer", [("", "—"), *closing])
        self._offer("allonger", [("", "—"), *longer])

    @property
    def finer_is_told(self) -> bool:
        """Whether one of the finer settings is not the usual one, or is in error: they are then in sight."""
        told = {name: str(self[name].value()) for name in FINER}
        return any(name in self.errors or told[name] != DEFAULTS[name] for name in FINER)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Longer hours are told in hours."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("allonger"):
            if values.get("capacite") == PLACES:
                told = _("Pour ouvrir plus longtemps, comptez les lieux par leurs heures d’ouverture.")
                self.add_error("capacite", ValidationError(told))
            elif not values.get("heures"):
                self.add_error("heures", ValidationError(_("Dites de combien d’heures par semaine.")))
            elif values.get("fermer") in (values["allonger"], place_part(values["allonger"])):
                self.add_error("fermer", ValidationError(_("Ce lieu ne peut pas fermer et ouvrir plus.")))
        return values
