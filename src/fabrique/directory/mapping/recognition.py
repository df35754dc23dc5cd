"""Which known layout a file has, from the names of its columns."""

from collections.abc import Iterable

from fabrique.core.tabular.headers import normalise_header
from fabrique.directory.mapping.loading import shipped_mappings
from fabrique.directory.mapping.model import Mapping


def _score(mapping: Mapping, names: frozenset[str]) -> tuple[int, int] | None:
    """How well a layout fits: the size of its signature, then how many columns it reads."""
    signature = {normalise_header(column) for column in mapping.signature}
    if not signature or not signature <= names:
        return None
    if mapping.exact and names != signature:
        return None
    read = {normalise_header(column) for column in mapping.columns()} | signature
    return len(signature), len(read & names)


def recognise(columns: Iterable[str], mappings: Iterable[Mapping] | None = None) -> Mapping | None:
    """The mapping whose whole signature is among the columns; None when no layout fits.

    Two layouts may fit: the longer signature wins, then the mapping that reads more columns, then the name.
    Accents, case, punctuation and the order of columns do not count.
    """
    names = frozenset(normalise_header(column) for column in columns)
    scored = [
        (score, one) for one in mappings or shipped_mappings() if (score := _score(one, names)) is not None
    ]
    if not scored:
        return None
    return min(scored, key=lambda pair: (-pair[0][0], -pair[0][1], pair[1].name))[1]
