"""The last touch on a content: its sentences set as French is; the official names of its tables stay."""

from __future__ import annotations

from dataclasses import replace

from fabrique.core.ui.formats import typeset
from fabrique.observe.content import Content


def finished(content: Content) -> Content:
    """With curly apostrophes, and no line that begins with « : » or « ? »."""
    return replace(
        content,
        title=typeset(content.title),
        subtitle=typeset(content.subtitle),
        territory=typeset(content.territory),
        reading=tuple(typeset(each) for each in content.reading),
        figures=tuple(
            replace(one, label=typeset(one.label), value=typeset(one.value), note=typeset(one.note))
            for one in content.figures
        ),
        tables=tuple(
            replace(one, title=typeset(one.title), note=typeset(one.note)) for one in content.tables
        ),
        method=tuple(typeset(each) for each in content.method),
    )
