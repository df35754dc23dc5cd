"""A small bar chart, drawn by the server; the page has its table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_ROW, _WIDTH, _ROOM = 46, 340, 50  # units of the drawing: readable on a phone
_BAR = (
    '<text x="0" y="{}">{}</text><rect class="bar" x="0" y="{}" width="{}" height="18"/>'
    '<text x="{}" y="{}">{}</text>'
)


def bars(values: Sequence[tuple[str, int]], said: str) -> SafeString:
    """Horizontal bars, one a line, each with its words and its number. ``said``: what the chart shows."""
    height = len(values) * _ROW + 4
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<g class="equip" font-size="15">{}</g></svg>',
        _WIDTH, height, _WIDTH * 3 // 2, height * 3 // 2, said, format_html_join("", _BAR, _rows(values)),
    )  # fmt: skip


def _rows(values: Sequence[tuple[str, int]]) -> Iterator[tuple[object, ...]]:
    most = max((number for _name, number in values), default=0) or 1
    for rank, (name, number) in enumerate(values):
        length, top = round((_WIDTH - _ROOM) * number / most), rank * _ROW
        yield top + 15, name, top + 20, length, length + 6, top + 34, number
