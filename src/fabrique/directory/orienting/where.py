"""Where the person is: from what is typed to a code, and from a code to a starting point.

A code is an INSEE code, the code of a priority neighbourhood, or a point rounded to about 100 metres; the
words typed never go further than the page that reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fabrique.directory.guide import wording
from fabrique.directory.guide.locating import locate, position
from fabrique.directory.guide.neighbourhoods import middle, named, neighbourhoods
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.orienting.answers import UNKNOWN_PLACE
from fabrique.territory.cog import Commune, cog
from fabrique.territory.models import Area
from fabrique.territory.queries import commune_at

Point = tuple[float, float]
_POINT = re.compile(r"(-?\d{1,2}\.\d{1,6}),(-?\d{1,3}\.\d{1,6})")
_INSEE = re.compile(r"\d[0-9AB]\d{3}")


@dataclass(frozen=True, slots=True)
class Start:
    """Where distances start. ``point`` is None when nothing is known of it; ``commune`` is where one lives.

    ``exact``: an address; otherwise the middle of a commune or (``small``) of a neighbourhood.
    """

    code: str
    label: str = ""
    point: Point | None = None
    commune: str = ""
    exact: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, understood: a start, or communes to choose from, or neither."""

    start: Start | None = None
    choices: tuple[Commune, ...] = ()


def start_of(code: str, snapshot: Snapshot) -> Start | None:
    """The start of a code; None for what is no code of ours. One query at most."""
    if code == UNKNOWN_PLACE:
        return Start(code)
    if numbers := _POINT.fullmatch(code):
        found = position(numbers[1], numbers[2])
        return _at(found) if found else None
    if _INSEE.fullmatch(code):
        commune = cog().commune(code)
        return _in_commune(commune, snapshot) if commune else None
    return next((_in_area(area) for area in neighbourhoods().filter(code=code)), None)


def read_where(text: str, snapshot: Snapshot) -> Read:
    """Understand a commune, a postal code, a neighbourhood or an address. One query at most of its own."""
    if not text:
        return Read()
    if area := named(text):
        return Read(_in_area(area))
    located = locate(text, snapshot)
    origin = located.origin
    if origin is None:
        known = cog().commune(text) if _INSEE.fullmatch(text) else None
        return Read(_in_commune(known, snapshot) if known else None)
    if origin.exact and origin.point:
        return Read(_at(origin.point))
    commune = cog().commune(origin.commune)
    if commune is None:
        return Read()
    if located.others:
        return Read(choices=(commune, *located.others))
    return Read(_in_commune(commune, snapshot))


def _at(point: Point) -> Start:
    rounded = (round(point[0], 3), round(point[1], 3))
    commune = commune_at(*rounded)
    code = f"{rounded[0]:.3f},{rounded[1]:.3f}"
    return Start(code, _("l’adresse donnée"), rounded, commune.code if commune else "", exact=True)


def _in_commune(commune: Commune, snapshot: Snapshot) -> Start:
    return Start(commune.code, commune.name, snapshot.centre(commune.code), commune.code)


def _in_area(area: Area) -> Start:
    commune = area.commune_codes[0] if len(area.commune_codes) == 1 else ""
    return Start(area.code, area.name or area.code, middle(area), commune, small=True)


def near_words(start: Start) -> str:
    """« près de Corderive », « dans le quartier Les Cordiers », « près de l’adresse donnée », or nothing."""
    if not start.label:
        return ""
    if start.small:
        return _("près du quartier %(name)s") % {"name": start.label}
    return (
        _("près de l’adresse donnée") if start.exact else _("près %(of)s") % {"of": wording.of(start.label)}
    )


def place_words(start: Start) -> str:
    """The answer as the summary says it."""
    if not start.label:
        return _("Lieu non précisé")
    if start.exact:
        return _("Une adresse (arrondie à 100 m)")
    return _("Quartier %(name)s") % {"name": start.label} if start.small else start.label
