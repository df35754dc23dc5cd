"""The forms of the stock: the filter of its list, sites, shelves, lots, devices."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core import clock
from fabrique.core.ui.forms import day_field
from fabrique.core.ui.words import asked
from fabrique.equip.actions.batches import MOST
from fabrique.equip.actions.entering import DriveFacts
from fabrique.equip.enums import GROUPS, DeviceKind, DeviceState, DriveKind
from fabrique.equip.models import Device, Shelf, Site
from fabrique.equip.queries.stock import Wanted

WAITED = ((7, gettext_lazy("une semaine")), (30, gettext_lazy("un mois")), (90, gettext_lazy("trois mois")),
          (365, gettext_lazy("un an")))  # fmt: skip
ORDERS = (("attente", gettext_lazy("Qui attend depuis le plus longtemps")),
          ("recent", gettext_lazy("Changé le plus récemment")), ("code", gettext_lazy("Code")))  # fmt: skip


def _choose(field: forms.Field, choices: Iterable[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class StockFilter(forms.Form):
    """What to show. What is not understood is shown in error, and not applied; the rest is."""

    q = forms.CharField(label=gettext_lazy("Code, numéro de série, marque ou modèle"), required=False,
                        max_length=100)  # fmt: skip
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)
    sorte = forms.ChoiceField(label=gettext_lazy("Sorte"), required=False)
    lieu = forms.ChoiceField(label=gettext_lazy("Lieu"), required=False)
    etagere = forms.ChoiceField(label=gettext_lazy("Étagère"), required=False)
    depuis = forms.ChoiceField(label=gettext_lazy("Dans cet état depuis plus de"), required=False)
    tri = forms.ChoiceField(label=gettext_lazy("Ranger par"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, sites: Iterable[Site], shelves: Iterable[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(each.pk): each for each in sites}
        self.shelves = {str(each.pk): each for each in shelves}
        groups = [(name, words) for name, words, _states in GROUPS]
        _choose(self.fields["etat"], [*groups, *DeviceState.choices])
        _choose(self.fields["sorte"], [("", _("Toutes")), *DeviceKind.choices])
        _choose(self.fields["lieu"], [("", _("Tous")), *((pk, each.name) for pk, each in self.sites.items())])
        named = ((pk, each.scan_code) for pk, each in self.shelves.items())
        _choose(self.fields["etagere"], [("", _("Toutes")), *named])
        _choose(
            self.fields["depuis"], [("", _("N’importe quand")), *((str(n), words) for n, words in WAITED)]
        )

    def wanted(self) -> Wanted:
        """What is asked for, of what is understood."""
        self.is_valid()
        data = self.cleaned_data
        site, shelf = self.sites.get(data.get("lieu", "")), self.shelves.get(data.get("etagere", ""))
        return Wanted(
            state=data.get("etat") or "stock",
            kind=data.get("sorte", ""),
            site=site.pk if site else None,
            shelf=shelf.pk if shelf else None,
            days=int(data.get("depuis") or 0),
            words=asked(data.get("q", "")),
            order=data.get("tri") or "attente",
        )


class SiteForm(forms.Form):
    """A new workshop or store."""

    name = forms.CharField(label=gettext_lazy("Comment s’appelle-t-il ?"), max_length=100)
    code = forms.CharField(
        label=gettext_lazy("Son code"),
        max_length=3,
        help_text=gettext_lazy(
            "Deux ou trois lettres, par exemple ROU. Le code de chaque appareil commence ainsi."
        ),
    )
    address = forms.CharField(label=gettext_lazy("Son adresse"), max_length=200, required=False)


class ShelfForm(forms.Form):
    """A new shelf of a site."""

    code = forms.CharField(
        label=gettext_lazy("Code de l’étagère"),
        max_length=8,
        help_text=gettext_lazy("Lettres et chiffres, par exemple A12. Il sera sur son étiquette."),
    )
    label = forms.CharField(label=gettext_lazy("Ce qu’on y met"), max_length=100, required=False)


class LotForm(forms.Form):
    """A lot that came without a promise."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.ChoiceField(label=gettext_lazy("Où arrive-t-il ?"))
    label = forms.CharField(
        label=gettext_lazy("D’où vient-il ?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Sans nom de personne. Un don annoncé se compte depuis sa promesse."),
    )
    received_on = day_field(gettext_lazy("Arrivé le"))

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(each.pk): each for each in sites}
        _choose(self.fields["site"], ((pk, each.name) for pk, each in self.sites.items()))


