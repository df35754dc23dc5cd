"""A calculation of an index as a publication: all its areas, each with the interval of its rank."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from fabrique.kernels.indicators import Panel
from fabrique.observe.composing import ranked, sourced, wording
from fabrique.observe.composing.finishing import finished
from fabrique.observe.composing.sharing import refuse_unshared
from fabrique.observe.content import Column, Content, Figure, Table
from fabrique.observe.enums import Level
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.indicators import names_of
from fabrique.observe.reading_aloud import most_fragile
from fabrique.territory.queries import current_territory


def ranking_content(run: IndexRun) -> Content:
    """What a calculation gave. Raises ``DomainRefusal`` while a data set behind it is not shared."""
    refuse_unshared(run)
    territory = current_territory()
    name = territory.name if territory else run.organisation.name
    places = ranked.all_places(run)
    sources = sourced.sources_of_run(run)
    noun = wording.noun_of(run.level)
    content = Content(
        kind="ranking",
        subject=str(run.pk),
        title=_("%(index)s, par %(level)s : %(territory)s") % {
            "index": run.definition.title, "level": str(Level(run.level).label).lower(), "territory": name,
        },
        territory=name,
        made_on=run.computed_at.date().isoformat(),
        reading=(*_reach(run, noun), *ranked.reading(run, places)),
        figures=tuple(_figures(run, noun)),
        maps=ranked.map_of(run, places, source=sourced.in_short(sources)),
        tables=(ranked.table_of(run, places), *_stability(run)),
        sources=sources,
        method=tuple(ranked.method(run)),
    )  # fmt: skip
    return finished(content)


def _reach(run: IndexRun, noun: tuple[str, str]) -> list[str]:
    """Of what a ranking is, when it is not of the territory whose name it bears."""
    if not run.summary.get("everywhere"):
        return []
    known = names_of(run.level, Panel(run.level, 0, tuple(run.areas), {}, dict(run.names)))
    here = sum(code in known for code in run.areas)
    if here == len(run.areas):
        return []
    told = _("Ce classement porte sur les %(n)s %(many)s des fichiers, dont %(here)s du territoire.")
    said = {"n": wording.whole(len(run.areas)), "many": noun[1], "here": wording.whole(here)}
    return [told % said]


def _figures(run: IndexRun, noun: tuple[str, str]) -> list[Figure]:
    summary = run.summary
    ranked_areas = Figure(_("%s classées") % noun[1].capitalize(), wording.whole(summary["scored"]),
                          _("sur %s") % wording.whole(summary["areas"]))  # fmt: skip
    if summary["median_width"] is None:  # nothing tells them apart: none is sure, nor in doubt
        return [replace(ranked_areas, label=_("%s qui ont un score") % noun[1].capitalize())]
    top = most_fragile(summary["top_count"])
    return [
        ranked_areas,
        Figure(_("Sûrement %s") % top, wording.whole(summary["robust_top"]),
               _("dans 95 % des tirages ou plus")),
        Figure(_("Probablement"), wording.whole(summary["probable_top"]), _("dans 80 % des tirages ou plus")),
        Figure(_("On ne peut pas dire"), wording.whole(summary["contested"]),
               _("cela dépend des choix")),
    ]  # fmt: skip


def _stability(run: IndexRun) -> list[Table]:
    """How many of the most fragile stay so when an indicator is taken away."""
    labels = run.summary["labels"]
    rows = tuple(
        (labels[each["code"]], 100 * each["overlap"])
        for each in run.summary["removals"]
        if each["overlap"] is not None
    )
    columns = (
        Column("sans", _("Sans l’indicateur"), meaning=_("L’indicateur que l’on retire.")),
        Column("restent", _("Des plus fragiles le restent"), "%", 0,
               _("Part des zones les plus fragiles qui le restent sans cet indicateur.")),
    )  # fmt: skip
    return [Table("retraits", _("Si l’on retirait un indicateur"), columns, rows)] if rows else []
