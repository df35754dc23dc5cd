"""Find a commune from whatever a file, a form or a person gives: name, postal code, INSEE code, position.

Deterministic, without network. The confidence is a judgement on the evidence, not a frequency: 1 when all
that was given agrees, above 0.8 when a careful person would take it, below 0.6 when somebody should look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from fabrique.territory import name_index
from fabrique.territory.cog import Cog, Commune, FormerKind, departements_of_postal_code
from fabrique.territory.cog import cog as active_cog
from fabrique.territory.name_index import Closeness, NameIndex, index_of
from fabrique.territory.naming import Written, clean_commune_code, clean_postal_code, fold, read_name


class Rule(StrEnum):
    """Why a commune was chosen."""

    CODE = "code"
    CODE_AND_NAME = "code+nom"
    CODE_AND_POSTAL_CODE = "code+code-postal"
    ALL_AGREE = "code+nom+code-postal"
    CODE_CONTRADICTED = "code-contredit"
    NAME_AND_POSTAL_CODE = "nom+code-postal"
    NAME_LIKE_IN_POSTAL_CODE = "nom-proche+code-postal"
    NAME_IN_DEPARTEMENT = "nom+departement"
    NAME_LIKE_IN_DEPARTEMENT = "nom-proche+departement"
    NAME_AGAINST_POSTAL_CODE = "nom-contredit-code-postal"
    NAME = "nom"
    NAME_LIKE = "nom-proche"
    POSTAL_CODE = "code-postal"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class Match:
    """A commune found. ``candidates`` holds all that could be meant, the chosen one first.

    ``arrondissement`` is the INSEE code of the municipal arrondissement that was named, ``former`` the code
    of the former commune that was; "" otherwise.
    """

    commune: Commune
    confidence: float
    rule: Rule
    candidates: tuple[Commune, ...]
    arrondissement: str = ""
    former: str = ""


_IMPOSSIBLE = 0.6  # the city is sure, but whoever wrote « Paris 21e » meant something else
Locator = Callable[[float, float], str]
_locators: list[Locator] = []


def use_locator(locator: Locator | None) -> None:
    """Give this process a way from (latitude, longitude) to a commune code ("" unknown); None forgets it."""
    _locators[:] = [locator] if locator else []


def find_commune(
    *,
    name: str = "",
    postal_code: str | float | None = "",
    code: str | float | None = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Match | None:
    """The commune that is most likely meant, or None when nothing given leads to one.

    Any mix will do. A position helps only where :func:`use_locator` was called: alone it finds the commune,
    with the rest it settles an ambiguity or lowers the confidence.
    """
    cog = active_cog()
    found = _find(cog, str(name or ""), clean_postal_code(postal_code), clean_commune_code(code))
    if latitude is None or longitude is None or not _locators:
        return found
    return _with_position(found, cog.commune(_locators[0](latitude, longitude)))


@lru_cache(maxsize=50_000)
def _find(cog: Cog, name: str, postal_code: str, code: str) -> Match | None:
    written = read_name(name)
    postal_code = postal_code or written.postal_code
    if not postal_code and code and not cog.commune(code) and cog.by_postal_code(code):
        postal_code = code  # a postal code put in the column of commune codes
    found = _by_text(cog, written, postal_code)
    if code and (coded := cog.commune(code)):
        found = _with_code(cog, coded, code, found, written, postal_code)
    if found and written.impossible:
        found = replace(found, confidence=round(found.confidence * _IMPOSSIBLE, 3))
    return found and _with_arrondissement(cog, found, written, postal_code)


def _by_text(cog: Cog, written: Written, postal_code: str) -> Match | None:
    if not written.name:
        return _by_postal_code(cog, postal_code)
    if not postal_code:
        return _by_name(cog, written)
    return _by_name_and_postal_code(cog, written, postal_code) or _by_postal_code(cog, postal_code, damp=0.6)


def _by_postal_code(cog: Cog, postal_code: str, damp: float = 1.0) -> Match | None:
    communes = cog.by_postal_code(postal_code)
    if not communes:
        return None
    total = sum(one.population or 1 for one in communes)
    confidence = 0.8 if len(communes) == 1 else 0.6 * (communes[0].population or 1) / total
    return Match(communes[0], round(confidence * damp, 3), Rule.POSTAL_CODE, communes)


def _by_name_and_postal_code(cog: Cog, written: Written, postal_code: str) -> Match | None:
    index, served = index_of(cog), cog.by_postal_code(postal_code)
    near = index.rank(written.name, (one.code for one in served), typo=name_index.TYPO_IN_PLACE)
    if near and near[0].score >= name_index.CONTAINS - name_index.FORMER_MALUS:
        exact = near[0].score >= name_index.BARE - name_index.FORMER_MALUS
        rule = Rule.NAME_AND_POSTAL_CODE if exact else Rule.NAME_LIKE_IN_POSTAL_CODE
        return _match(cog, near, rule, 1.0, postal_code)
    departements = {one.departement for one in served} | set(departements_of_postal_code(postal_code))
    found = _in_departements(cog, index, written.name, departements, postal_code, known=bool(served))
    if found and (found.confidence >= 0.75 or not near):
        return replace(found, candidates=_distinct((*found.candidates, *served)))
    if near:
        return _match(cog, near, Rule.NAME_LIKE_IN_POSTAL_CODE, 1.0, postal_code)
    elsewhere = index.same(written.name)
    if not elsewhere:
        return None
    # The name is known, but far from where the postal code points: one is wrong, and nobody can say which.
    guess = _match(cog, elsewhere, Rule.NAME_AGAINST_POSTAL_CODE, 0.5, postal_code)
    return replace(guess, candidates=_distinct((*guess.candidates, *served)))


def _in_departements(
    cog: Cog, index: NameIndex, name: str, departements: Iterable[str], postal_code: str, *, known: bool
) -> Match | None:
    """Look for the name in the départements of the postal code, which is one of the table if ``known``."""
    codes = [code for one in departements for code in cog.members_of(one)]
    near = index.rank(name, codes, typo=name_index.TYPO_IN_DEPARTEMENT)
    if not near:
        return None
    if near[0].score < name_index.BARE - name_index.FORMER_MALUS:
        return _match(cog, near, Rule.NAME_LIKE_IN_DEPARTEMENT, 0.75 if known else 0.85, postal_code)
    if known:
        return _match(cog, near, Rule.NAME_AGAINST_POSTAL_CODE, 0.78, postal_code)
    return _match(cog, near, Rule.NAME_IN_DEPARTEMENT, 0.92, postal_code)


def _by_name(cog: Cog, written: Written) -> Match | None:
    index = index_of(cog)
    if written.departement and (inside := cog.members_of(written.departement)):
        near = index.rank(written.name, inside, typo=name_index.TYPO_IN_DEPARTEMENT)
        if near:
            return _match(cog, near, Rule.NAME_IN_DEPARTEMENT, 0.95, "")
    if near := index.same(written.name):
        return _match(cog, near, Rule.NAME, 0.9, "")
    near = index.typos(written.name)
    return _match(cog, near, Rule.NAME_LIKE, 0.7, "") if near else None


def _match(cog: Cog, near: list[Closeness], rule: Rule, weight: float, postal_code: str) -> Match:
    """Choose among the communes as close as the closest: the nearest postal code, then the most populous."""
    best = [one for one in near if one.score >= near[0].score - 0.02]
    rows = [(one, commune) for one in best if (commune := cog.commune(one.named.code))]
    rows.sort(
        key=lambda row: (-_shared(row[1], postal_code), row[0].named.former != "", -(row[1].population or 0))
    )
    chosen, commune = rows[0]
    confidence = chosen.score * weight
    if len(rows) > 1:
        total = sum(one.population or 1 for _, one in rows)
        confidence *= 0.4 + 0.5 * (commune.population or 1) / total
    candidates = _distinct(
        [one for _, one in rows] + [one for row in near if (one := cog.commune(row.named.code))]
    )
    return Match(commune, round(confidence, 3), rule, candidates, former=chosen.named.former)


def _shared(commune: Commune, postal_code: str) -> int:
    """How many first digits the commune's postal codes share with this one."""
    if not postal_code:
        return 0
    lengths = [
        next((i for i, pair in enumerate(zip(one, postal_code, strict=False)) if pair[0] != pair[1]), 5)
        for one in commune.postal_codes
    ]
    return max(lengths, default=0)