class FactsForm(forms.Form):
    """What one reads on a device, in the units that people say."""

    make = forms.CharField(label=gettext_lazy("Marque"), max_length=80, required=False)
    model = forms.CharField(label=gettext_lazy("Modèle"), max_length=120, required=False)
    made_year = forms.IntegerField(label=gettext_lazy("Année de fabrication"), required=False)
    cpu = forms.CharField(label=gettext_lazy("Processeur"), max_length=120, required=False)
    ram = forms.DecimalField(label=gettext_lazy("Mémoire vive, en Go"), required=False)
    storage_gb = forms.IntegerField(label=gettext_lazy("Stockage, en Go"), required=False)
    screen = forms.DecimalField(label=gettext_lazy("Écran, en pouces"), required=False)

    BOUNDS = {"made_year": (1980, None), "ram": (0, 4096), "storage_gb": (1, 500_000), "screen": (1, 120)}
    BOUNDS |= {"battery": (0, 200), "weight": (0, 200)}
    SCALES = {"ram": ("ram_mb", 1024), "screen": ("screen_tenths", 10), "weight": ("weight_g", 1000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, limit) in self.BOUNDS.items():
            if field := self.fields.get(name):
                most = limit if limit is not None else clock.today().year
                field.validators += [MinValueValidator(least), MaxValueValidator(most)]
                field.widget.attrs |= {"min": least, "max": most, "inputmode": "decimal"}
                if isinstance(field, forms.DecimalField):
                    field.localize, field.widget = True, forms.TextInput(attrs={"inputmode": "decimal"})

    def values(self) -> dict[str, Any]:
        """The facts as a device keeps them."""
        data = {name: value for name, value in self.cleaned_data.items() if name in _KEPT}
        return dict(self._scaled(name, value) for name, value in data.items())

    def _scaled(self, name: str, value: Any) -> tuple[str, Any]:
        if name not in self.SCALES:
            return name, value
        kept, scale = self.SCALES[name]
        return kept, None if value is None else round(value * scale)


class EnterForm(FactsForm):
    """One device, or several alike."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.ChoiceField(label=gettext_lazy("Où ?"))
    kind = forms.ChoiceField(label=gettext_lazy("Quelle sorte d’appareil ?"), choices=DeviceKind.choices)
    number = forms.IntegerField(label=gettext_lazy("Combien, tous pareils ?"), initial=1)
    serials = forms.CharField(
        label=gettext_lazy("Numéros de série"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Un par ligne. Un scanner va à la ligne de lui-même. Vide s’il n’y en a pas."),
    )
    known = forms.BooleanField(
        label=gettext_lazy("Ce sont d’autres appareils, malgré leur numéro"), required=False
    )
    drive = forms.ChoiceField(label=gettext_lazy("Son disque, ou sa mémoire"), required=False)
    drive_gb = forms.IntegerField(label=gettext_lazy("Taille du disque, en Go"), required=False)

    BOUNDS = FactsForm.BOUNDS | {"number": (1, MOST), "drive_gb": (1, 500_000)}

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(each.pk): each for each in sites}
        _choose(self.fields["site"], ((pk, each.name) for pk, each in self.sites.items()))
        unsaid = [("", _("Pas encore regardé, ou aucun"))]
        _choose(self.fields["drive"], [*unsaid, *DriveKind.choices])

    def clean_serials(self) -> list[str]:
        lines = [line.strip()[:80] for line in self.cleaned_data["serials"].splitlines()]
        return [line for line in lines if line]

    def drives(self) -> tuple[DriveFacts, ...]:
        """The one drive that each device holds, if it was looked at."""
        kind, size = self.cleaned_data["drive"], self.cleaned_data["drive_gb"]
        return (DriveFacts(DriveKind(kind), size_bytes=size * 10**9 if size else None),) if kind else ()


class CorrectForm(FactsForm):
    """What is known of a device, corrected by hand."""

    kind = forms.ChoiceField(label=gettext_lazy("Sorte"), choices=DeviceKind.choices)
    serial = forms.CharField(label=gettext_lazy("Numéro de série"), max_length=80, required=False)
    battery = forms.IntegerField(
        label=gettext_lazy("Batterie, en % de sa capacité d’origine"), required=False
    )
    weight = forms.DecimalField(label=gettext_lazy("Poids, en kg"), required=False)
    windows_11 = forms.TypedChoiceField(
        label=gettext_lazy("Prend Windows 11"),
        required=False,
        choices=[("", gettext_lazy("Inconnu")), ("oui", gettext_lazy("Oui")), ("non", gettext_lazy("Non"))],
        coerce=lambda value: value == "oui",
        empty_value=None,
    )
    note = forms.CharField(
        label=gettext_lazy("D’où vient cette correction ?"),
        max_length=300,
        help_text=gettext_lazy(
            "Par exemple : lu sur l’étiquette, mesuré. L’ancienne valeur reste dans l’histoire."
        ),
    )

    @staticmethod
    def told(device: Device) -> dict[str, Any]:
        """The facts of a device, in the units of the form."""
        known = {name: getattr(device, name) for name in _KEPT if hasattr(device, name)}
        known["windows_11"] = {True: "oui", False: "non"}.get(device.windows_11, "")  # type: ignore[arg-type]
        for shown, (kept, scale) in FactsForm.SCALES.items():
            value = getattr(device, kept)
            known[shown] = None if value is None else (Decimal(value) / scale).normalize()
        return known


_KEPT = {
    *("make", "model", "made_year", "cpu", "ram", "storage_gb", "screen", "kind", "serial", "battery"),
    *("weight", "windows_11"),
}


class NoteForm(forms.Form):
    """A few words that go with a move."""

    note = forms.CharField(
        label=gettext_lazy("Une note"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ni nom, ni mot de passe."),
    )  # fmt: skip


class PlaceForm(forms.Form):
    """Where a device is put: a shelf, or a site without one."""

    place = forms.ChoiceField(label=gettext_lazy("Où le ranger ?"))

    def __init__(self, *args: Any, sites: Iterable[Site], shelves: Iterable[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[Site, Shelf | None]] = {str(each.pk): (each, None) for each in sites}
        self.places |= {str(each.pk): (each.site, each) for each in shelves}
        _choose(self.fields["place"], ((pk, _place(*where)) for pk, where in self.places.items()))


def _place(site: Site, shelf: Shelf | None) -> str:
    if shelf is None:
        return _("%(site)s, sans étagère") % {"site": site.name}
    return " · ".join(part for part in (site.name, shelf.scan_code, shelf.label) if part)
