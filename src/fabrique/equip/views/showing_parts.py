"""Durations as the pages of figures show them: in whole days, and what is not reached yet said so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core.ui.parts import Column
from fabrique.equip.queries.figures.stock import Wait
from fabrique.equip.showing.bars import bars
from fabrique.equip.showing.spread import Spread, more_than


def lead_of(found: Spread | None) -> dict[str, Any] | None:
    """From the promise to the hand: the sentence, the chart, its table, the deciles."""
    if found is None:
        return None
    rows = [*found.classes, (_("attendent encore"), found.waiting)]
    if found.other:
        rows.append((_("finis sans avoir servi"), found.other))
    return {
        "spread": found,
        "said": _said(found),
        "chart": bars(rows, _("Appareils donnés, selon le temps de la promesse à la remise")),
        "columns": [Column(_("Durée")), Column(_("Appareils"), numeric=True)],
        "rows": [list(pair) for pair in rows],
        "deciles": [(rank * 10, _decile(each)) for rank, each in enumerate(found.deciles, 1)],
    }


def _said(found: Spread) -> str:
    """« La moitié… » in a sentence."""
    if not found.deciles:
        return _("Moins de 11 appareils : trop peu pour dire un délai.")
    seen = _days(int(found.seen))
    if found.median is None:
        return _("La moitié n’est pas encore remise après %(seen)s.") % {"seen": seen}
    words = _(
        "La moitié des appareils sont remis en moins de %(median)s, neuf sur dix en moins de %(ninth)s."
    )
    if found.ninth is None:
        words = _("La moitié des appareils sont remis en moins de %(median)s ; neuf sur dix, %(ninth)s.")
    return words % {"median": _within(found.median), "ninth": _reached(found, found.ninth)}


def wait_rows(waits: Iterable[Wait]) -> list[dict[str, Any]]:
    """A line of the table for each state."""
    return [
        {
            "label": each.state.label,
            "median": _reached(each.spread, each.spread.median),
            "ninth": _reached(each.spread, each.spread.ninth),
            "left": each.spread.done,
            "still": each.spread.waiting,
        }
        for each in waits
    ]


def _reached(spread: Spread, found: float | None) -> str:
    if not spread.deciles:
        return _("trop peu pour le dire")
    if found is None:
        return _("pas encore après %(seen)s") % {"seen": _days(int(spread.seen))}
    return _within(found)


def _decile(found: float | None) -> str:
    return _("pas encore atteint") if found is None else _("en moins de %(days)s") % {"days": _within(found)}


def _within(found: float) -> str:
    """« 12 jours », the whole number above, so that « en moins de » is true."""
    return _days(more_than(found))


def _days(whole: int) -> str:
    return ngettext("%(n)s jour", "%(n)s jours", whole) % {"n": whole}
