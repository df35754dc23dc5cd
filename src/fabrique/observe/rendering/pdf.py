"""The sheet and the slides of a content, as PDF/UA."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.documents import render, render_apart
from fabrique.core.ui import formats
from fabrique.observe.content import Content, Map, Source, Table
from fabrique.observe.rendering import painting
from fabrique.observe.rendering.cells import ABSENT, WHY, heading, numeric, on_paper, reasons, shown

HERE = Path(__file__).parent
SHEET, SLIDES = HERE / "portrait.typ", HERE / "slides.typ"
ON_SHEET, ON_SLIDE = 10, 9  # rows of the first table on the sheet, of each on a slide
MOST_ON_PAPER = 2_000  # rows of a table; the files have them all
SEAL = 16
LETTERS = 118  # on a line of a table of the sheet, the margins of its cells included
_WORDS = re.compile(r"[ -]")  # where a line may break
LONG = 300  # rows: beyond, the document is made in a process of its own
ON_HALF_A_PAGE, ON_A_SLIDE = 62, 62  # units: letters of a map


def sheet_pdf(content: Content, *, at: datetime) -> bytes:
    """One A4 page that says it all, then « Tous les chiffres »."""
    return _rendered(SHEET, sheet_data(content), content, at)


def slides_pdf(content: Content, *, at: datetime) -> bytes:
    """The same to be shown to a meeting, 16:9."""
    return _rendered(SLIDES, slides_data(content), content, at)


def _rendered(template: Path, data: dict[str, Any], content: Content, at: datetime) -> bytes:
    if sum(len(table.rows) for table in content.tables) <= LONG:
        return render(template, data, at=at)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return render_apart(template, data, Path(folder) / "document.pdf", at=at).path.read_bytes()


def sheet_data(content: Content) -> dict[str, Any]:
    """What ``portrait.typ`` reads."""
    first = content.tables[0] if content.tables else None
    return {
        **_common(content),
        "maps": [_map(one, ON_HALF_A_PAGE) for one in content.maps],
        "short": _table(first, ON_SHEET) if first else None,
        "tables": [_table(table, MOST_ON_PAPER) for table in content.tables],
    }


def slides_data(content: Content) -> dict[str, Any]:
    """What ``slides.typ`` reads."""
    return {
        **_common(content),
        "maps": [_map(one, ON_A_SLIDE) for one in content.maps],
        "tables": [_table(table, ON_SLIDE) for table in content.tables],
    }


def _common(content: Content) -> dict[str, Any]:
    made = date.fromisoformat(content.made_on)
    return {
        "title": _heading(content.title),
        "subject": content.subtitle,
        "setting": {"territory": content.territory},
        "subtitle": content.subtitle,
        "on": formats.dated(made),
        "reading": list(content.reading),
        "figures": [{"label": one.label, "value": one.value, "note": one.note} for one in content.figures],
        "sources": [_source(one) for one in content.sources],
        "method": list(content.method),
        "seal": content.digest[:SEAL],
    }


def _heading(title: str) -> str:
    """PDF/UA has no heading without words, and signs that no font has are left out of a document."""
    return title if any(sign.isalnum() for sign in title) else _("Sans titre")


def _source(one: Source) -> dict[str, str]:
    """In short for the foot of a sheet, and whole."""
    short = ", ".join(filter(None, (one.producer, one.vintage)))
    return {
        "short": f"{one.title} ({short})" if short else one.title,
        "licence": one.licence,
        "url": one.url,
        "note": one.note,
    }


def _map(one: Map, letters: int) -> dict[str, Any]:
    return {
        "title": _heading(one.title),
        "svg": painting.painted(one, letters=letters),
        "alt": _alt(one),
        "said": "" if one.square else one.said,
        "notes": list(one.notes),
        "entries": [
            {"swatch": painting.swatch(one, each), "label": each.label, "count": each.count}
            for each in one.entries
        ],
        "square": [
            [{"swatch": painting.swatch(one, each), "label": each.label} for each in line]
            for line in one.square
        ],
        "axes": list(one.axes),
    }


def _alt(one: Map) -> str:
    """What the map shows, for whoever does not see it: its classes, and the table that says the same."""
    classes = " ; ".join(f"{each.label} : {each.count}" for each in one.entries)
    said = _("Carte : %(title)s.") % {"title": one.title}
    told = _("Nombre de zones par classe : %s.") % classes if classes else ""
    return " ".join(filter(None, (said, told, _("Le tableau du document dit la même chose."))))


def _table(table: Table, most: int) -> dict[str, Any]:
    """The columns that fit, the first ``most`` rows, and how many there are in all."""
    kept = on_paper(table)
    columns = [table.columns[at] for at in kept]
    rows = table.rows[:most]
    return {
        "key": table.key,
        "title": _heading(table.title),
        "note": table.note,
        "columns": [{"label": heading(one), "number": numeric(one)} for one in columns],
        "rows": [[shown(row[at], table.columns[at]) for at in kept] for row in rows],
        **_widths(table, kept, rows),
        "all": len(table.rows),
        "absent": [f"{ABSENT[one]} : {WHY[one]}" for one in reasons(table)],
    }


def _widths(table: Table, kept: Sequence[int], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The share of each column, in letters, and how many letters the table needs at least: a word never runs
    into the next column, and what room is left goes to the columns whose cells are long.
    """
    needs, wants = [], []
    for at in kept:
        column, label = table.columns[at], heading(table.columns[at])
        cells = [shown(row[at], column) for row in rows]
        words: list[float] = [len(word) for text in cells for word in _WORDS.split(text)]
        words += [1.35 * len(word) for word in label.split()]  # bold
        longest = max((len(text) for text in cells), default=0)
        needs.append(max([3, *words]) + 2)
        wants.append(min(max(longest, len(label) / 3, needs[-1]) + 2, 36))
    left = max(LETTERS - sum(needs), 0)
    more = [max(want - need, 0) for want, need in zip(wants, needs, strict=True)]
    part = min(left / sum(more), 1) if sum(more) else 0
    weights = [round(need + part * extra, 1) for need, extra in zip(needs, more, strict=True)]
    return {"weights": weights, "letters": sum(needs)}
