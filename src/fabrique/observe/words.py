"""Figures and their standing, as a page writes them."""

from __future__ import annotations

import math
import re

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fabrique.core.tabular import normalise_header
from fabrique.kernels.index import Definition, Standing
from fabrique.kernels.index.definition import Mean, Method, Missing
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


_YEAR = re.compile(r"(?:19|20)\d\d")
_OPEN = re.compile(
    r"\b(licence ouverte|open licence|etalab|odbl|open database|cc ?0|domaine public|cc by(?! n)( sa)?)\b"
)


def is_open(licence: str) -> bool:
    """Whether a licence, as it was written, lets anybody use the data again."""
    plain = " ".join(normalise_header(licence).split())
    return bool(_OPEN.search(plain)) and not re.search(r"\b(hors|sans|interne|non)\b", plain)


def year_of(vintage: str) -> int:
    """The last year that a vintage names, 0 when it names none."""
    return max(map(int, _YEAR.findall(vintage)), default=0)


_ONE = {
    "antennes": "antenne", "appareils": "appareil", "emplois": "emploi", "équipements": "équipement",
    "habitants": "habitant", "lieux": "lieu", "lignes": "ligne", "locaux": "local", "logements": "logement",
    "ménages": "ménage", "personnes": "personne", "places": "place", "prises": "prise",
}  # fmt: skip


def unit_of(value: float, measure: Measure) -> str:
    """The unit after a number: one, or less, is singular."""
    return _ONE.get(measure.unit, measure.unit) if abs(value) < 2 else measure.unit


def said(value: float, measure: Measure) -> str:
    """A value with its unit: whole for a count, one decimal for a percentage, three figures otherwise."""
    if measure.kind is Kind.COUNT:
        decimals = int(value != round(value))
    elif measure.unit == "%":
        decimals = 1
    else:
        size = math.floor(math.log10(abs(value))) if value else 0
        decimals = min(max(2 - size, 0), 4)
    text = number_format(round(value, decimals), decimals, use_l10n=True, force_grouping=True)
    unit = unit_of(value, measure)
    return f"{text}\u00a0{unit}".strip() if unit else text


METHODS = {
    Method.RANK: _("par le rang"),
    Method.PERCENTILE: _("par la place dans la liste, en pour-cent"),
    Method.Z: _("en écarts à la moyenne"),
    Method.MINMAX: _("entre la plus petite et la plus grande valeur"),
    Method.GOALPOSTS: _("entre deux bornes fixées d’avance"),
    Method.BANDS: _("par tranches"),
    Method.RATIO: _("en rapport à la moyenne"),
    Method.DISTANCE: _("en distance à une référence"),
}
MEANS = {
    Mean.ARITHMETIC: _("moyenne simple"),
    Mean.GEOMETRIC: _("moyenne géométrique"),
    Mean.HARMONIC: _("moyenne harmonique"),
}
MISSING_RULES = {
    Missing.OMIT: _("un indicateur manquant est laissé de côté, les autres comptent pour lui"),
    Missing.REFUSE: _("une zone à qui il manque un indicateur n’est pas notée"),
    Missing.MEAN: _("un indicateur manquant est pris à la moyenne"),
    Missing.MEDIAN: _("un indicateur manquant est pris à la médiane"),
    Missing.LOW: _("un indicateur manquant est pris au plus bas"),
    Missing.HIGH: _("un indicateur manquant est pris au plus haut"),
}
# Whether an area is among the most fragile: (standing, more often so than not) to words.
AMONG = {
    (Standing.ROBUST, True): (_("sûrement"), "bad"),
    (Standing.PROBABLE, True): (_("probablement"), "warn"),
    (Standing.CONTESTED, True): (_("on ne peut pas dire"), "info"),
    (Standing.CONTESTED, False): (_("on ne peut pas dire"), "info"),
    (Standing.PROBABLE, False): (_("probablement pas"), ""),
    (Standing.ROBUST, False): (_("sûrement pas"), ""),
}


def alternatives(found: Definition) -> list[str]:
    """The other choices that a calculation tries, each in a sentence."""
    open_to, said = found.alternatives, []
    if open_to.normalisations:
        names = ", ".join(str(METHODS[each.method]) for each in open_to.normalisations)
        said.append(gettext("mettre à la même échelle autrement : %(names)s") % {"names": names})
    if open_to.means:
        said.append(", ".join(str(MEANS[each]) for each in open_to.means))
    if open_to.missing:
        said.append("; ".join(str(MISSING_RULES[each]) for each in open_to.missing))
    if open_to.spread:
        said.append(gettext("d’autres poids, autour de ceux qui sont écrits"))
    if open_to.removal:
        said.append(gettext("retirer un indicateur"))
    return said