def _with_code(
    cog: Cog, coded: Commune, code: str, found: Match | None, written: Written, postal_code: str
) -> Match:
    """Weigh an INSEE code that exists against what the name and the postal code say."""
    former = code if code not in cog else ""
    by_name = bool(written.name) and bool(
        index_of(cog).rank(written.name, (coded.code,), typo=name_index.TYPO_IN_PLACE)
    )
    by_postal = bool(postal_code) and (
        postal_code in coded.postal_codes
        or (by_name and coded.departement in departements_of_postal_code(postal_code))
    )
    if by_name or by_postal or found is None:
        rule, confidence = {
            (True, True): (Rule.ALL_AGREE, 1.0),
            (True, False): (Rule.CODE_AND_NAME, 0.8 if postal_code else 0.98),
            (False, True): (Rule.CODE_AND_POSTAL_CODE, 0.7 if written.name else 0.97),
            (False, False): (Rule.CODE, 0.6 if written.name or postal_code else 0.95),
        }[by_name, by_postal]
        if (
            rule is Rule.CODE_AND_POSTAL_CODE
            and found
            and found.confidence >= 0.95
            and found.commune != coded
        ):
            # Communes that share a postal code: the name, exact, is of another one than the code.
            return _contradicted(found, coded)
        others = found.candidates if found and confidence < 0.9 else ()
        return Match(coded, confidence, rule, _distinct((coded, *others)), former=former)
    if found.confidence >= 0.75:
        return _contradicted(found, coded)
    return Match(coded, 0.5, Rule.CODE_CONTRADICTED, _distinct((coded, *found.candidates)), former=former)


