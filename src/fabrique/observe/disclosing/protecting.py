"""One guard for every figure that leaves: a content, without what is small or would give a small group away.

``protect_content`` is what other applications call before they show counts of persons to others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.disclosure import Key, Reason, Rule, protect
from fabrique.observe.content import Absent, Cell, Column, Content, Figure, Map, Table
from fabrique.observe.disclosing.counting import (
    PERSONS,
    Counted,
    Spot,
    cell_at,
    column_of,
    columns_of,
    in_no_order,
    key_of,
    rows_of,
    sensitive,
    touched,
    with_cells,
)
from fabrique.observe.disclosing.ground import Ground
from fabrique.observe.disclosing.register import Conflict, Register, Told
from fabrique.observe.disclosing.system import Counts, money_in, persons_in
from fabrique.observe.disclosing.telling import told_by
from fabrique.observe.enums import Origin

Redraw = Callable[[Map, Table], Map | None]
_GAPS = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d)")


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many counts of a column are hidden: small themselves, or beside a small one."""

    table: str
    column: str
    small: int
    beside: int


@dataclass(frozen=True, slots=True)
class Safe:
    """What may leave: ``content``, without what is hidden; ``notes``, in words; ``told``, for the register;
    ``conflict``: why it may not leave after what left before.
    """

    content: Content
    hidden: tuple[Hidden, ...] = ()
    notes: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    conflict: Conflict | None = None


def protect_content(
    content: Content,
    rule: Rule | None = None,
    register: Register | None = None,
    *,
    redraw: Redraw | None = None,
) -> Safe:
    """A content as it may be shown, under a rule (11 persons unless a partner has its own).

    Counts that are not public already are hidden when they are small, and others beside them, along areas,
    parts and rates; then whatever says them otherwise: rates, the maps that draw them (unless ``redraw``
    draws one again of the table as it is now), the sentences and figures with the very numbers. Refused when
    a rate does not say of which counts it is made.
    """
    if not sensitive(content) and not content.rests:
        return Safe(content)
    rule, ground = rule or Rule(), register.ground if register else Ground()
    _check_rates(content)
    hidden, counts = _hidden(content, rule, ground)
    changes: dict[Spot, Absent] = {spot: Absent.HIDDEN for key in hidden for spot in counts[key].spots}
    changes |= _rates_hidden(content, counts, hidden, ground)
    tables = _without_largest(with_cells(content, changes), content)
    safe = replace(content, tables=tables)
    _check_rests(content, safe)
    safe, notes = _said_again(safe, content, changes, [counts[key] for key in hidden], redraw)
    columns = touched(content, changes)
    tables = tuple(in_no_order(each, columns.get(each.key, ())) for each in safe.tables)
    safe = replace(safe, tables=tables)
    told = told_by(safe, ground)
    conflict = register.conflict(told, rule) if register else None
    return Safe(safe, tuple(_counted(content, hidden, counts)), tuple(notes), told, conflict)


def _hidden(content: Content, rule: Rule, ground: Ground) -> tuple[dict[Key, Reason], Counts]:
    found, counts = dict[Key, Reason](), dict[Key, Counted]()
    for gather in (persons_in, money_in):
        publication, held = gather(content, ground)
        counts |= held
        if any(not one.public for one in held.values()):
            found |= {key: why for key, why in protect(publication, rule).hidden.items() if key in held}
    return found, counts


def _check_rates(content: Content) -> None:
    """Fail closed: a share of unknown counts may be of three persons."""
    for table in content.tables:
        for one in table.columns:
            ours = one.origin in (Origin.PARTNER, Origin.PLATFORM)
            if one.counts or one.digits is None or not ours:
                continue
            above, _slash, below = one.of.partition("/")
            if below and all(column_of(content.tables, part) for part in (above, below) if part):
                continue
            if one.of or one.unit == "%":
                raise DomainRefusal(_without_counts(one, mean=not above) % {"column": one.label})


def _without_counts(column: Column, *, mean: bool) -> str:
    if mean and column.unit != "%":
        return _(
            "« %(column)s » est une moyenne, une médiane ou un score, tiré de données d’un partenaire ou de "
            "la plateforme : il faut donner, dans le même document, le nombre de personnes dont il parle."
        )
    return _(
        "« %(column)s » est une part tirée de données d’un partenaire ou de la plateforme : il "
        "faut donner, dans le même document, les deux nombres dont elle est faite."
    )


def _check_rests(content: Content, safe: Content) -> None:
    """Scores and ranks tell the figures that they are made of: all of those are shown beside them, or nothing
    leaves."""
    for code in content.rests:
        column = column_of(content.tables, code)
        codes = {code, *(column.of.split("/") if column else ())}
        kept = [cell for one in codes for each in columns_of(safe.tables, one) for cell in each]
        if column is None or Absent.HIDDEN in kept:
            told = _(
                "L’indice s’appuie sur « %(column)s », compté par un partenaire ou par la plateforme, et des "
                "nombres en sont trop petits pour être dits : les scores et les rangs les diraient. Retirez "
                "cet indicateur de l’indice, ou calculez-le par des zones plus grandes."
            )
            raise DomainRefusal(told % {"column": column.label if column else code})


