"""Which columns of a file the names of a specification stand for, and the year that they tell.

A name may hold alternatives (``idcar_200m|IdINSPIRE``) and a year (``P{yy}_POP``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from fabrique.core.tabular import normalise_header
from fabrique.observe.sources.model import Spec

_YEAR = re.compile(r"\{yy(?:yy)?\}")
_MARK = "zyyz"  # stays itself when a header is folded
_PIVOT = 60  # « 68 » is 1968, « 22 » is 2022


def patterned(name: str) -> bool:
    """Whether the name of a column tells a year."""
    return bool(_YEAR.search(name))


class Headers:
    """The columns of a file: the one of that very name, else found again whatever its case, accents and
    punctuation. « Ménages » and « Ménages (%) » are two columns, and « A | B » is the name of one.
    """

    def __init__(self, columns: Iterable[str]) -> None:
        names = tuple(columns)
        self.exact = frozenset(names)
        self.real = {normalise_header(name): name for name in names}

    def find(self, name: str, year: int = 0) -> str | None:
        """The column of the file for one name of a specification; None when it has none."""
        if name in self.exact:
            return name
        for one in name.split("|"):
            if patterned(one) and not year:
                continue
            wanted = one.replace("{yyyy}", str(year)).replace("{yy}", f"{year % 100:02d}")
            if (real := self.real.get(normalise_header(wanted))) is not None:
                return real
        return None

    def years(self, name: str) -> set[int]:
        """The years for which the file has a column of that name."""
        found: set[int] = set()
        for one in name.split("|"):
            if patterned(one):
                found.update(self._years(one))
        return found

    def _years(self, name: str) -> Iterator[int]:
        """« P{yy}_POP » becomes the shape « p(..) pop », met against every header."""
        digits = 4 if "{yyyy}" in name else 2
        marked = re.escape(normalise_header(_YEAR.sub(_MARK, name)))
        shape = re.compile(marked.replace(_MARK, rf"(\d{{{digits}}})"))
        for header in self.real:
            if (met := shape.fullmatch(header)) is not None:
                year = int(met[1])
                yield year if digits == 4 else year + (1900 if year >= _PIVOT else 2000)


def years_of(spec: Spec, headers: Headers) -> list[int]:
    """The vintages that the file holds whole, newest first; empty when its columns tell none."""
    needed = [name for name in (*spec.key.columns, *spec.signature) if _only_patterned(name)]
    for rule in spec.measures:
        if not rule.optional:
            needed += [name for name in (*rule.plus, *rule.minus) if _only_patterned(name)]
    if not needed:
        return []
    asked = [name for name in dict.fromkeys(needed) if name not in headers.exact]
    found = set.intersection(*map(headers.years, asked)) if asked else set()
    return sorted(found, reverse=True)


def _only_patterned(name: str) -> bool:
    return all(patterned(one) for one in name.split("|"))


def signature_found(spec: Spec, headers: Headers) -> Mapping[str, str] | None:
    """The columns of the signature as the file has them; None if one is absent."""
    years = years_of(spec, headers)
    found: dict[str, str] = {}
    for name in spec.signature:
        real = headers.find(name, years[0] if years else 0)
        if real is None:
            return None
        found[name] = real
    return found
