"""A list that apps fill when they load and that the shell reads: how ``core`` shows what it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Ordered(Protocol):
    """Anything with a place in a list."""

    @property
    def order(self) -> int: ...


AnyEntry = TypeVar("AnyEntry", bound=Ordered)


class Registry(Generic[AnyEntry]):
    """Entries by key, read in the order of their ``order``, then of their key."""

    def __init__(self) -> None:
        self._entries: dict[str, AnyEntry] = {}

    def enlist(self, key: str, entry: AnyEntry) -> None:
        """Add an entry, or replace the one that has its key (an app may load twice)."""
        self._entries[key] = entry

    def __getitem__(self, key: str) -> AnyEntry:
        """The entry of a key. ``KeyError`` when no app enlisted it."""
        return self._entries[key]

    def get(self, key: str) -> AnyEntry | None:
        """The entry of a key, if an app enlisted it."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[AnyEntry]:
        return iter([entry for _, entry in self.pairs()])

    def pairs(self) -> list[tuple[str, AnyEntry]]:
        """The entries with their keys, in order."""
        return sorted(self._entries.items(), key=lambda pair: (pair[1].order, pair[0]))

    @contextmanager
    def holding(self, **entries: AnyEntry) -> Iterator[None]:
        """Hold these entries and no other inside the block, for a test."""
        before, self._entries = self._entries, dict(entries)
        try:
            yield
        finally:
            self._entries = before
