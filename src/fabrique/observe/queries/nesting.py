"""Which counts are parts of others, as far as data sets and the shared vocabulary say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fabrique.kernels.indicators import Kind
from fabrique.observe.models import DataColumn, ReleasedFigure
from fabrique.observe.nesting import Pairs, closed
from fabrique.observe.sources.catalogue import catalogue

SHARES = (Kind.RATIO, Kind.MEAN)


def nested_counts() -> Pairs:
    """Each count and those that hold it: the numerator and the denominator of any share or mean of a data
    set, of the shared vocabulary, or of what was told together once. The data sets need not serve any more,
    nor be shared: what is known of a code is known of it wherever it is. Two queries.
    """
    rows = DataColumn.objects.filter(kind__in=SHARES).exclude(numerator="").exclude(denominator="")
    found = set(rows.order_by().values_list("numerator", "denominator").distinct())
    found |= {
        (one.measure.numerator, one.measure.denominator)
        for one in catalogue().values()
        if one.measure.kind in SHARES and one.measure.numerator and one.measure.denominator
    }
    told = ReleasedFigure.objects.everywhere("what was told is never forgotten")
    for name in told.filter(family__startswith="-").order_by().values_list("family", flat=True).distinct():
        part, slash, whole = name[1:].partition("/")
        if slash and part and whole:
            found.add((part, whole))
    return closed(found)


def wholes_of(codes: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Of each of these counts, those that hold it, as far as everybody may read that there are such: what is
    published names them. Three queries.
    """
    nested = [pair for pair in nested_counts() if pair[0] in codes]
    named = {whole for _part, whole in nested}
    shared = DataColumn.objects.filter(data_set__shared=True, code__in=named).order_by()
    known = (named & catalogue().keys()) | set(shared.values_list("code", flat=True).distinct())
    return {
        code: tuple(sorted(whole for part, whole in nested if part == code and whole in known))
        for code in codes
    }