def _contradicted(found: Match, coded: Commune) -> Match:
    candidates = _distinct((found.commune, coded, *found.candidates))
    return replace(found, confidence=0.6, rule=Rule.CODE_CONTRADICTED, candidates=candidates)


def _with_arrondissement(cog: Cog, found: Match, written: Written, postal_code: str) -> Match:
    """Keep the arrondissement apart, from the code, the name or the postal code, in this order."""
    if (old := cog.former(found.former)) and old.kind is FormerKind.ARRONDISSEMENT:
        return replace(found, arrondissement=old.code, former="")
    named = cog.former(written.arrondissement)
    if named and named.commune == found.commune.code:
        return replace(found, arrondissement=named.code)
    for code in _arrondissements(cog).get(postal_code, ()):
        return replace(found, arrondissement=code)
    return found


@lru_cache(maxsize=4)
def _arrondissements(cog: Cog) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in cog.formers:
        for postal in one.postal_codes:
            found.setdefault(postal, []).append(one.code)
    return found


def _with_position(found: Match | None, there: Commune | None) -> Match | None:
    if there is None or found is None:
        return found or (Match(there, 0.9, Rule.POSITION, (there,)) if there else None)
    if there == found.commune:
        return replace(found, confidence=round(max(found.confidence, 1 - (1 - found.confidence) / 2), 3))
    if found.confidence < 0.75 and there in found.candidates:
        return Match(there, 0.85, found.rule, _distinct((there, *found.candidates)))
    confidence = round(found.confidence * 0.8, 3)
    return replace(found, confidence=confidence, candidates=_distinct((*found.candidates, there)))


def _distinct(communes: Iterable[Commune]) -> tuple[Commune, ...]:
    return tuple({one.code: one for one in communes}.values())


_POSTAL = re.compile(r"(?<!\d)(?:F-?)?(\d{5}|\d{2}\s\d{3})(?!\d)")
_STREETS = {"rue", "place", "avenue", "boulevard", "mairie", "bourg", "le bourg", "parc", "centre"}
_PIECES = re.compile(r"\s+[-–—]\s+|[,;|\n\r\t(){}\[\]]+")


def find_in_address(text: str) -> Match | None:
    """The commune of a whole address: "8 rue de la Boétie - 33000 Bordeaux".

    The last postal code that leads somewhere decides, with the words after it or else before it; without any,
    the last part of the address must be a commune's name. None when nothing is found.
    """
    best: Match | None = None
    for found in reversed(list(_POSTAL.finditer(text))):
        for name in (_first(text[found.end() :]), _last(text[: found.start()])):
            match = find_commune(name=name, postal_code=found[1])
            if match and (best is None or match.confidence > best.confidence):
                best = match
        if best and best.confidence >= 0.75:
            return best
    if best:
        return best
    for piece in reversed(_PIECES.split(text)):
        words = fold(piece)
        if not words or words[0].isdigit() or words in _STREETS:
            continue
        match = find_commune(name=words)
        if match and match.rule is Rule.NAME:
            return replace(match, confidence=round(match.confidence * 0.8, 3))
    return None


def _first(text: str) -> str:
    return next((piece.strip() for piece in _PIECES.split(text) if piece.strip()), "")


def _last(text: str) -> str:
    return next((piece.strip() for piece in reversed(_PIECES.split(text)) if piece.strip()), "")
