"""Priority neighbourhoods by the names that people give them: « quartier des Cordiers », « les Cordiers »."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from fabrique.directory.guide.text import fold
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Area
from fabrique.territory.queries import latest_areas

_SMALL_WORDS = re.compile(r"^(?:le |la |l')?(?:quartier|qpv|cite)\b(?: (?:de la|de l'|des|du|de|d'))? ?")
_ARTICLES = re.compile(r"^(?:les|le|la|l') ?")


def neighbourhoods() -> QuerySet[Area]:
    """The neighbourhoods of the latest vintage, without their outlines."""
    return latest_areas(AreaKind.QPV).defer("geometry", "simplified")


def named(text: str) -> Area | None:
    """The neighbourhood that bears this name, with or without « quartier » and its article. One query."""
    said = _bare(text)
    return next((area for area in neighbourhoods() if _bare(area.name) == said), None) if said else None


def says_neighbourhood(text: str) -> bool:
    """Whether these words say that a neighbourhood is meant."""
    return bool(_SMALL_WORDS.match(_plain(text)))


def middle(area: Area) -> tuple[float, float]:
    """(latitude, longitude) of the middle of a neighbourhood's box."""
    return ((area.south + area.north) / 2, (area.west + area.east) / 2)


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").split())


def _bare(name: str) -> str:
    return _ARTICLES.sub("", _SMALL_WORDS.sub("", _plain(name)))
