"""Which counts are parts of others, as far as data sets and the shared vocabulary say."""

from __future__ import annotations

from fabrique.kernels.indicators import Kind
from fabrique.observe.disclosing.nesting import Pairs, closed
from fabrique.observe.models import DataColumn, ReleasedFigure
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
