"""The tables of indicators: one line for each indicator, or one for each area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.kernels.indicators import Kind, Status
from fabrique.observe import words
from fabrique.observe.composing import wording
from fabrique.observe.composing.figures import Held, Value
from fabrique.observe.content import Absent, Cell, Column, Table
from fabrique.observe.enums import Level

PERSONS = "persons"


def standing(one: Value) -> str:
    """What a value is: observed, estimated, or why there is none."""
    return _("masqué") if one.absent is Absent.HIDDEN else str(words.STANDING[one.status])


def cell(one: Value) -> Cell:
    """The number, or why there is none."""
    return one.number if one.number is not None else one.absent or Absent.MISSING


def label_of(one: Held) -> str:
    """The words of a column; what is mostly estimated says so where it is read."""
    label = one.measure.label
    told = "estimé" in label.casefold()
    return _("%(label)s (estimé)") % {"label": label} if one.mostly_estimated and not told else label


def by_indicator(held: Sequence[Held], whole: str, level: str) -> Table:
    """A line for each indicator: the territory, its areas from the least to the greatest, its source.

    Values of several units: each is written with its own, and the files of areas have them as numbers.
    """
    areas = wording.noun_of(level)[1]
    columns = (
        Column("indicateur", _("Indicateur"), meaning=_("Ce qui est mesuré.")),
        Column("territoire", whole, meaning=_("Valeur de l’ensemble, recalculée à partir des nombres.")),
        Column("nature", _("Ce qu’elle est"), meaning=_("Observée, estimée, secrète, manquante ou masquée.")),
        Column("moins", _("La plus petite"), meaning=_("La plus petite valeur des zones, et où.")),
        Column("mediane", _("Médiane des %s") % areas,
               meaning=_("La moitié au moins des zones connues ont cette valeur ou plus.")),
        Column("plus", _("La plus grande"), meaning=_("La plus grande valeur des zones, et où.")),
        Column("mediane_fichier", _("Médiane du fichier"), fits=False,
               meaning=_("La même, sur toutes les zones du fichier, s’il va plus loin que le territoire.")),
        Column("connues", _("Zones connues"), digits=0, fits=False, meaning=_("Zones qui ont une valeur.")),
        Column("estimees", _("Dont estimées"), digits=0, fits=False, meaning=_("Dont valeurs estimées.")),
        Column("annee", _("Année"), meaning=_("L’année des chiffres.")),
        Column("producteur", _("Producteur"), fits=False, meaning=_("Qui a établi ces chiffres.")),
    )  # fmt: skip
    rows = tuple(_line(one) for one in held)
    return Table("indicateurs", _("Les indicateurs du territoire"), columns, rows)


def _line(one: Held) -> tuple[Cell, ...]:
    def told(value: float | None) -> Cell:
        return Absent.MISSING if value is None else wording.plain(value, one.measure)

    ends = one.ends()
    least, most = (
        (f"{wording.plain(one.known[code], one.measure)} ({where(one, code)})" for code in ends)
        if ends
        else (Absent.MISSING, Absent.MISSING)
    )
    return (
        _labelled(one),
        _whole(one),
        _nature(one),
        least,
        told(one.median),
        most,
        told(one.median_around),
        len(one.known),
        one.estimated,
        one.data_set.vintage,
        one.data_set.producer,
    )


def where(one: Held, code: str) -> str:
    """« Ambès », « Ambès et 3 autres » when others have the very same value."""
    others = sum(value == one.known[code] for value in one.known.values()) - 1
    told = ngettext("%(name)s et %(n)s autre", "%(name)s et %(n)s autres", others)
    return told % {"name": one.names[code], "n": wording.whole(others)} if others else one.names[code]


def _labelled(one: Held) -> str:
    """With its unit, unless the values write it."""
    unit = one.measure.unit
    return one.measure.label if unit in ("", "%") else f"{one.measure.label} ({unit})"


def _whole(one: Held) -> Cell:
    """Of the territory; a rate without the numbers that it is made of has none."""
    if one.whole.number is not None:
        return wording.plain(one.whole.number, one.measure)
    bare = one.whole.status == Status.MISSING and one.whole.absent is Absent.MISSING
    if bare and len(one.known) == len(one.values):
        return _("non calculable")
    return one.whole.absent or Absent.MISSING


def _nature(one: Held) -> str:
    """Of the whole when there is one, else of the values of the areas."""
    if one.whole.number is not None:
        return standing(one.whole)
    if not one.known:
        return standing(one.whole)
    return _("estimé") if one.mostly_estimated else _("observé")


def by_area(held: Sequence[Held], level: str, *, key: str = "zones", title: str = "") -> Table:
    """A line for each area, a column for each indicator, and beside each what the values are."""
    columns = [
        Column("id", _("Code"), meaning=_("Code officiel de la zone."), fits=False),
        Column("nom", str(Level(level).label), meaning=_("Nom de la zone.")),
    ]
    for one in held:
        columns += columns_of(one)
    names = held[0].names if held else {}
    order = sorted(names, key=lambda code: (wording.in_order(names[code]), code))
    rows = []
    for code in order:
        row: list[Cell] = [code, names[code]]
        for one in held:
            value = one.values.get(code)
            row += cells_of(one, value) if value else [Absent.MISSING] * len(columns_of(one))
        rows.append(tuple(row))
    return Table(key, title or _("Chaque zone, chaque indicateur"), tuple(columns), tuple(rows), level)


def columns_of(one: Held) -> list[Column]:
    """An indicator, what its values are, and how many people each makes when that is known."""
    measure, data_set = one.measure, one.data_set
    digits = wording.digits_of(list(one.known.values()), measure)
    source = _("%(producer)s, %(year)s") % {"producer": data_set.producer, "year": data_set.vintage}
    meaning = f"{measure.label}. {source}."
    found = [
        _protected(Column(measure.code, label_of(one), measure.unit, digits, meaning), one),
        Column(f"{measure.code}_nature", _("Nature : %s") % measure.label, fits=False,
               meaning=_("Ce qu’est la valeur : observée, estimée, secrète, manquante ou masquée.")),
    ]  # fmt: skip
    if _counted(one):
        found.append(
            Column(f"{measure.code}_personnes", _("%s, en nombre") % measure.label, _("personnes"), 0,
                   _("Combien de personnes cela fait. %s.") % source, fits=False, counts=PERSONS,
                   origin=data_set.origin, period=data_set.vintage)
        )  # fmt: skip
    return found


def _protected(column: Column, one: Held) -> Column:
    """A column with what the protection of small numbers must know of it."""
    measure, data_set = one.measure, one.data_set
    column = replace(column, origin=data_set.origin, period=data_set.vintage)
    if measure.kind is Kind.COUNT:
        return replace(column, counts=PERSONS, inside=" ".join(one.inside)) if one.of_persons else column
    if one.public:
        return column
    known = measure.denominator and (measure.numerator or measure.kind is not Kind.RATIO)
    return replace(column, of=f"{measure.numerator}/{measure.denominator}" if known else "/")


def cells_of(one: Held, value: Value) -> list[Cell]:
    """The cells of ``columns_of``."""
    found: list[Cell] = [cell(value), standing(value)]
    if _counted(one):
        found.append(round(value.persons) if value.persons is not None else value.absent or Absent.HIDDEN)
    return found


def _counted(one: Held) -> bool:
    """Of what is not public already, the two numbers of a share are there, protected together; to say one of
    them again under another name would tell what they hide.
    """
    rate = one.measure.kind is Kind.RATIO and one.public
    return rate and any(value.persons for value in one.values.values())
