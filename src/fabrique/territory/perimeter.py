"""From the codes that an operator types to the communes of a perimeter, with help when a code is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from fabrique.core.refusals import DomainRefusal
from fabrique.territory.cog import Cog
from fabrique.territory.matching import find_commune
from fabrique.territory.naming import fold


def split_codes(text: str) -> list[str]:
    """Codes typed in one go, separated by commas, semicolons or blanks."""
    return [part for part in re.split(r"[\s,;]+", text.strip()) if part]


def communes_of(codes: Iterable[str], cog: Cog) -> tuple[str, ...]:
    """The commune codes that these codes stand for, sorted, each once.

    A code is an EPCI's SIREN ("243300316"), a commune's, a département's ("33", "2A", "974") or a region's
    with its prefix ("reg-75"). Raises DomainRefusal for an empty list, and for a wrong code, with the
    codes nearest to it.
    """
    found: set[str] = set()
    for given in codes:
        code = given.strip()
        code = code.lower() if code.lower().startswith("reg-") else code.upper()
        members = cog.members_of(code) or cog.members_of(code.zfill(2) if code.isdigit() else code)
        if not members:
            raise DomainRefusal(_refusal(given, suggestions(given, cog)), field="codes")
        found.update(members)
    if not found:
        raise DomainRefusal(_("Donnez au moins un code : SIREN d’intercommunalité, commune ou département."))
    return tuple(sorted(found))


def _refusal(given: str, near: list[str]) -> str:
    message = _("Le code « %(code)s » n’est ni une intercommunalité, ni une commune, ni un département.")
    if near:
        message += " " + _("Vouliez-vous dire : %(near)s ?")
    return message % {"code": given, "near": _(" ou ").join(near)}


def suggestions(given: str, cog: Cog, limit: int = 3) -> list[str]:
    """What ``given`` may have meant, as "243300316 (Bordeaux Métropole)", the nearest first."""
    text = given.strip()
    if re.fullmatch(r"\d{8,10}", text):
        return _near(text, {one.siren: one.name for one in cog.epcis}, limit)
    if served := cog.by_postal_code(text):
        return [f"{one.code} ({one.name})" for one in served[:limit]]
    if re.fullmatch(r"[\dABab]{4,6}", text):
        return _near(text.upper(), {one.code: one.name for one in cog}, limit)
    if text.lower().startswith("reg-") or (len(text) <= 3 and any(sign.isdigit() for sign in text)):
        known = {f"reg-{one.code}": one.name for one in cog.regions}
        known |= {one.code: one.name for one in cog.departements}
        return _near(text, known, limit)
    return _named(text, cog, limit)


def _near(text: str, known: dict[str, str], limit: int) -> list[str]:
    """Codes at most two slips away (a digit wrong, missing, too many, or two swapped)."""
    rows = process.extract(
        text, known.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=2, limit=limit
    )
    return [f"{code} ({known[code]})" for code, _distance, _rank in rows]


def _named(text: str, cog: Cog, limit: int) -> list[str]:
    """A name in place of a code: intercommunalities that sound like it, then the commune."""
    names = {one.siren: fold(one.name) for one in cog.epcis if one.name}
    rows = process.extract(fold(text), names, scorer=fuzz.token_set_ratio, score_cutoff=85, limit=limit)
    near = [f"{siren} ({one.name})" for _name, _score, siren in rows if (one := cog.epci(siren))]
    if (match := find_commune(name=text)) and match.confidence > 0.4:
        near.insert(0, f"{match.commune.code} ({match.commune.name})")
    return near[:limit]
