"""A place in the words of a printed page. What changes by the minute is left out: paper outlives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.core.ui.formats import NBSP
from fabrique.directory.documents.setting import Setting, shown
from fabrique.directory.enums import AccessMode, Accompaniment, Fee, InclusionFee
from fabrique.directory.guide.options import BY_KEY, language_words, service_words
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.sheet import sheet_of
from fabrique.directory.guide.wording import STALE_DAYS, of, only_visits
from fabrique.kernels.hours import describe

_LONGEST = 300  # characters of free text on a sheet
_STOPS, _CLOSURES = 6, 3


@dataclass(frozen=True, slots=True)
class _Limits:
    """How much a document shows of a place."""

    offers: int
    hours: int
    text: int


SHEET, CARD, ENTRY = _Limits(12, 9, _LONGEST), _Limits(6, 7, 160), _Limits(6, 5, 120)


def place_words(
    place: PlaceRecord, setting: Setting, limits: _Limits = SHEET, *, commune: str = ""
) -> dict[str, Any]:
    """The place as the templates read it: strings and lists of strings, "" and [] for what is unknown.

    With ``commune``, an itinerant place shows the stops that it makes there, if it makes any.
    """
    sheet = sheet_of(place, setting.at, setting.calendar)
    url = setting.place_url(place.code)
    return {
        "name": place.name,
        "kind": " · ".join(sheet.types[:2]),
        "address": _address(place),
        "phone": _phone(place),
        "alerts": _alerts(place, sheet.closures, setting),
        "hours": hours_lines(place, limits.hours),
        "come": come(place),
        "contact": contact(place),
        "stops": stops(place, setting, commune),
        "offers": offers(place)[: limits.offers],
        "summary": clipped(place.summary or place.description, limits.text),
        "cost": cost(place),
        "publics": _publics(place),
        "bring": clipped(place.to_bring, min(limits.text, 220))
        or _("Pour une démarche : vos papiers d’identité et le courrier que vous avez reçu."),
        "notes": _notes(place),
        "url": url,
        "shown-url": shown(url),
        "checked": _checked(place, setting),
    }


def clipped(text: str, limit: int) -> str:
    """The text on one line, cut after a whole word, with « … » if it was longer."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return flat[:limit].rpartition(" ")[0].rstrip(" ,;:.–-") + "…"


def _address(place: PlaceRecord) -> list[str]:
    town = " ".join(part for part in (place.postal_code, place.commune_name) if part)
    lines = [part for part in (place.address, place.address_complement, town) if part]
    if lines and only_visits(place):
        return [_("Bureau : %(address)s") % {"address": lines[0]}, *lines[1:]]
    return lines


def _phone(place: PlaceRecord) -> str:
    number = place.phone or next((offer.phone for offer in place.offers if offer.phone), "")
    return formats.phone(number) if number else ""


def _alerts(place: PlaceRecord, closures: Sequence[str], setting: Setting) -> list[str]:
    found = [clipped(line, 200) for line in closures[:_CLOSURES]]
    if AccessMode.NO_PUBLIC in place.access_modes:
        found.insert(0, _("Ce lieu n’accueille pas de public : appelez ou écrivez."))
    if not place.inside:
        found.append(_("Ce lieu est hors %(of)s.") % {"of": of(setting.territory)})
    return found


def hours_lines(place: PlaceRecord, limit: int) -> list[dict[str, str]]:
    """The usual hours, line by line: ``days`` and ``hours``, the second "" when a line does not split."""
    lines = describe(place.hours)
    if only_visits(place) and not place.hours_text:
        return []
    if not lines:
        unknown = _("Horaires inconnus : appelez avant de venir.") if place.phone else _("Horaires inconnus.")
        said = clipped(place.hours_text, _LONGEST) or unknown
        return [{"days": said, "hours": ""}]
    kept = lines[:limit]
    if len(lines) > limit:
        return [*map(_split, kept), more_hours()]
    return [_split(line) for line in kept]


def more_hours() -> dict[str, str]:
    """The line that stands for hours left out."""
    return {"days": _("Autres horaires : voir la fiche sur Internet."), "hours": ""}


