"""Everything about a place, in the order in which somebody about to go there asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.directory.enums import InclusionPublic, InclusionServiceType, MobilisationMode
from fabrique.directory.guide import wording
from fabrique.directory.guide.opening import Day, Now, Span, day_of, now_at
from fabrique.directory.guide.options import BY_KEY, language_words, service_words
from fabrique.directory.guide.record import ClosureRecord, OfferRecord, PlaceRecord, StopRecord
from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.describe import describe, ranges
from fabrique.territory.cog import cog

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_VISITS = 8


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the week's hours, in words."""

    on: date
    name: str
    hours: str
    today: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to come of an itinerant place."""

    on: date
    hours: str
    stop: StopRecord


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A service of the place, in words; ``facts`` are (question, answer) pairs."""

    offer: OfferRecord
    facts: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class Site:
    """An outside address and how it reads."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of a place shows. Lists of pairs are (question, answers).

    ``office``: one meets the place at its stops alone, and its address is that of its office.
    """

    place: PlaceRecord
    now: Now
    address: tuple[str, ...]
    week: tuple[DayLine, ...]
    usual: tuple[str, ...]
    closures: tuple[str, ...]
    visits: tuple[Visit, ...]
    services: tuple[str, ...]
    offers: tuple[OfferLine, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    types: tuple[str, ...]
    office: bool
    websites: tuple[Site, ...]
    booking_url: str
    accessibility_url: str
    fresh: str
    stale: bool


def sheet_of(place: PlaceRecord, at: datetime, calendar: Calendar) -> Sheet:
    """The sheet of a place at an aware instant."""
    today = timezone.localdate(at)
    fresh, stale = wording.freshness(place, today)
    postal = " ".join(part for part in (place.postal_code, place.commune_name) if part)
    return Sheet(
        place=place,
        now=now_at(place, at, calendar),
        address=tuple(part for part in (place.address, place.address_complement, postal) if part),
        week=tuple(_week(place, today, calendar)),
        usual=tuple(describe(place.hours)),
        closures=tuple(_closure(one, today) for one in place.closures if one.ends_on >= today),
        visits=tuple(_visits(place, today, calendar)),
        services=tuple(service_words(code) for code in place.services),
        offers=tuple(_offer(one) for one in place.offers),
        facts=tuple(_facts(place)),
        types=tuple(BY_KEY["type"].label(code) for code in place.typologies),
        office=wording.only_visits(place),
        websites=tuple(Site(url, bare(url)) for one in place.websites if (url := web_address(one))),
        booking_url=web_address(place.booking_url),
        accessibility_url=web_address(place.accessibility_url),
        fresh=fresh,
        stale=stale,
    )


def web_address(url: str) -> str:
    """The address if it leads to a web page, "" for anything else that a source may hold."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def bare(url: str) -> str:
    """An address as one reads it aloud."""
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def _week(place: PlaceRecord, today: date, calendar: Calendar) -> list[DayLine]:
    """Monday to Sunday of this week, as they really are: holidays and closures included."""
    if not place.hours and not place.closures:
        return []
    monday = today - timedelta(days=today.weekday())
    days = [day_of(place, monday + timedelta(days=step), calendar) for step in range(7)]
    return [DayLine(day.on, _DAYS[day.on.weekday()], _hours(day), day.on == today) for day in days]


def _hours(day: Day) -> str:
    said = _spans(day.spans)
    if day.closure and not said:
        return _("Fermé")  # why is said once, above the week
    if day.bank_holiday and day.uncertain and not said:
        return _("À confirmer (férié : %(name)s)") % {"name": day.bank_holiday}
    uncertain = [ranges((span,)) for span in day.uncertain if span != (0, 1440)]
    if uncertain and not said:
        return _("À confirmer : %(hours)s") % {"hours": ", ".join(uncertain)}
    if said:
        return f"{said} ({day.note})" if day.note else said
    return day.note[:1].upper() + day.note[1:] if day.note else _("Fermé")


def _spans(spans: Sequence[Span]) -> str:
    parts = []
    for span in spans:
        words = _("Jour et nuit") if span.end - span.start >= 1440 else ranges(((span.start, span.end),))
        parts.append(f"{words} ({span.stop.name})" if span.stop else words)
    return ", ".join(parts)


_CLOSED = re.compile(r"^(?:fermée?|fermeture)\b\s*:?\s*", re.IGNORECASE)


def _closure(closure: ClosureRecord, today: date) -> str:
    first, last = (formats.day(on, today=today, weekday=False) for on in (closure.starts_on, closure.ends_on))
    if closure.starts_on == closure.ends_on:
        days = _("le %(day)s") % {"day": first}
    else:
        days = _("du %(first)s au %(last)s") % {"first": first, "last": last}
    reason = closure.reason
    if not closure.hours:  # « Fermé pour Noël » needs no second « fermé »
        reason = _CLOSED.sub("", reason)
    why = f" ({reason})" if reason else ""
    if not closure.hours:
        return _("Fermé %(days)s") % {"days": days} + why
    lines = " ; ".join(describe(closure.hours))
    return _("Autres horaires %(days)s%(why)s : %(hours)s") % {"days": days, "why": why, "hours": lines}


def _visits(place: PlaceRecord, today: date, calendar: Calendar) -> list[Visit]:
    """The next visits, by rule or on named days."""
    found: list[Visit] = []
    if not place.stops:
        return found
    for step in range(45):
        on = today + timedelta(days=step)
        spans = day_of(place, on, calendar).spans
        found += [Visit(on, ranges(((one.start, one.end),)), one.stop) for one in spans if one.stop]
        if len(found) >= _VISITS:
            break
    return found[:_VISITS]


def _labels(group: str, codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(BY_KEY[group].label(code) for code in codes)


def _facts(place: PlaceRecord) -> list[tuple[str, tuple[str, ...]]]:
    fees = [*_labels("frais", place.fees), place.fees_detail]
    languages = tuple(language_words(code).capitalize() for code in place.languages)
    pairs = [
        (_("Prix"), tuple(part for part in fees if part)),
        (_("Comment prendre contact"), _labels("acces", place.access_modes)),
        (_("Comment on vous aide"), _labels("accompagnement", place.accompaniment)),
        (_("Pour qui"), _labels("public", place.publics)),
        (_("Accueil adapté"), _labels("accueil", place.specific_care)),
        (_("Langues parlées"), languages),
        (
            _("Accès en fauteuil"),
            () if place.wheelchair is None else ((_("Non"), _("Oui"))[place.wheelchair],),
        ),
        (_("Que faut-il apporter"), (place.to_bring,) if place.to_bring else ()),
        (_("Dispositifs et labels"), (*place.programmes, *place.labels, *place.other_labels)),
        (_("Réseau"), (place.parent_network,) if place.parent_network else ()),
    ]
    return [pair for pair in pairs if pair[1]]


def _offer(offer: OfferRecord) -> OfferLine:
    types = dict(InclusionServiceType.choices)
    publics = dict(InclusionPublic.choices)
    ways = dict(MobilisationMode.choices)
    fees = {"gratuit": _("Gratuit"), "payant": _("Payant")}.get(offer.fees, "")
    pairs = [
        (_("Forme"), str(types.get(offer.type, ""))),
        (_("Prix"), " · ".join(part for part in (fees, offer.fees_detail) if part)),
        (_("Pour qui"), _joined([*(str(publics.get(c, c)) for c in offer.publics), offer.publics_detail])),
        (_("Conditions"), offer.access_conditions),
        (_("Réservé aux habitants de"), _joined([_zone(code) for code in offer.residence_codes])),
        (_("Horaires"), " ; ".join(describe(offer.hours)) or offer.note),
        (_("Comment faire"), _joined([*(str(ways.get(c, c)) for c in offer.mobilisation_modes),
                                      offer.mobilisation_detail])),
    ]  # fmt: skip
    return OfferLine(offer, tuple(pair for pair in pairs if pair[1]), web_address(offer.mobilisation_url))


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part)


def _zone(code: str) -> str:
    table = cog()
    named = table.commune(code) or table.epci(code) or table.departement(code) or table.region(code)
    return named.name if named and named.name else code
