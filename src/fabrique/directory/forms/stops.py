"""Forms of a stop of an itinerant place, and of its dated visits, written one by line."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.directory.forms.offers import HoursField, read
from fabrique.directory.models import Stop
from fabrique.kernels.hours import describe
from fabrique.territory.cog import Commune, cog
from fabrique.territory.distances import distance_m
from fabrique.territory.queries import commune_middles, current_territory
from fabrique.territory.typed import commune_of

Visits = list[tuple[datetime, datetime]]

MOST_VISITS = 200
FAR_M = 50_000
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet"),
    *("aout", "septembre", "octobre", "novembre", "decembre"),
)
_ISO = r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
_FIGURES = r"(?P<day>\d{1,2})(?:er)?\s*(?:[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}|\d{2}))?"
_WORDS = r"|\s(?P<word>[a-z]{3,9})\.?(?:\s+(?P<year_too>\d{4}))?)"
_HOUR = r"(\d{1,2})\s*[h:]\s*(\d{2})?"
_LINE = re.compile(
    rf"(?:le\s+)?(?:(?P<weekday>[a-z]{{5,8}})\s+)?(?:{_ISO}|{_FIGURES}{_WORDS})"
    rf"[\s,:]+(?:de\s+)?{_HOUR}\s*(?:-|–|a)\s*{_HOUR}"
)
_NUMBER = re.compile(r"[-+−]?\d+(?:[.,]\d+)?")


class VisitsField(forms.CharField):
    """Dated visits, one by line, as people write them; the clean value is a list of aware (start, end)."""

    def __init__(self, **options: Any) -> None:
        hint = _visits_hint
        area = forms.Textarea(attrs={"rows": 4})
        super().__init__(**{"max_length": 10_000, "widget": area, "help_text": hint, **options})

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_VISITS:
            raise forms.ValidationError(_("Pas plus de %(most)d passages à la fois.") % {"most": MOST_VISITS})
        today, visits, wrong = clock.today(), [], []
        for line in lines:
            try:
                visits.append(read_visit(line, today))
            except ValueError as error:
                wrong.append(f"« {line[:80]} » : {error}")
        if wrong:
            raise forms.ValidationError(wrong)
        return visits


_visits_hint = gettext_lazy(
    "Un par ligne : « 1/12/2026 9h-12h » ou « mardi 8 décembre 14h-16h30 ». Sans année, c’est le prochain."
)


class PositionField(forms.CharField):
    """A latitude and a longitude in one text; the clean value is a pair of degrees, or None."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        numbers = [float(one.replace(",", ".").replace("−", "-")) for one in _NUMBER.findall(text)]
        if len(numbers) != 2 or re.search(r"[a-z]{2}", text, re.IGNORECASE):
            raise forms.ValidationError(
                _("Une position s’écrit « 47.21, -1.55 » : la latitude, puis la longitude.")
            )
        if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
            raise forms.ValidationError(_("La latitude va de -90 à 90, la longitude de -180 à 180."))
        return numbers[0], numbers[1]


