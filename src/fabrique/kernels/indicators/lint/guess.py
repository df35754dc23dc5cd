"""What the name of a column says of it, where nobody declared anything."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from fabrique.kernels.indicators.model import Floats, Kind, Measure

_INCOME = re.compile(
    r"(^| )(revenus?|incomes?|niveau de vie|salaires?|disp (med|q2|d\d)|decuc (q2|d\d)|med\d\d)( |$)"
)
_SHARE = re.compile(r"^(tx|taux|part|pct|pourcent\w*|prop\w*) |^couverture | (pct|pourcent\w*)( |$)|%")
_SCORE = re.compile(r"(^| )(scores?|indice global|ifn)( |$)")
_QUANTILE = re.compile(r"(^| )(med|mediane?|d[1-9]|q[1-3]|decile|quartile)\w*( |$)")


def plain(name: str) -> str:
    """A name without accents, capitals or punctuation: « Tx_Pauvreté » is « tx pauvrete »."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", text).split())


def income_like(measure: Measure) -> bool:
    """Whether more of it means better off: an income, not a share of people or of benefits."""
    names = (plain(measure.code), plain(measure.label))
    if measure.unit == "%" or any(re.search(r"minim|solidarite|rsa|aide", name) for name in names):
        return False
    return any(bool(_INCOME.search(name)) for name in names)


def guess_measure(name: str, values: Floats, direction: int = 0) -> Measure:
    """A measure for a column that nothing declares: bounds and kind only as far as its name is clear."""
    text = plain(name)
    known = values[np.isfinite(values)]
    if _SCORE.search(text):
        return Measure(name, name, "", Kind.SCORE, direction or 1, least=None)
    if _SHARE.search(text + " "):
        return Measure(name, name, "", Kind.RATIO, direction, least=0.0, most=100.0)
    if _QUANTILE.search(text) or _INCOME.search(text):
        return Measure(name, name, "", Kind.QUANTILE, direction, least=None)
    whole = known.size > 0 and bool((known == np.round(known)).all()) and bool((known >= 0).all())
    return Measure(name, name, "", Kind.COUNT if whole else Kind.MEAN, direction, least=None)
