"""Maps of access: alone, and crossed with a need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, fetch
from fabrique.kernels.cartography import Basemap, Classes, Drawing, Frame, bivariate, choropleth, classify
from fabrique.kernels.indicators import Kind
from fabrique.observe.enums import Level
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.access import Reading
from fabrique.observe.queries.indicators import catalogue, indicator, ways_of
from fabrique.observe.queries.indices import SEE_RUN, Places, runs_seen
from fabrique.observe.queries.mapping import base_of, named

RUN, MEASURE = "calcul", "mesure"
CLASSES = 3  # of the need, and of access


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need by commune, the higher the more: ``values`` by code, ``label`` in words. ``turned``: the fewer
    there are the more it is a need, so that ``values`` are below zero."""

    label: str
    values: Mapping[str, float]
    turned: bool = False

    def said(self, code: str) -> str:
        """The figure of a commune as it was measured; "" when it has none."""
        value = self.values.get(code)
        if value is None:
            return ""
        return number_format(
            round(-value if self.turned else value, 1), 1, use_l10n=True, force_grouping=True
        )


def needs_known(actor: Actor) -> list[tuple[str, str]]:
    """What access may be crossed with: indices calculated by commune, then indicators that tell."""
    runs = runs_seen(actor).filter(level=Level.COMMUNE)[:20]
    dated = [(f"{RUN}:{one.pk}", f"{one.definition.title}, {one.computed_at:%d/%m/%Y}") for one in runs]
    told = [one.measure for one in catalogue(actor) if one.measure.direction]
    return [*dated, *((f"{MEASURE}:{one.code}", one.label) for one in told)]


def counts_known(actor: Actor) -> list[tuple[str, str]]:
    """Numbers of people that access may be measured for."""
    held = [one.measure for one in catalogue(actor) if one.measure.kind is Kind.COUNT]
    return [(one.code, one.label) for one in held if one.unit in ("personnes", "habitants")]


def need_of(actor: Actor, choice: str) -> Wanted | None:
    """The need that was chosen; None when there is none, or none by commune."""
    kind, _colon, key = choice.partition(":")
    if kind == RUN:
        run = fetch(actor, SEE_RUN, IndexRun.objects.all().select_related("definition"), pk=key)
        held = {one.code: one.score for one in Places(run) if one.score is not None}
        return Wanted(run.definition.title, held)
    ways = ways_of(actor, key) if kind == MEASURE else {}
    if Level.COMMUNE not in ways:
        return None
    shown = indicator(ways[Level.COMMUNE][0], Level.COMMUNE)
    turn = -1 if shown.measure.direction < 0 else 1
    values = {one.code: turn * one.value for one in shown.lines if one.value is not None}
    return Wanted(shown.measure.label, values, turned=turn < 0)


def map_of_access(
    reading: Reading, said: Mapping[str, str], title: str, unit: str, *, timed: bool = False
) -> Drawing | None:
    """A choropleth of access by commune; of the distance when nothing else was measured, or of the time."""
    base = _base(reading)
    if base is None:
        return None
    held = reading.by_code()
    scale = 1.0 if timed else 1000.0
    values = [_shown(held[code].value, held[code].far / scale) for code in base.codes]
    frame = Frame("acces", title, _("Le tableau dit la même chose."), _names(reading), said)
    return named(choropleth(base, classify(values), frame, unit=unit), _names(reading))


def map_of_both(reading: Reading, need: Wanted, said: Mapping[str, str]) -> Drawing | None:
    """Three classes of need crossed with three of access, the higher the worse."""
    base = _base(reading)
    if base is None:
        return None
    wants, far = _crossed(reading, need, base.codes)
    title = _("Le besoin et l’accès : %(need)s") % {"need": need.label}
    frame = Frame("croise", title, _("Le tableau dit la même chose."), _names(reading), said)
    axes = (_("un besoin plus fort"), _("un accès plus difficile"))
    return named(bivariate(base, wants, far, frame, axes=axes), _names(reading))


def worst_of_both(reading: Reading, need: Wanted) -> list[str] | None:
    """The names of the communes that are in the last class of both, worst served first; None when one of the
    two does not part the communes into three."""
    wants, far = _crossed(reading, need, [one.code for one in reading.lines])
    if len(wants) < CLASSES or len(far) < CLASSES:
        return None
    last = (wants.ranks == CLASSES - 1) & (far.ranks == CLASSES - 1)
    return [one.name for one, there in zip(reading.lines, last, strict=True) if there]


def _crossed(reading: Reading, need: Wanted, codes: Sequence[str]) -> tuple[Classes, Classes]:
    held = reading.by_code()
    wants = [need.values.get(code, np.nan) for code in codes]
    far = [_want(held[code].value, held[code].far) for code in codes]
    return classify(wants, number=CLASSES), classify(far, number=CLASSES)


def _base(reading: Reading) -> Basemap | None:
    return base_of(Level.COMMUNE, [one.code for one in reading.lines])


def _names(reading: Reading) -> dict[str, str]:
    return {one.code: one.name for one in reading.lines}


def _shown(value: float | None, far: float) -> float:
    if value is not None:
        return value
    return far if np.isfinite(far) else np.nan


def _want(value: float | None, far: float) -> float:
    if value is not None:
        return -value
    return far if np.isfinite(far) else np.nan