def _split(line: str) -> dict[str, str]:
    days, colon, hours = line.partition(f"{NBSP}: ")
    return {"days": days, "hours": hours} if colon else {"days": line, "hours": ""}


def come(place: PlaceRecord) -> list[str]:
    """How to get there."""
    found = [clipped(place.directions, _LONGEST)] if place.directions else []
    if place.wheelchair is not None:
        found.append(
            _("Accessible en fauteuil roulant")
            if place.wheelchair
            else _("Non accessible en fauteuil roulant")
        )
    return found


def contact(place: PlaceRecord) -> list[str]:
    """How to be received."""
    found = [BY_KEY["acces"].label(code) for code in place.access_modes if code != AccessMode.NO_PUBLIC]
    if place.booking_url and AccessMode.BOOK_ONLINE in place.access_modes and len(place.booking_url) < 80:
        found.append(shown(place.booking_url))
    return found


def stops(place: PlaceRecord, setting: Setting, commune: str = "") -> list[str]:
    """Its visits to come, else where it stops and when; those of a commune only, if it makes any there."""
    here = tuple(stop for stop in place.stops if commune and stop.commune_code == commune)
    shown_place = replace(place, stops=here, hours="") if here else place
    visits = sheet_of(shown_place, setting.at, setting.calendar).visits
    return [_visit(one.on, one.hours, one.stop, setting) for one in visits[:_STOPS]] or _rules(shown_place)


def _visit(on: Any, hours: str, stop: Any, setting: Setting) -> str:
    where = ", ".join(part for part in (stop.name, stop.address, stop.commune_name) if part)
    day = formats.day(on, today=setting.today)
    return f"{day[:1].upper()}{day[1:]}, {hours}{NBSP}: {where}"


def _rules(place: PlaceRecord) -> list[str]:
    """Stops without a visit to come: where, and their hours by rule."""
    lines = []
    for stop in place.stops[:_STOPS]:
        where = ", ".join(part for part in (stop.name, stop.address, stop.commune_name) if part)
        when = " ; ".join(describe(stop.hours))
        lines.append(f"{where}{NBSP}: {when}" if when else where)
    return lines


def offers(place: PlaceRecord) -> list[str]:
    """What one can do there: its services in plain words, then the names of what it says it offers."""
    named = [service_words(code) for code in place.services]
    named += [service_words(code) for offer in place.offers for code in offer.categories]
    named += [clipped(offer.name, 90) for offer in place.offers]
    return unique(named)


def cost(place: PlaceRecord) -> list[str]:
    """The price, in words."""
    said = [BY_KEY["frais"].label(code) for code in place.fees]
    fees = {offer.fees for offer in place.offers}
    if not said and fees == {InclusionFee.FREE}:
        said = [BY_KEY["frais"].label(Fee.FREE)]
    return unique([*said, clipped(place.fees_detail, 200)])


def _publics(place: PlaceRecord) -> list[str]:
    said = [BY_KEY["public"].label(code) for code in place.publics]
    said += [BY_KEY["accueil"].label(code) for code in place.specific_care]
    said += [
        BY_KEY["accompagnement"].label(code) for code in place.accompaniment if code != Accompaniment.REMOTE
    ]
    if place.languages:
        spoken = ", ".join(language_words(code) for code in place.languages)
        said.append(_("Langues parlées : %(languages)s") % {"languages": spoken})
    zones = unique(clipped(offer.access_conditions, 120) for offer in place.offers)
    return unique([*said, *zones[:2]])


def _notes(place: PlaceRecord) -> list[str]:
    found = cost(place)[:1]
    if place.wheelchair:
        found.append(_("accès en fauteuil"))
    return found


def _checked(place: PlaceRecord, setting: Setting) -> str:
    on = place.fresh_on
    if on is None:
        return _("Informations non datées.")
    day = formats.dated(min(on, setting.today))
    old = (setting.today - on).days > STALE_DAYS
    return (_("Informations anciennes, du %(day)s.") if old else _("Informations du %(day)s.")) % {"day": day}


def unique(words: Iterable[str]) -> list[str]:
    """Each one once, in order, without the empty ones."""
    return [word for word in dict.fromkeys(words) if word]
