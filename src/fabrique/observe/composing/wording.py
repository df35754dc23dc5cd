"""Figures, names and areas as a publication writes them: narrow spaces that never break, commas."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fabrique.kernels.cartography import words
from fabrique.kernels.indicators import Kind, Measure
from fabrique.observe.enums import Level
from fabrique.observe.words import unit_of

NARROW = "\u202f"
# Feminine nouns only: the sentences that use them agree so.
NOUNS = {Level.COMMUNE: ("commune", "communes"), Level.EPCI: ("intercommunalité", "intercommunalités")}
COVERING = (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT)  # areas that make the whole territory
FEW = 6  # names in a sentence


def noun_of(level: str) -> tuple[str, str]:
    """What the areas of a level are called in a sentence, one and several."""
    return NOUNS.get(Level(level), (_("zone"), _("zones")))


def counted(level: str, count: int) -> str:
    """« 28 communes », « 4 quartiers prioritaires »."""
    one, many = {
        Level.QPV: (_("quartier prioritaire"), _("quartiers prioritaires")),
        Level.IRIS: ("IRIS", "IRIS"),
        Level.CELL: (_("carreau de 200 m"), _("carreaux de 200 m")),
    }.get(Level(level), noun_of(level))
    return f"{whole(count)} {many if count > 1 else one}"


def digits_of(values: Sequence[float], measure: Measure) -> int:
    """Decimals that say enough of these values: none for counts, one for percentages, else three figures."""
    if measure.kind is Kind.COUNT:  # the middle of two numbers may be no whole one
        return int(any(value != round(value) for value in values))
    if measure.unit == "%":
        return 1
    largest = max((abs(value) for value in values), default=0.0)
    return min(max(2 - math.floor(math.log10(largest)), 0), 4) if largest else 0


def said(value: float, measure: Measure) -> str:
    """A value with its unit: « 38,2 % », « 1 234 personnes »."""
    text = words.number(value, digits_of([value], measure))
    unit = unit_of(value, measure)
    return f"{text}{NARROW}{unit}" if unit else text


def plain(value: float, measure: Measure) -> str:
    """A value without the unit, which its label says already."""
    text = words.number(value, digits_of([value], measure))
    return f"{text}{NARROW}%" if measure.unit == "%" else text


def ordinal(rank: float) -> str:
    """« 1re », « 4e »; a rank that is shared by two areas keeps its half."""
    return "1re" if rank == 1 else f"{words.number(rank)}e"


def place(rank: float, count: int, *, tied: bool = False) -> str:
    """« 4e sur 28 », « 4e ex æquo sur 28 »."""
    told = _("%(rank)s ex æquo sur %(n)s") if tied else _("%(rank)s sur %(n)s")
    return told % {"rank": ordinal(rank), "n": whole(count)}


def inhabitants(people: float) -> str:
    """« 12 340 habitants », « 1 habitant »."""
    told = _("%(n)s habitants") if round(people) > 1 else _("%(n)s habitant")
    return told % {"n": whole(people)}


def bounds(low: float, high: float) -> str:
    """« de la 2e à la 9e place »: rounded outwards, never narrower than the interval."""
    first, last = math.floor(low), math.ceil(high)
    if first == last:
        return _("la %(rank)s place au moins neuf fois sur dix") % {"rank": ordinal(first)}
    told = _("de la %(low)s à la %(high)s place selon les choix")
    return told % {"low": ordinal(first), "high": ordinal(last)}


def listed(names: Sequence[str]) -> str:
    """« A, B et C »."""
    return words.listed(list(names))


def whole(value: float) -> str:
    """A whole number."""
    return words.number(round(value), 0)


def in_order(name: str) -> str:
    """By what names are sorted: accents and capitals change nothing."""
    plain_letters = unicodedata.normalize("NFKD", name)
    return "".join(one for one in plain_letters if not unicodedata.combining(one)).casefold()


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}" if text else ""
