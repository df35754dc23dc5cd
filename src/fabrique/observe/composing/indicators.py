"""One indicator as a publication: its map, in shades for a rate, in circles for a number, and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, acts_for
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.composing import sourced, tables, wording
from fabrique.observe.composing.figures import Held, held_of
from fabrique.observe.composing.finishing import finished
from fabrique.observe.composing.portraits import figure_of, span_of
from fabrique.observe.composing.sharing import columns_to_publish
from fabrique.observe.content import Column, Content, Figure, Map, Table
from fabrique.observe.enums import Level, Origin
from fabrique.observe.models import DataColumn
from fabrique.observe.queries.indicators import ways_among
from fabrique.observe.queries.mapping import map_of_lines
from fabrique.observe.words import DIRECTIONS
from fabrique.territory.queries import current_territory


def indicator_content(actor: Actor, code: str, level: str, *, today: date, source: str = "") -> Content:
    """An indicator over the areas of the territory, from the best data set or from that of key ``source``.
    A partner’s share comes with the two numbers of which it is made, which its protection needs. Raises
    ``DomainRefusal``: no territory, or no shared data set that gives it at that level.
    """
    territory = current_territory()
    if territory is None:
        raise DomainRefusal(_("Cette instance n’a pas de territoire : commencez par « fabrique init »."))
    shared = columns_to_publish(actor)
    ways = ways_among(shared.get(code, ()), acts_for(actor))
    if level not in ways:
        raise DomainRefusal(_lacking(code, level, sorted(shared), list(ways)))
    chosen = next((one for one in ways[level] if str(one.data_set_id) == source), ways[level][0])
    *parts, one = held_of([*_parts(chosen, shared), chosen], level)
    sources = sourced.sources_of([one])
    drawing = map_of_lines(level, one.measure, one.lines())
    short = sourced.in_short(sources)
    content = Content(
        kind="indicator",
        subject=code,
        title=_("%(label)s : %(territory)s") % {"label": one.measure.label, "territory": territory.name},
        territory=territory.name,
        made_on=today.isoformat(),
        reading=tuple(_reading(one, level)),
        # What others than producers counted is told by the table alone, which is protected whole.
        figures=tuple(_figures(one, level)) if one.public else (),
        maps=(Map.of(drawing, key="mesure", table="zones", source=short, column=code),) if drawing else (),
        tables=(_ordered(one, parts, level),),
        sources=sources,
        method=tuple(sourced.method_of_figures([one], wording.noun_of(level))),
        subtitle=_("Par %(level)s, %(year)s") % {
            "level": str(Level(level).label).lower(), "year": one.data_set.vintage,
        },
    )  # fmt: skip
    return finished(content)


def _lacking(code: str, level: str, known: list[str], levels: list[str]) -> str:
    if code not in known:
        some = ", ".join(f"« {one} »" for one in known[:12]) or _("aucun")
        told = _("Aucun jeu de données partagé ne donne « %(code)s ». Il y a : %(some)s.")
        return told % {"code": code, "some": some}
    told = _("« %(code)s » ne se donne pas par %(level)s. Il se donne par : %(levels)s.")
    named = ", ".join(str(Level(one).label).lower() for one in levels)
    return told % {"code": code, "level": str(Level(level).label).lower(), "levels": named}


def _reading(one: Held, level: str) -> list[str]:
    lacking = len(one.values) - len(one.known)
    noun = wording.noun_of(level)
    said = [wording.sentence(str(DIRECTIONS[one.measure.direction]))] if one.measure.direction else []
    said += [line for line in (span_of(one),) if line and one.public]
    if lacking:
        told = _(
            "%(n)d %(areas)s sur %(all)d sans valeur : secrète, manquante ou masquée. Ce ne sont pas "
            "des zéros."
        )
        said.append(told % {"n": lacking, "areas": noun[lacking > 1], "all": len(one.values)})
    return [*said, *sourced.cautions([one])]


def _figures(one: Held, level: str) -> list[Figure]:
    if not one.known:
        return []
    found = [figure_of(one, level)]
    for label, code in zip((_("La plus petite valeur"), _("La plus grande")), one.ends() or (), strict=False):
        found.append(Figure(label, wording.said(one.known[code], one.measure), tables.where(one, code)))
    return found


def _parts(column: DataColumn, shared: Mapping[str, Sequence[DataColumn]]) -> list[DataColumn]:
    """The numbers of which a share or a mean that is not public already is made, from its own data set."""
    if column.data_set.origin == Origin.PRODUCER:
        return []
    return [
        one
        for code in (column.numerator, column.denominator)
        for one in (shared.get(code, ()) if code else ())
        if one.data_set_id == column.data_set_id
    ]


def _ordered(one: Held, parts: Sequence[Held], level: str) -> Table:
    """From the most fragile, or from the highest."""
    turn = -1 if one.measure.direction >= 0 else 1
    known = one.known
    order = sorted(
        one.names,
        key=lambda code: (code not in known, turn * known.get(code, 0), wording.in_order(one.names[code])),
    )
    table = tables.by_area([*parts, one], level, title=one.measure.label)
    rows = {row[0]: row for row in table.rows}
    columns = tuple(
        column if not column.code.endswith("_nature") else _fitting(column) for column in table.columns
    )
    return Table(table.key, table.title, columns, tuple(rows[code] for code in order), level)


def _fitting(column: Column) -> Column:
    """There is room on paper: one indicator only."""
    return replace(column, label=_("Ce qu’elle est"), fits=True)
