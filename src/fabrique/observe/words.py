"""Figures and their standing, as a page writes them."""

from __future__ import annotations

import math

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from fabrique.kernels.indicators import Kind, Measure, Status

STANDING = {
    Status.OBSERVED: _("observé"),
    Status.IMPUTED: _("estimé"),
    Status.SECRET: _("secret"),
    Status.MISSING: _("manquant"),
}
KINDS = {
    Kind.COUNT: _("nombre"),
    Kind.RATIO: _("part"),
    Kind.MEAN: _("moyenne"),
    Kind.QUANTILE: _("médiane ou quantile"),
    Kind.SCORE: _("score"),
}
DIRECTIONS = {
    1: _("plus il y en a, plus c’est fragile"),
    -1: _("moins il y en a, plus c’est fragile"),
    0: _("ne dit rien de la fragilité à lui seul"),
}


def said(value: float, measure: Measure) -> str:
    """A value with its unit: whole for a count, one decimal for a percentage, three figures otherwise."""
    if measure.kind is Kind.COUNT and value == round(value):
        decimals = 0
    elif measure.unit == "%":
        decimals = 1
    else:
        size = math.floor(math.log10(abs(value))) if value else 0
        decimals = min(max(2 - size, 0), 4)
    text = number_format(value, decimals, use_l10n=True, force_grouping=True)
    return f"{text}\u00a0{measure.unit}".strip() if measure.unit else text
