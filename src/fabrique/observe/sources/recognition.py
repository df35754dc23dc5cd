"""Which known file this is, from the names of its columns."""

from __future__ import annotations

from collections.abc import Iterable

from fabrique.observe.sources.columns import Headers, signature_found, years_of
from fabrique.observe.sources.loading import shipped_specs
from fabrique.observe.sources.model import Spec


def rank(columns: Iterable[str], specs: Iterable[Spec] | None = None) -> list[tuple[Spec, int, int]]:
    """The specifications whose whole signature is among the columns, the best first.

    Each with the size of its signature and the number of columns that it reads: the longer signature wins,
    then the specification that reads more. Case, accents, punctuation and the order of columns do not count.
    """
    headers = Headers(columns)
    found = []
    for spec in shipped_specs() if specs is None else specs:
        if not spec.signature or (met := signature_found(spec, headers)) is None:
            continue
        if spec.exact and set(met.values()) != set(headers.real.values()):
            continue
        year = next(iter(years_of(spec, headers)), 0)
        read = sum(headers.find(name, year) is not None for name in spec.columns())
        found.append((spec, len(spec.signature), read))
    return sorted(found, key=lambda one: (-one[1], -one[2], one[0].name))


def recognise(columns: Iterable[str], specs: Iterable[Spec] | None = None) -> Spec | None:
    """The best specification for these columns; None when none fits."""
    found = rank(columns, specs)
    return found[0][0] if found else None
