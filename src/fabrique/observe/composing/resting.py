"""What a score rests on: of an index, the figures that its readers do not have from a producer already.

A score is a function of its indicators: who knows the others finds the last one again, and ranks or the
contributions say it too. So that it says nothing more, all the figures that are not public go with it, in a
table that is protected and kept in the register as any other; ``disclosing`` refuses the whole when one of
them must be hidden.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.composing import tables
from fabrique.observe.composing.figures import Held, held_of
from fabrique.observe.content import Content
from fabrique.observe.enums import Origin
from fabrique.observe.models import DataColumn, DataSet, IndexRun


def with_figures_behind(content: Content, run: IndexRun | None) -> Content:
    """A content about a calculation, with the figures of partners and of the platform that it was made from.

    Raises ``DomainRefusal`` when they go further than the territory, where no table shows them.
    """
    if run is None or not (found := figures_behind(run)):
        return content
    codes, held = found
    if run.summary.get("everywhere"):
        _refuse_further([one for one in held if one.measure.code in codes])
    title = _("Ce que d’autres que la statistique publique ont compté, et sur quoi l’indice s’appuie")
    table = tables.by_area(held, run.level, key="appuis", title=title)
    return replace(content, tables=(*content.tables, table), rests=codes)


def figures_behind(run: IndexRun) -> tuple[tuple[str, ...], list[Held]] | None:
    """The codes of those that are not a producer's; they and the numbers that they are made of, from the very
    data sets of the calculation. None when all are public. Refused when one of these was erased: nobody can
    tell any more whose it was. Few queries, whatever the areas."""
    taken = {each["code"]: each["data_set"] for each in run.inputs}
    _refuse_erased(run)
    rows = DataColumn.objects.filter(data_set__in=set(taken.values()))
    rows = rows.exclude(data_set__origin=Origin.PRODUCER).select_related("data_set__organisation")
    by_key = {(str(one.data_set_id), one.code): one for one in rows.defer("values", "status")}
    pairs = [(taken[code], code) for code in run.summary["indicators"] if code in taken]
    own = [by_key[each] for each in pairs if each in by_key]
    if not own:
        return None
    wanted = {one.code: one for one in own}
    for one in own:
        for part in (one.numerator, one.denominator):
            if column := by_key.get((str(one.data_set_id), part)):
                wanted.setdefault(part, column)
    return tuple(one.code for one in own), held_of(list(wanted.values()), run.level)


def _refuse_erased(run: IndexRun) -> None:
    titles = {each["data_set"]: each["title"] for each in run.inputs}
    rows = DataSet.objects.everywhere("what a calculation rests on").filter(pk__in=titles)
    there = {str(key) for key in rows.values_list("pk", flat=True)}
    if gone := sorted({title for key, title in titles.items() if key not in there}):
        told = _("Ce calcul s’appuie sur ce qui est effacé depuis : %(names)s. Refaites-le avant de publier.")
        raise DomainRefusal(told % {"names": ", ".join(f"« {each} »" for each in gone)})


def _refuse_further(held: list[Held]) -> None:
    """An extreme elsewhere sets the scale of all."""
    further = [one.measure.label for one in held if len(one.around) > len(one.known)]
    if further:
        told = _(
            "Ce calcul s’appuie sur %(names)s, qu’un partenaire ou la plateforme a compté aussi hors du "
            "territoire : les scores le diraient. Refaites-le sur le territoire seul."
        )
        raise DomainRefusal(told % {"names": ", ".join(f"« {each} »" for each in further)})
