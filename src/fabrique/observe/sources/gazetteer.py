"""Codes of communes from their names and postal codes, for files that have no code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fabrique.core.tabular import normalise_header
from fabrique.core.tabular.model import Table
from fabrique.observe.reading import choose
from fabrique.observe.sources.codes import normaliser, text_of

_PARTS = re.compile(r"[|,;/ ]+")
_SAINT = re.compile(r"\bst(e?)\b")


def plain_name(name: str) -> str:
    """« L’ Abergement » and « St-Pierre » as they are compared: « l abergement », « saint pierre »."""
    return _SAINT.sub(r"saint\1", normalise_header(name)).removesuffix(" cedex")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """``codes``: by postal code then name, the codes of the communes that bear both."""

    codes: dict[tuple[str, str], frozenset[str]]

    @classmethod
    def of(cls, communes: Iterable[tuple[str, str, Iterable[str]]]) -> Gazetteer:
        """From codes, names and postal codes."""
        found: dict[tuple[str, str], set[str]] = {}
        for code, name, postal_codes in communes:
            for postal in postal_codes:
                found.setdefault((postal.zfill(5), plain_name(name)), set()).add(code)
        return cls({pair: frozenset(codes) for pair, codes in found.items()})

    def find(self, name: str, postal_code: str) -> str | None:
        """The only commune of that name and postal code; None when there is none, or several."""
        codes = self.codes.get((postal_code.zfill(5), plain_name(name)), frozenset())
        return next(iter(codes)) if len(codes) == 1 else None


_NAMES = (("code_insee", "nom", "codes_postaux"), ("code_commune_insee", "nom_de_la_commune", "code_postal"))


def read_gazetteer(table: Table) -> Gazetteer:
    """From a table ``code_insee, nom, codes_postaux`` (parted by ``|``), or La Poste's own columns."""
    code, name, postal = choose(table, *_NAMES)
    normalise = normaliser("commune")
    return Gazetteer.of(
        (official, str(row.values[name]), [one for one in _PARTS.split(text_of(row.values[postal])) if one])
        for row in table
        if (official := normalise(row.values[code]))
    )
