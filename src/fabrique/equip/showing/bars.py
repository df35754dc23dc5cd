"""A small bar chart, drawn by the server; the page has its table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

FEWEST = 10  # things: of fewer, the table says as much
_BAR = (
    '<span>{}</span><b class="num">{}</b><svg viewBox="0 0 100 10" preserveAspectRatio="none">'
    '<rect class="bar" width="{}" height="10"/></svg>'
)


def bars(values: Sequence[tuple[str, int]], said: str) -> SafeString:
    """Horizontal bars, each under its words and its number, which have the size of the page's text.

    ``said``: what the chart shows. Nothing for fewer than ten things.
    """
    if sum(number for _name, number in values) < FEWEST:
        return SafeString("")
    drawn = format_html_join("", _BAR, _rows(values))
    return format_html('<div class="bars equip" role="img" aria-label="{}">{}</div>', said, drawn)


def _rows(values: Sequence[tuple[str, int]]) -> Iterator[tuple[object, ...]]:
    most = max((number for _name, number in values), default=0) or 1
    for name, number in values:
        yield name, number, round(100 * number / most)
