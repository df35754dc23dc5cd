"""The places of a scale: written one by one, added by the networks, repeated for the region."""

from __future__ import annotations

from collections.abc import Sequence

from fabrique.demo.communes import DemoCommune
from fabrique.demo.entries import SOURCES, Surveyor
from fabrique.demo.network import network
from fabrique.demo.sheets import Copy, Sheet, copies, repeated, written
from fabrique.directory.actions.records import Entry, enter_records, register_source


def sheets_of(scale: str, members: Sequence[DemoCommune], *, seed: int) -> list[Sheet]:
    """The sheets of a scale: 25 for ``town``, 150 for ``metropolis``, 2,385 for ``region``."""
    town = list(written("town.toml"))
    if scale == "town":
        return town
    metropolis = [*town, *written("metropolis.toml"), *network(seed)]
    return metropolis if scale == "metropolis" else metropolis + repeated(metropolis, members)


def entries_of(sheets: Sequence[Sheet], surveyor: Surveyor) -> dict[str, list[Entry]]:
    """The records of each source, copies of one another included."""
    rows: dict[str, list[Entry]] = {one.slug: [] for one in SOURCES}
    by_key = {one.key: (rank, one) for rank, one in enumerate(sheets, start=1)}
    for rank, one in by_key.values():
        rows[one.source].append(surveyor.entry(one, rank, len(rows[one.source])))
    for copy in copies():
        if copy.of in by_key:
            rank, original = by_key[copy.of]
            rows[copy.source].append(_copied(copy, surveyor, original, rank, len(rows[copy.source])))
    return rows


def _copied(copy: Copy, surveyor: Surveyor, original: Sheet, rank: int, row: int) -> Entry:
    return surveyor.copy(copy, surveyor.fields(original, rank), row)


def enter_all(rows: dict[str, list[Entry]], *, actor: str) -> None:
    """Enter the records of the three sources, each as a whole."""
    for told in SOURCES:
        source = register_source(
            slug=told.slug,
            name=told.name,
            producer=told.producer,
            trust=told.trust,
            licence="Licence Ouverte 2.0",
        )
        enter_records(source=source, entries=rows[told.slug], allow_shrink=True, actor=actor)
