"""The portrait of a territory, or of one of its areas, on a sheet that an elected person understands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core.policies import Actor
from fabrique.kernels.indicators import Status
from fabrique.observe.composing import ranked, sourced, standings, tables, wording
from fabrique.observe.composing.area_portraits import of_area
from fabrique.observe.composing.figures import NOTHING, Held
from fabrique.observe.composing.finishing import finished
from fabrique.observe.composing.gathering import POPULATION, Gathered, gathered, method_of_index
from fabrique.observe.composing.rounding import percent
from fabrique.observe.content import Content, Figure, Map
from fabrique.observe.enums import Level
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.indices import Place
from fabrique.observe.queries.mapping import map_of_lines
from fabrique.observe.reading_aloud import most_fragile

MOST_FIGURES = 6
TOLD_SHARE = 0.02  # of the people: below, who is left out is not worth a sentence


def portrait_content(
    actor: Actor,
    *,
    run: IndexRun | None = None,
    level: str = Level.COMMUNE,
    within: str | None = None,
    today: date,
) -> Content:
    """The portrait of the territory, or of one area of it (``within``: the code of a commune or of a priority
    neighbourhood). ``run``: the calculation of an index that it shows; its level rules.

    Raises ``DomainRefusal``: no territory, no shared data at that level, an area that is not there.
    """
    level = run.level if run else level
    found = gathered(actor, level, run=run, within=within)
    if within:
        return of_area(found, within, today)
    return of_territory(found, today)


def of_territory(found: Gathered, today: date) -> Content:
    """The whole territory."""
    sources = sourced.sources_of(found.held)
    run, level = found.run, found.level
    everything = tables.by_area(found.held, level)
    ranking = (ranked.table_of(run, found.places),) if run else ()
    method = [*method_of_index(found),
              *sourced.method_of_figures(found.telling, wording.noun_of(level))]  # fmt: skip
    content = Content(
        kind="portrait",
        subject=found.territory.slug,
        title=_("Portrait de territoire : %s") % found.territory.name,
        territory=found.territory.name,
        made_on=today.isoformat(),
        reading=tuple(_reading(found)),
        figures=tuple(_figures(found)[:MOST_FIGURES]),
        maps=_maps(found, sourced.in_short(sources)),
        tables=(*ranking, tables.by_indicator(found.public, _("Ensemble"), level), everything),
        sources=sources,
        method=tuple(method),
        subtitle=_subtitle(found),
    )
    return finished(content)


def _subtitle(found: Gathered) -> str:
    areas = wording.noun_of(found.level)[1]
    return _("Où le numérique risque de laisser des habitants de côté, par %(area)s") % {
        "area": str(Level(found.level).label).lower()
    } if areas else ""  # fmt: skip


def _maps(found: Gathered, source: str) -> tuple[Map, ...]:
    if found.run:
        return ranked.map_of(found.run, found.places, source=source)
    for one in found.telling or found.held:
        if drawing := map_of_lines(found.level, one.measure, one.lines()):
            return (Map.of(drawing, key="mesure", table="zones", source=source, column=one.measure.code),)
    return ()


def _reading(found: Gathered) -> list[str]:
    """Five sentences or six: who, what is sure, what is not, what the figures are worth."""
    people = found.population.whole.number if found.population else None
    count = wording.counted(found.level, len(found.held[0].names))
    said = []
    if people and found.level not in wording.COVERING:
        told = _("Ce portrait porte sur %(areas)s. Nombre d’habitants : %(people)s.")
        said.append(told % {"people": wording.whole(people), "areas": count})
    elif people:
        told = _("Le territoire compte %(people)s et %(areas)s.")
        said.append(told % {"people": wording.inhabitants(people), "areas": count})
    else:
        said.append(_("Le territoire compte %(areas)s.") % {"areas": count})
    if found.run:
        said += ranked.reading(found.run, found.places)
        said[-1] += _left_out(found, people)
    else:
        said += [span for held in found.telling[:3] if (span := span_of(held))]
    return [*said, *sourced.cautions(found.telling)]


def _left_out(found: Gathered, people: float | None) -> str:
    """How many people live where nothing is ranked, after the sentence on it: a large town would be forgotten
    otherwise."""
    if not people or found.population is None:
        return ""
    values = [found.population.values.get(one.code, NOTHING) for one in found.places if one.score is None]
    out = sum(one.number or 0.0 for one in values)
    if out < TOLD_SHARE * people:
        return ""
    # Where nobody knows how many they are, there may be some.
    told = (
        _(" Y vivent %(people)s habitants, %(share)s du territoire.")
        if all(one.number is not None for one in values)
        else _(" Y vivent au moins %(people)s habitants, %(share)s du territoire.")
    )
    return told % {"people": wording.whole(out), "share": percent(out, people)}


def span_of(one: Held) -> str:
    """« Locaux reliés : de 12,0 % (Ambès) à 98,0 % (Bordeaux). »"""
    ends = one.ends()
    if not ends:
        return ""
    low, high = (
        f"{wording.plain(one.known[code], one.measure)} ({tables.where(one, code)})" for code in ends
    )
    return _("%(label)s : de %(low)s à %(high)s.") % {"label": one.measure.label, "low": low, "high": high}


def _figures(found: Gathered) -> list[Figure]:
    figures = []
    if found.population and found.population.whole.number is not None:
        whole = found.population.whole.number
        year = _("chiffres de %s") % found.population.data_set.vintage
        figures.append(Figure(_("Habitants"), wording.whole(whole), year, POPULATION))
    if found.run:
        figures += _sure(found.run, found.places)
    return [*figures, *(figure_of(one, found.level) for one in found.telling if one.known)]


def _sure(run: IndexRun, places: Sequence[Place]) -> list[Figure]:
    """How many areas of the territory are surely among the most fragile, and of what."""
    summary = standings.summary_of(run, places)
    if summary["median_width"] is None or not summary["scored"]:
        return []
    noun = wording.noun_of(run.level)
    sure, doubtful = summary["robust_top"], summary["probable"] + summary["contested"]
    label = _("Sûrement %(top)s") % {"top": most_fragile(summary["top_count"])}
    value = (
        f"{wording.whole(sure) if sure else _('aucune')}{wording.NARROW}{noun[0] if sure < 2 else noun[1]}"
    )
    notes = [standings.compared_with(run, places)]
    if doubtful:
        told = ngettext(
            "pour %(n)s autre, cela dépend des choix", "pour %(n)s autres, cela dépend des choix", doubtful
        )
        notes.append(told % {"n": wording.whole(doubtful)})
    return [Figure(label, value, " ; ".join(notes))]


def figure_of(one: Held, level: str) -> Figure:
    """The value of the territory; where it cannot be known, the median of its areas, and never a mean."""
    notes, whole, label = [], one.whole, one.measure.label
    if whole.number is not None:
        value = wording.said(whole.number, one.measure)
        if whole.persons:
            notes.append(_("%s personnes") % wording.whole(whole.persons))
    elif one.median is None:
        return Figure(label, tables.standing(whole), _("aucune valeur publiée"), one.measure.code)
    else:
        value = wording.said(one.median, one.measure)
        notes.append(_middle(one, level))
    if one.median_around is not None:
        around = wording.plain(one.median_around, one.measure)
        told = _("médiane des %(n)s %(areas)s du fichier : %(value)s")
        areas = wording.noun_of(level)[1]
        notes.append(told % {"value": around, "n": wording.whole(len(one.around)), "areas": areas})
    if (one.mostly_estimated or whole.status == Status.IMPUTED) and "estimé" not in label:
        notes.append(_("estimé"))
    return Figure(label, value, " ; ".join(notes), one.measure.code)


def _middle(one: Held, level: str) -> str:
    """What the median says, of as many areas as are known, and true of equals too."""
    noun, known = wording.noun_of(level), len(one.known)
    if known == 1:
        return _("la seule %(area)s connue") % {"area": noun[0]}
    if one.ends() is None:
        return _("le même chiffre dans les %(n)s %(areas)s connues") % {
            "n": wording.whole(known), "areas": noun[1],
        }  # fmt: skip
    if known == len(one.values):
        return _("médiane : la moitié au moins des %(areas)s ont ce chiffre ou plus") % {"areas": noun[1]}
    told = _("médiane : la moitié au moins des %(n)s %(areas)s connues ont ce chiffre ou plus")
    return told % {"n": wording.whole(known), "areas": noun[1]}
