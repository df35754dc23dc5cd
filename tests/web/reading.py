"""Reads a page as a browser does, to ask it simple questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Reading(HTMLParser):
    """A page's tags: ``count["h1"]``, the ids, the values that point at ids, the visible words."""

    source: str
    count: Counter[str] = field(default_factory=Counter)
    ids: Counter[str] = field(default_factory=Counter)
    pointers: set[str] = field(default_factory=set)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    title: str = ""
    _open: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._open = tag
        self.count[tag] += 1
        self.tags.append((tag, values))
        if "id" in values:
            self.ids[values["id"]] += 1
        for name in ("for", "aria-labelledby", "aria-describedby", "popovertarget"):
            self.pointers.update(values.get(name, "").split())
        if values.get("href", "").startswith("#"):
            self.pointers.add(values["href"][1:])

    def handle_data(self, data: str) -> None:
        if self._open == "title" and not self.title:
            self.title = data.strip()

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [
            values
            for name, values in self.tags
            if name == tag and all(values.get(key) == value for key, value in wanted.items())
        ]
