"""The forms of lists of possible sites, and of what is handed over of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.file_forms import LARGEST_UPLOAD
from fabrique.observe.enums import SitePurpose, Veto
from fabrique.observe.models import Site
from fabrique.observe.site_files import LONGEST_KEY, LONGEST_NAME, LONGEST_NOTE, LONGEST_OPENS, SiteRow
from fabrique.observe.standalone.tours.hours import opening_of
from fabrique.observe.texts import one_line

GUIDE, COMMUNES, QUARTERS = "guide", "communes", "quartiers"


class SourcesForm(forms.Form):
    """Where sites are taken from; several at once."""

    sources = forms.MultipleChoiceField(
        label=gettext_lazy("Prendre les sites"),
        help_text=gettext_lazy(
            "Cochez ce qui convient. Un site pris deux fois n’est qu’une fois dans la liste."
        ),
        choices=[
            (GUIDE, gettext_lazy("Les lieux du guide, dans le territoire")),
            (COMMUNES, gettext_lazy("Un point au milieu de chaque commune")),
            (QUARTERS, gettext_lazy("Un point au milieu de chaque quartier prioritaire")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    existing = forms.BooleanField(
        label=gettext_lazy("Les lieux du guide sont déjà ouverts (sinon, ce sont des sites possibles)"),
        required=False,
        initial=True,
    )
    file = forms.FileField(
        label=gettext_lazy("Un fichier de sites"),
        help_text=gettext_lazy(
            "CSV, XLSX ou GeoJSON. Colonnes : identifiant, puis lat et lon, ou x et y en Lambert-93 ; s’il y "
            "en a : nom, coût, places, existant, opposition, minutes, horaires. Rien n’est écrit avant votre "
            "accord."
        ),
        error_messages={"empty": gettext_lazy("Ce fichier est vide.")},
        required=False,
    )

    def clean_file(self) -> Any:
        """Within the bounds of the desk."""
        file = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST_UPLOAD:
            raise ValidationError(_("Ce fichier est trop lourd : 60 Mo au plus."))
        return file


class NewListForm(SourcesForm):
    """A list: its title, what would be there, where its sites come from."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=200)
    purpose = forms.ChoiceField(
        label=gettext_lazy("Ce qu’il y aurait à ces sites"),
        choices=SitePurpose.choices,
        widget=forms.RadioSelect,
    )
    field_order = ("title", "purpose", "sources", "existing", "file")


class FillForm(SourcesForm):
    """The same, for a list that is there: something must be asked."""

    def clean(self) -> dict[str, Any]:
        """Refuse a form that asks for nothing."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("sources") and not values.get("file") and not self.errors:
            raise ValidationError(_("Cochez une source, ou choisissez un fichier."))
        return values


class SiteForm(forms.Form):
    """One site, but for who says no to it."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=LONGEST_NAME)
    key = forms.CharField(
        label=gettext_lazy("Identifiant"),
        help_text=gettext_lazy("Celui de votre fichier, pour le retrouver au prochain envoi."),
        max_length=LONGEST_KEY,
        required=False,
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"),
        help_text=gettext_lazy("En degrés, par exemple 47,21."),
        min_value=-90,
        max_value=90,
        localize=True,
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"),
        help_text=gettext_lazy("En degrés, par exemple -1,55."),
        min_value=-180,
        max_value=180,
        localize=True,
    )
    cost = forms.DecimalField(
        label=gettext_lazy("Coût, en euros"),
        min_value=0,
        max_value=100_000_000,
        decimal_places=2,
        required=False,
        localize=True,
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        help_text=gettext_lazy("Combien de personnes il peut servir ; vide : sans limite."),
        min_value=0,
        max_value=10_000_000,
        required=False,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Durée d’un arrêt, en minutes"), min_value=1, max_value=1440, required=False
    )
    opens = forms.CharField(
        label=gettext_lazy("Quand c’est possible"),
        help_text=gettext_lazy("Pour un arrêt, par exemple « mar,jeu 09:00-12:00; ven 14:00-17:00 »."),
        max_length=LONGEST_OPENS,
        required=False,
    )
    existing = forms.BooleanField(label=gettext_lazy("Déjà ouvert"), required=False)
    kept = forms.BooleanField(
        label=gettext_lazy("Reste ouvert, quel que soit le plan"),
        help_text=gettext_lazy("Sans cette case, un plan peut proposer de le fermer."),
        required=False,
    )

    @classmethod
    def of(cls, site: Site, data: Any = None) -> SiteForm:
        """Filled with what the site is; its identifier does not change."""
        values = {name: getattr(site, name) for name in cls.base_fields if hasattr(site, name)}
        form = cls(data, initial={**values, "cost": _euros(site.cost_cents)})
        del form.fields["key"]
        return form

    def clean_opens(self) -> str:
        """Readable by the tours."""
        said = one_line(self.cleaned_data["opens"])
        if said and opening_of(said) is None:
            told = _("Écrivez par exemple « 09:00-12:00 » ou « mar,jeu 09:00-12:00; ven 14:00-17:00 ».")
            raise ValidationError(told)
        return said

    def changes(self) -> dict[str, Any]:
        """What ``edit_site`` takes."""
        values = dict(self.cleaned_data)
        cost = values.pop("cost")
        values.pop("key", None)
        return {**values, "name": one_line(values["name"]), "cost_cents": int(100 * (cost or 0))}

    def row(self) -> SiteRow:
        """What ``add_site`` takes."""
        said = one_line(self.cleaned_data["key"])
        values = self.changes()
        return SiteRow(key=said or slugify(values["name"])[:LONGEST_KEY] or "site", **values)


class VetoForm(forms.Form):
    """Who says no, and why."""

    veto = forms.ChoiceField(label=gettext_lazy("Qui s’y oppose, ou ce qui manque"), choices=Veto.choices)
    note = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Par exemple : avis de l’architecte des bâtiments de France du 3 mars."),
        max_length=LONGEST_NOTE,
        required=False,
    )


class StopsForm(forms.Form):
    """The itinerant place of the guide whose stops these are: one that is there, or a new one."""

    place = forms.ChoiceField(label=gettext_lazy("Lieu itinérant du guide"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Ou le nom d’un nouveau lieu itinérant"), max_length=200, required=False
    )

    def __init__(self, data: Any = None, *, places: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["place"].choices = [("", "—"), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values: dict[str, Any] = super().clean() or {}
        if bool(values.get("place")) == bool((values.get("name") or "").strip()) and not self.errors:
            raise ValidationError(_("Choisissez un lieu du guide, ou écrivez le nom d’un nouveau lieu."))
        return values


def _euros(cents: int) -> int | float | None:
    """As a person writes it: no decimal for whole euros, nothing when it costs nothing."""
    return (cents // 100 if cents % 100 == 0 else cents / 100) or None
