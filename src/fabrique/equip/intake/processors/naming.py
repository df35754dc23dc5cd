"""The name that a tool gives to a processor, understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from fabrique.equip.intake.observation import Cpu


class Found(NamedTuple):
    vendor: str
    family: str
    model: str
    generation: str


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Found]]

_MARKS = re.compile(r"\((?:r|tm|c)\)|[®™©]", re.I)
_FREQUENCY = re.compile(r"@?\s*(\d+(?:[.,]\d+)?)\s*(ghz|mhz)\b", re.I)
_NOISE = re.compile(
    r"\b(?:genuine|authentic|cpu|processor|apu|soc|mobile technology|with .*(?:graphics|gfx|vega|radeon).*"
    r"|radeon r\d.*|(?:\d+ compute cores|\d+c\+\d+g).*"
    r"|(?:single|dual|triple|quad|six|eight|twelve|\d+)[- ]core)\b",
    re.I,
)
_ORDINAL = re.compile(r"\b\d{1,2}(?:st|nd|rd|th) gen(?:eration)?\b", re.I)
_SPACES = re.compile(r"[\s_]+")


def tidy_name(raw: str) -> str:
    """In small letters, without marks, frequency, « CPU », « 13th Gen » or the name of the graphics."""
    text = _ORDINAL.sub(" ", _FREQUENCY.sub(" ", _MARKS.sub(" ", raw.replace("_", " "))))
    return _SPACES.sub(" ", _NOISE.sub(" ", text.casefold().replace("core 2", "core2"))).strip(" -,;")


def frequency(raw: str) -> int | None:
    """MHz in the name itself."""
    match = _FREQUENCY.search(raw)
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    return round(number * 1000) if match[2].casefold() == "ghz" else round(number)


def recognise(
    raw: str, *, cores: int | None = None, threads: int | None = None, mhz: int | None = None
) -> Cpu:
    """The processor behind a name. ``mhz`` is what the file says apart from the name.

    Old processors were sold by their frequency: it is then their model.
    """
    from fabrique.equip.intake.processors import amd, intel, others

    speed = frequency(raw) or mhz
    text = tidy_name(raw)
    found = next(
        (
            make(match)
            for rule, make in (*intel.RULES, *amd.RULES, *others.RULES)
            if (match := rule.search(text))
        ),
        None,
    )
    if found is None:
        return Cpu(raw, cores=cores, threads=threads, mhz=speed)
    model = found.model
    if not model and speed:
        model = f"{speed / 1000:.2f} GHz".replace(".", ",") if speed >= 1000 else f"{speed} MHz"
    return Cpu(raw, found.vendor, found.family, model, found.generation, cores, threads, speed)


def first_of(table: tuple[tuple[str, str], ...], model: str, otherwise: str) -> str:
    """The generation of the first pattern that is the whole model."""
    return next((found for pattern, found in table if re.fullmatch(pattern, model, re.I)), otherwise)
