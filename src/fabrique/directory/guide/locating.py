"""« Près de… »: a commune, a postal code, an address, or a position, as people type them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import STOP_WORDS, fold, nearest, words
from fabrique.territory.cog import Commune, cog
from fabrique.territory.gateways.geocoder import geocoder
from fabrique.territory.matching import Rule, find_commune, find_in_address
from fabrique.territory.naming import fold as fold_name

_NUMBERS = re.compile(r"\s*(-?\d{1,2}[.,]\d{1,12})\s*[,; ]\s*(-?\d{1,3}[.,]\d{1,12})\s*")
_CODE = re.compile(r"\(([0-9AB]{5})\)\s*$")
_NEAR = re.compile(
    r"\b(?:pres|proche|a cote|autour|aux alentours|du cote|vers)\s+"
    r"(?:d[e'’u]\s*|des\s+)?(?P<place>[^,;]{2,60})$"
)
_NAMED = (Rule.NAME, Rule.POSTAL_CODE, Rule.NAME_AND_POSTAL_CODE)
_MAX = 200
_STREET = re.compile(r"\d+.*[a-z]{3}|\b(?:rue|avenue|place|quai|chemin|boulevard|allee|impasse|cours)\b")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where distances start. ``latitude`` is None for a commune that nobody has drawn nor served.

    ``exact``: an address or a position, rather than the middle of a commune.
    """

    label: str
    latitude: float | None
    longitude: float | None
    commune: str = ""
    exact: bool = False

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude), or None."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Located:
    """What « près de » was understood to be; ``others`` are communes that it may mean as well."""

    origin: Origin | None = None
    others: tuple[Commune, ...] = ()
    approximate: bool = False


def position(latitude: str, longitude: str) -> tuple[float, float] | None:
    """A position given as two texts, or None when they are no numbers of this Earth."""
    try:
        lat, lon = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError:
        return None
    return (lat, lon) if math.isfinite(lat + lon) and abs(lat) <= 90 and abs(lon) <= 180 else None


def locate(text: str, snapshot: Snapshot) -> Located:
    """Understand what was typed. ``origin`` is None when nothing was, or when it leads nowhere."""
    text = " ".join(text[:_MAX].split())
    if not text:
        return Located()
    if numbers := _NUMBERS.fullmatch(text):
        found = position(numbers[1], numbers[2])
        return Located(Origin("", found[0], found[1], exact=True) if found else None)
    coded = _CODE.search(text)
    if coded and (commune := cog().commune(coded[1])):
        return Located(_origin(commune, snapshot))
    if _STREET.search(fold(text)) and (address := _address(text)):
        return Located(address)
    if commune := _ours(text, snapshot):
        return Located(_origin(commune, snapshot))
    if ours := begun(text, snapshot):
        return Located(_origin(ours[0], snapshot), ours[1:7])
    match = find_commune(name=text) or find_in_address(text)
    if match is None:
        return _address_near(text, snapshot)
    here = _served(match.candidates, snapshot)
    chosen = match.commune if match.commune in here or not here else here[0]
    rivals = here if match.rule in (Rule.POSTAL_CODE, Rule.NAME, Rule.NAME_LIKE) else here[:1]
    others = tuple(one for one in rivals if one != chosen)[:6]
    return Located(_origin(chosen, snapshot), others, approximate=bool(_STREET.search(fold(text))))


def split_place(sentence: str, snapshot: Snapshot) -> tuple[str, Located]:
    """The need and the place of « imprimer près de Brumelac », or of « imprimer Brumelac ».

    After words such as « près de » any commune will do; otherwise only one of ours.
    """
    folded = fold(sentence)
    found = _NEAR.search(folded)
    if found and _is_commune(found["place"], snapshot):
        return _head(sentence, folded, found.start()), locate(found["place"], snapshot)
    head, tail = _ended(sentence, snapshot)
    return (_without_tail(head), locate(tail, snapshot)) if tail else (sentence, Located())


def _ended(sentence: str, snapshot: Snapshot) -> tuple[list[str], str]:
    """(the words before, the commune of ours that a sentence ends with), "" when it ends with none."""
    tokens = words(sentence)
    for length in (5, 4, 3, 2, 1):
        tail = " ".join(tokens[-length:])
        if length < len(tokens) and fold_name(tail) in snapshot.commune_names:
            return tokens[:-length], tail
    return tokens, ""


def _address_near(text: str, snapshot: Snapshot) -> Located:
    """An address that the service knows, else the middle of the commune that it ends with, comma or not."""
    if address := _address(text):
        return Located(address)
    _head_words, tail = _ended(text, snapshot)
    commune = _ours(tail, snapshot) if tail else None
    return Located(_origin(commune, snapshot), approximate=True) if commune else Located()


def _without_tail(tokens: list[str]) -> str:
    """Words without the small ones that led to the place: « imprimer à »."""
    while tokens and tokens[-1] in STOP_WORDS:
        tokens = tokens[:-1]
    return " ".join(tokens)


def begun(text: str, snapshot: Snapshot) -> tuple[Commune, ...]:
    """The communes of the territory whose name begins with these words, the most populous first."""
    start = f"{fold_name(text)} "
    codes = {
        code for name, code in snapshot.commune_names.items() if len(start) > 3 and name.startswith(start)
    }
    found = [one for code in codes if (one := cog().commune(code))]
    return tuple(sorted(found, key=lambda one: (-(one.population or 0), one.code)))


def _is_commune(name: str, snapshot: Snapshot) -> bool:
    """Whether words name one of our communes, slips forgiven, or exactly another one."""
    if _ours(name, snapshot):
        return True
    match = find_commune(name=name)
    return match is not None and match.rule in _NAMED


def _head(sentence: str, folded: str, end: int) -> str:
    """What comes before a rank of the folded sentence; folding changes lengths only with rare letters."""
    return sentence[:end] if len(folded) == len(sentence) else folded[:end]


def _ours(text: str, snapshot: Snapshot) -> Commune | None:
    """The commune of the territory that bears this name, a slip of the finger forgiven."""
    names, folded = snapshot.commune_names, fold_name(text)
    code = names.get(folded) or names.get(nearest(folded, list(names)), "")
    return cog().commune(code) if code else None


def _served(candidates: Iterable[Commune], snapshot: Snapshot) -> tuple[Commune, ...]:
    return tuple(one for one in candidates if one.code in snapshot.known_communes)


def _origin(commune: Commune, snapshot: Snapshot) -> Origin:
    centre = snapshot.centre(commune.code)
    latitude, longitude = centre or (None, None)
    return Origin(commune.name, latitude, longitude, commune=commune.code)


def _address(text: str) -> Origin | None:
    """The address service's best answer, if this site uses it and it is sure enough."""
    found = geocoder().search(text, limit=1).addresses
    if not found or found[0].score < 0.5:
        return None
    one = found[0]
    return Origin(one.label, one.latitude, one.longitude, commune=one.commune_code, exact=True)
