"""Two to four areas side by side: what is known of each, and whether they can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from fabrique.core.policies import Actor
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.composing import ranked, sourced, standings, tables, wording
from fabrique.observe.composing.figures import NOTHING, Held
from fabrique.observe.composing.finishing import finished
from fabrique.observe.composing.gathering import POPULATION, Gathered, gathered
from fabrique.observe.content import Absent, Cell, Column, Content, Figure, Table
from fabrique.observe.enums import Level
from fabrique.observe.models import IndexRun
from fabrique.observe.queries.indices import Place
from fabrique.observe.reading_aloud import most_fragile

FEWEST, MOST = 2, 4


def comparing_content(
    actor: Actor,
    codes: Sequence[str],
    *,
    run: IndexRun | None = None,
    level: str = Level.COMMUNE,
    today: date,
) -> Content:
    """Areas of the territory side by side. Raises ``DomainRefusal`` for fewer than two, more than four, or
    one that is not there.
    """
    wanted = list(dict.fromkeys(codes))
    if not FEWEST <= len(wanted) <= MOST:
        raise DomainRefusal(_("Choisissez de deux à quatre zones à comparer."))
    level = run.level if run else level
    found = gathered(actor, level, run=run)
    names = found.held[0].names
    if unknown := [code for code in wanted if code not in names]:
        told = _("Aucune zone du territoire n’a le code « %(code)s » à ce niveau.")
        raise DomainRefusal(told % {"code": unknown[0]})
    places = [place for code in wanted for place in found.places if place.code == code]
    sources = sourced.sources_of(found.held)
    content = Content(
        kind="comparison",
        subject="-".join(wanted),
        title=_("Comparaison : %s") % wording.listed([names[code] for code in wanted]),
        territory=found.territory.name,
        made_on=today.isoformat(),
        reading=tuple(_reading(places, found)),
        figures=tuple(_people(found, wanted)),
        tables=(_table(found, wanted, places),),
        sources=sources,
        method=(*(ranked.method(run) if run else ()),
                      *sourced.method_of_figures(found.telling, wording.noun_of(level))),
    )  # fmt: skip
    return finished(content)


def _reading(places: Sequence[Place], found: Gathered) -> list[str]:
    """Which areas can be told apart: those whose intervals do not meet, and no others."""
    order = sorted(
        (one for one in places if one.rank is not None and one.low is not None and one.high is not None),
        key=lambda one: (one.rank or 0, one.name),
    )
    said = []
    for first, second in pairwise(order):
        if (first.high or 0) < (second.low or 0):
            told = _(
                "Par cet indice, %(first)s est plus fragile que %(second)s : les intervalles de leurs "
                "rangs ne se croisent pas."
            )
        else:
            told = _(
                "On ne peut pas dire laquelle est la plus fragile, de %(first)s et de %(second)s : les "
                "intervalles de leurs rangs se croisent."
            )
        said.append(told % {"first": first.name, "second": second.name})
    if found.run and (lacking := [one for one in places if one.rank is None]):
        unranked = [f"{one.name} ({ranked.unranked(found.run, one)})" for one in lacking]
        told = _("Sans rang, ce qui ne veut pas dire « moins fragile » : %(names)s.")
        said.append(told % {"names": wording.listed(unranked)})
    return [*said, *sourced.cautions(found.telling)]


def _people(found: Gathered, codes: Sequence[str]) -> list[Figure]:
    if found.population is None:
        return []
    values = found.population.values
    known = [(code, values.get(code, NOTHING).number) for code in codes]
    note = _("habitants, %s") % found.population.data_set.vintage
    return [
        Figure(found.population.names[code], wording.whole(number), note, POPULATION)
        for code, number in known
        if number is not None
    ]


def _table(found: Gathered, codes: Sequence[str], places: Sequence[Place]) -> Table:
    names = found.held[0].names
    columns = [Column("indicateur", _("Indicateur"), meaning=_("Ce qui est mesuré."))]
    for code in codes:
        told = _("Valeur de %(name)s, avec son unité ; « estimé » quand le producteur l’a estimée.")
        columns.append(Column(f"zone_{code.lower()}", names[code], meaning=told % {"name": names[code]}))
    columns.append(Column("annee", _("Année"), meaning=_("L’année des chiffres.")))
    rows: list[tuple[Cell, ...]] = []
    by_code = {one.code: one for one in places}
    if found.run:
        told = _("Rang par l’indice, et l’intervalle de neuf tirages sur dix")
        year = f"{found.run.computed_at.year}"
        rows.append((told, *(_rank(by_code.get(code)) for code in codes), year))
        beside = standings.beside_of(found.run, found.places)
        told = most_fragile(found.run.summary["top_count"], beside, wording.noun_of(found.level)[1])
        told = _("%(among)s ?") % {"among": f"{told[0].upper()}{told[1:]}"}
        answers = [ranked.among(by_code[code]) if code in by_code else "" for code in codes]
        rows.append((told, *(answer or _("sans rang") for answer in answers), year))
    rows += [_row(one, codes) for one in found.public]
    return Table("comparaison", _("Côte à côte"), tuple(columns), tuple(rows))


def _rank(place: Place | None) -> Cell:
    if place is None or place.rank is None or place.low is None or place.high is None:
        return Absent.MISSING
    if place.low == place.high:
        return _("%s, au moins neuf fois sur dix") % wording.ordinal(place.rank)
    told = _("%(rank)s, entre %(low)s et %(high)s")
    return told % {name: wording.ordinal(value) for name, value in
                   (("rank", place.rank), ("low", place.low), ("high", place.high))}  # fmt: skip


def _row(one: Held, codes: Sequence[str]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for code in codes:
        value = one.values.get(code, NOTHING)
        if value.number is None:
            cells.append(tables.cell(value))
            continue
        told = wording.said(value.number, one.measure)
        if value.persons:
            told = _("%(value)s (%(persons)s personnes)") % {
                "value": told, "persons": wording.whole(value.persons),
            }  # fmt: skip
        cells.append(_("%s, estimé") % told if value.status.name == "IMPUTED" else told)
    return (one.measure.label, *cells, one.data_set.vintage)
