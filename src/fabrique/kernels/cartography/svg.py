"""A drawing as a small tree, written out for a page (classes, coloured by a stylesheet) or for a file that
stands alone (the colours of a theme as presentation attributes)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

Theme = Mapping[str, Mapping[str, str]]  # the attributes of each class
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TO_ESCAPE = re.compile(f"[&<>\"']|{_NOT_XML.pattern}")
_KEY = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Node:
    """An element; children that are text are escaped when written."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node | str, ...] = ()


def element(tag: str, *children: Node | str, **attributes: str | float) -> Node:
    """``class_`` stands for class, other underscores for hyphens; an empty attribute is left out."""
    kept = tuple(
        (name.rstrip("_").replace("_", "-"), number(value) if isinstance(value, (int, float)) else value)
        for name, value in attributes.items()
        if value != ""
    )
    return Node(tag, kept, children)


def number(value: float) -> str:
    """At most two decimals, none when there is nothing after the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def text(value: str) -> str:
    """Escaped, and without the characters that no XML may hold."""
    if not _TO_ESCAPE.search(value):  # most of a map is path data
        return value
    return escape(_NOT_XML.sub("", value))


def key_of(value: str) -> str:
    """The same, once sure that it can begin the ids of a drawing. Raises ValueError."""
    if not _KEY.fullmatch(value):
        raise ValueError(f"{value!r}: a key is made of small letters, digits and hyphens")
    return value


def markup(node: Node, theme: Theme | None = None) -> str:
    """The element as text. With a theme, classes give way to its attributes."""
    parts: list[str] = []
    _write(node, theme, parts)
    return "".join(parts)


def _write(node: Node, theme: Theme | None, parts: list[str]) -> None:
    attributes = node.attributes if theme is None else _themed(node, theme)
    parts.append("<" + node.tag + "".join(f' {name}="{text(value)}"' for name, value in attributes))
    if not node.children:
        parts.append("/>")
        return
    parts.append(">")
    for child in node.children:
        if isinstance(child, str):
            parts.append(text(child))
        else:
            _write(child, theme, parts)
    parts.append(f"</{node.tag}>")


def _themed(node: Node, theme: Theme) -> list[tuple[str, str]]:
    own = dict(node.attributes)
    painted: dict[str, str] = {}
    for name in own.pop("class", "").split():
        painted |= theme.get(name, {})
    return list((painted | own).items())