class StopForm(forms.Form):
    """A stop of an itinerant place."""

    name = forms.CharField(label=gettext_lazy("Nom de l’arrêt"), max_length=200)
    address = forms.CharField(label=gettext_lazy("Adresse"), required=False, max_length=300)
    commune_name = forms.CharField(label=gettext_lazy("Commune"), max_length=100)
    postal_code = forms.CharField(label=gettext_lazy("Code postal"), required=False, max_length=5)
    position = PositionField(
        label=gettext_lazy("Position"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Latitude et longitude, par exemple « 47.21, -1.55 ». Laissez vide pour le milieu de la commune."
        ),
    )
    hours = HoursField(
        label=gettext_lazy("Quand il s’y arrête"),
        help_text=gettext_lazy("Par exemple : « 1er mardi du mois 9h-12h »."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        commune = self._commune(data)
        if commune is None:
            self.add_error("commune_name", _("Cette commune n’est pas connue. Ajoutez son code postal."))
            return data
        middle = commune_middles([commune.code]).get(commune.code)
        if data["position"] and middle and (away := distance_m(data["position"], middle)) > FAR_M:
            text = _("Ce point est à %(distance)s de %(commune)s. La latitude vient avant la longitude.")
            values = {"distance": formats.distance(away), "commune": commune.name}
            self.add_error("position", text % values)
        data["commune"] = commune
        return data

    def _commune(self, data: dict[str, Any]) -> Commune | None:
        """The commune that is meant: the one known already when nobody touched its name."""
        code = self.initial.get("commune_code", "")
        if code and not {"commune_name", "postal_code"} & set(self.changed_data):
            current_territory()  # its own communes join the national code
            return cog().commune(code)
        return commune_of(data["commune_name"], data["postal_code"])

    def stop(self) -> dict[str, Any]:
        """What the actions want to know of a stop. Call once valid."""
        data = self.cleaned_data
        latitude, longitude = data["position"] or (None, None)
        return {
            "name": data["name"],
            "address": data["address"],
            "commune_code": data["commune"].code,
            "commune_name": data["commune"].name,
            "latitude": latitude,
            "longitude": longitude,
            "hours": read(data),
        }


class NewStopForm(StopForm):
    """A stop to add, with its dated visits if it has some."""

    visits = VisitsField(label=gettext_lazy("Et des passages datés"), required=False)


class VisitsForm(forms.Form):
    """Visits to add to a stop."""

    visits = VisitsField(label=gettext_lazy("Passages à ajouter"))


def shown_stop(stop: Stop, *, at_middle: bool) -> dict[str, Any]:
    """A stop as its form shows it; a position that is the commune's middle was not written by anybody."""
    written = "" if at_middle or stop.latitude is None else f"{stop.latitude:.6f}, {stop.longitude:.6f}"
    return {
        "name": stop.name,
        "address": stop.address,
        "commune_name": stop.commune_name,
        "commune_code": stop.commune_code,
        "position": written,
        "hours": "\n".join(describe(stop.hours)),
    }


def read_visit(line: str, today: date) -> tuple[datetime, datetime]:
    """The start and end of a visit as written. ValueError, in French, when it is not understood or past."""
    found = _LINE.fullmatch(_plain(line))
    if not found:
        raise ValueError(_("il faut un jour, une heure de début et une heure de fin"))
    on = _day(found, today)
    if (named := found["weekday"]) and named != _DAYS[on.weekday()]:
        raise ValueError(_("ce jour est un %(day)s") % {"day": _DAYS[on.weekday()]})
    if on < today:
        raise ValueError(_("ce jour est passé"))
    first, first_minutes, last, last_minutes = found.groups()[-4:]
    try:
        starts, ends = time(int(first), int(first_minutes or 0)), time(int(last), int(last_minutes or 0))
    except ValueError as error:
        raise ValueError(_("cette heure n’existe pas")) from error
    if ends <= starts:
        raise ValueError(_("le passage doit finir après avoir commencé"))
    return _at(on, starts), _at(on, ends)


def _plain(line: str) -> str:
    """Lower case without accents; signs stay, since « 1/12 » and « 9h-12h » need them."""
    letters = unicodedata.normalize("NFKD", line.lower())
    return "".join(one for one in letters if not unicodedata.combining(one)).strip(" .;")


def _day(found: re.Match[str], today: date) -> date:
    try:
        if found["iso"]:
            return date(*map(int, found["iso"].split("-")))
        month = int(found["month"]) if found["month"] else _month(found["word"])
        day, year = int(found["day"]), found["year"] or found["year_too"]
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        near = date(today.year, month, day)
        return near if near >= today else date(today.year + 1, month, day)
    except ValueError as error:
        raise ValueError(_("ce jour n’existe pas")) from error


def _month(word: str) -> int:
    """The rank of a month written whole or shortened; ValueError if it is none, or could be two."""
    (name,) = [name for name in _MONTHS if name.startswith(word)]
    return _MONTHS.index(name) + 1


def _at(on: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, hour))
