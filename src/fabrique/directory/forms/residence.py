"""The condition of residence as people write it: zones by name or by code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fabrique.territory.cog import Cog, cog
from fabrique.territory.naming import fold
from fabrique.territory.queries import communes_in_perimeter
from fabrique.territory.typed import commune_of

_CODE = re.compile(r"(?:^|\()\s*(\d{9}|\d[\dABab]\d{0,3})\s*\)?$")


def zone_words(codes: Iterable[str]) -> list[str]:
    """The zones by name, each with its code, so that the same line read again means the same zone."""
    communes_in_perimeter()  # its own communes join the national code
    return [f"{name} ({code})" if (name := _name(cog(), code)) else code for code in codes]


def zones_of(text: str) -> tuple[list[str], list[str]]:
    """(codes, parts not understood) of a text with one zone by line, or several between commas."""
    own = {fold(one.name): one.code for one in communes_in_perimeter()}
    codes: list[str] = []
    unknown: list[str] = []
    for line in filter(None, (line.strip(" ,;.\u00a0") for line in text.split("\n"))):
        whole = _zone(line, own)
        parts = [line] if whole else [part.strip() for part in re.split("[,;]", line) if part.strip()]
        for part in parts:
            code = whole or _zone(part, own)
            if not code:
                unknown.append(part)
            elif code not in codes:
                codes.append(code)
    return codes, unknown


def _name(table: Cog, code: str) -> str:
    found = table.commune(code) or table.epci(code) or table.departement(code)
    return found.name if found else ""


def _zone(text: str, own: dict[str, str]) -> str:
    """The code of a zone, "" when nothing is surely meant. The territory's own communes come first."""
    table = cog()
    if written := _CODE.search(text):
        return _coded(
            table, written[1].upper(), sure=written[0].startswith("(") or written[1] in own.values()
        )
    name = fold(text)
    if name in own:
        return own[name]
    for known in ({one.siren: one.name for one in table.epcis}, {d.code: d.name for d in table.departements}):
        if found := [code for code, words in known.items() if words and fold(words) == name]:
            return found[0] if len(found) == 1 else ""
    commune = commune_of(text, "")
    return commune.code if commune else ""


def _coded(table: Cog, code: str, *, sure: bool) -> str:
    """The zone of a code. Five digits alone may be a postal code: then nothing is sure."""
    if table.epci(code) or table.departement(code):
        return code
    commune = table.commune(code)
    served = {one.code for one in table.by_postal_code(code)}
    if commune is None or (served and commune.code not in served and not sure):
        return ""
    return commune.code