def _rates_hidden(
    content: Content, counts: Counts, hidden: Mapping[Key, Reason], ground: Ground
) -> dict[Spot, Absent]:
    """A rate is shown where both its counts are, when they are not public already."""
    found = dict[Spot, Absent]()
    for rank, table in enumerate(content.tables):
        for at, column in enumerate(table.columns):
            if column.counts or not column.of:
                continue
            pair = [column_of(content.tables, code) for code in column.of.split("/")]
            for line, (place, _atoms, _name) in enumerate(rows_of(table, ground)):
                spot = (rank, line, at)
                if _gives_away(pair, place, counts, hidden) and not isinstance(
                    cell_at(content, spot), Absent
                ):
                    found[spot] = Absent.HIDDEN
    return found


def _gives_away(
    pair: Sequence[Column | None], place: tuple[str, str], counts: Counts, hidden: Mapping[Key, Reason]
) -> bool:
    for column in pair:
        if column is None or column.origin == Origin.PRODUCER or column.counts != PERSONS:
            continue
        one = counts.get(key_of(column, place))
        if one is None or one.value is None or one.key in hidden:
            return True
    return False


def _without_largest(tables: Sequence[Table], content: Content) -> tuple[Table, ...]:
    """The largest contributions served to judge; they are nobody's to read."""
    columns = [one for table in content.tables for one in table.columns if one.counts == "money_of_firms"]
    drop = {one.of.partition("/")[2] for one in columns} - {""}
    found = []
    for table in tables:
        kept = [at for at, one in enumerate(table.columns) if one.code not in drop]
        found.append(
            replace(
                table,
                columns=tuple(table.columns[at] for at in kept),
                rows=tuple(tuple(row[at] for at in kept) for row in table.rows),
            )
        )
    return tuple(found)


def _said_again(
    safe: Content,
    before: Content,
    changes: Mapping[Spot, Absent],
    hidden: Sequence[Counted],
    redraw: Redraw | None,
) -> tuple[Content, list[str]]:
    """Maps, sentences and figures that would say what is hidden: drawn again, or left out, and said so."""
    notes = list[str]()
    maps = list(_maps(safe, before, changes, redraw))
    if lost := len(safe.maps) - len(maps):
        notes.append(
            ngettext(
                "%(n)d carte est retirée : elle montrait des nombres qui sont tus.",
                "%(n)d cartes sont retirées : elles montraient des nombres qui sont tus.",
                lost,
            )
            % {"n": lost}
        )
    reading = tuple(one for one in safe.reading if not _says(one, hidden))
    if lost := len(safe.reading) - len(reading):
        notes.append(
            ngettext(
                "%(n)d phrase est retirée : elle disait un nombre qui est tu.",
                "%(n)d phrases sont retirées : elles disaient des nombres qui sont tus.",
                lost,
            )
            % {"n": lost}
        )
    figures = tuple(_figure(one, before, safe, hidden) for one in safe.figures)
    return replace(safe, maps=tuple(maps), reading=reading, figures=figures), notes


def _maps(
    safe: Content, before: Content, changes: Mapping[Spot, Absent], redraw: Redraw | None
) -> Iterator[Map]:
    found = touched(before, changes)
    for one in safe.maps:
        columns = found.get(one.table, set())
        if not columns or (one.column and one.column not in columns):
            yield one
        elif redraw and (left := safe.table(one.table)) and (drawn := redraw(one, left)):
            yield drawn


def _says(sentence: str, hidden: Sequence[Counted]) -> bool:
    """Whether a sentence has a hidden number, with the name of its area (of a whole table: none)."""
    plain = _GAPS.sub("", sentence)
    numbers = set(re.findall(r"\d+", plain))
    return any(
        one.value is not None and str(one.value) in numbers and (not one.name or one.name in sentence)
        for one in hidden
    )


def _figure(figure: Figure, before: Content, safe: Content, hidden: Sequence[Counted]) -> Figure:
    """A figure of what is not public must be one of a table, and is hidden with it."""
    column = column_of(before.tables, figure.code) if figure.code else None
    if column is None or column.origin == Origin.PRODUCER or not (column.counts or column.of):
        return replace(figure, note="") if _says(figure.note, hidden) else figure
    said = _GAPS.sub("", figure.value)
    found = False
    for old, new in zip(_cells(before, column), _cells(safe, column), strict=True):
        if isinstance(old, float | int) and _written(old, column) in re.findall(r"\d+(?:,\d+)?", said):
            found = True
            if isinstance(new, Absent):
                return replace(figure, value=_("tu"), note=_("secret statistique"))
    if not found and re.search(r"\d", said):
        told = _(
            "Le chiffre « %(label)s » n’est dans aucun tableau du document : il ne peut pas être vérifié."
        )
        raise DomainRefusal(told % {"label": figure.label})
    return figure


def _cells(content: Content, column: Column) -> Iterator[Cell]:
    for table in content.tables:
        for at, one in enumerate(table.columns):
            if one.code == column.code:
                yield from (row[at] for row in table.rows)


def _written(value: float, column: Column) -> str:
    digits = column.digits or 0
    return f"{value:.{digits}f}".replace(".", ",")


def _counted(content: Content, hidden: Mapping[Key, Reason], counts: Counts) -> Iterator[Hidden]:
    found = Counter[tuple[int, str, bool]]()
    for key, why in hidden.items():
        for table, _row, at in counts[key].spots:
            found[table, content.tables[table].columns[at].label, why is Reason.BESIDE] += 1
    for table, label in sorted({(table, label) for table, label, _beside in found}):
        small, beside = found[table, label, False], found[table, label, True]
        yield Hidden(content.tables[table].title, label, small, beside)
