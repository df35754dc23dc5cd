"""A donor's list of equipment: each row read, or refused with its line, its column and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Cell, Limits, Row, Table, normalise_header, read_table
from fabrique.equip.enums import Condition, DataOnIt, DeviceKind
from fabrique.equip.giving.words import CONDITION_OF, DATA_OF, kind_in

MOST_ROWS, MOST_THINGS = 10_000, 20_000
LARGEST_BYTES = 5_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("Sorte", "Marque", "Modèle", "Numéro de série", "État", "Données dessus", "Année", "Nombre")
_NAMES: dict[str, str] = {
    "kind": "sorte/type/type materiel/type de materiel/categorie/designation/materiel/equipement",
    "make": "marque/constructeur/fabricant/manufacturer",
    "model": "modele/model/reference",
    "serial": "numero de serie/n serie/n de serie/serie/serial/serial number/s n/sn/num serie",
    "condition": "etat/etat general/condition/fonctionne",
    "data": "donnees dessus/donnees/donnees presentes/disque a effacer",
    "year": "annee/annee d achat/annee de fabrication/date d achat/achat/mise en service",
    "number": "nombre/quantite/qte/qty/nb",
}
# Anybody may send one: what it takes to read it is bounded.
_LIMITS = Limits(
    streamed_bytes=LARGEST_BYTES,
    json_bytes=LARGEST_BYTES,
    workbook_bytes=LARGEST_BYTES,
    inflated_bytes=60_000_000,
    rows=MOST_ROWS,
    columns=200,
    cells=1_000_000,
    cell_chars=20_000,
)
_WIDTHS = {"make": 80, "model": 120, "serial": 80}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split("/")}


@dataclass(frozen=True, slots=True)
class Item:
    """Things that are alike; with a serial number there is one of it. ``year``: made or bought."""

    kind: DeviceKind
    condition: Condition
    data: DataOnIt
    make: str = ""
    model: str = ""
    serial: str = ""
    year: int | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is left out: its line as a spreadsheet shows it, its column, what is wrong and the mend."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Fleet:
    """What a list holds: alike rows without serial are one item. ``rows`` were read, blank ones apart."""

    items: tuple[Item, ...]
    faults: tuple[Fault, ...]
    rows: int
    ignored: tuple[str, ...]

    @property
    def count(self) -> int:
        return sum(item.number for item in self.items)


class _Wrong(Exception):
    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


def read_fleet(path: Path) -> Fleet:
    """Read a CSV, XLSX or ODS list. Raises ``DomainRefusal`` when it cannot be taken at all.

    Cells are texts: a formula is a text like another, and never worked out.
    """
    table = read_table(path, limits=_LIMITS)
    columns = _columns(table)
    faults: list[Fault] = []
    counted: Counter[Item] = Counter()
    seen: dict[str, int] = {}
    rows = total = 0
    for row in table:
        if not any(_text(value) for value in row.values.values()):
            continue
        rows += 1
        try:
            item = _item(row, columns, seen)
            if total + item.number > MOST_THINGS:
                raise _Wrong(
                    "number", _("une liste ne va pas au-delà de 20 000 appareils : coupez-la en deux.")
                )
        except _Wrong as wrong:
            faults.append(Fault(row.line, columns.get(wrong.field, ""), wrong.words))
        else:
            total += item.number
            counted[replace(item, number=1)] += item.number
    if not rows:
        raise DomainRefusal(_("Cette liste n’a aucune ligne sous ses titres."), field="file")
    ignored = tuple(name for name in table.columns if name not in columns.values())
    return Fleet(tuple(_items(counted)), tuple(faults), rows, ignored)


def _columns(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in table.columns:
        if field := _FIELD_OF.get(normalise_header(name)):
            found.setdefault(field, name)
    if "kind" not in found:
        words = _(
            "Nous ne trouvons pas la colonne « Sorte » (portable, écran, souris…). Écrivez ce titre "
            "au-dessus de la colonne qui la dit, ou partez du modèle."
        )
        raise DomainRefusal(words, field="file")
    return found


def _item(row: Row, columns: Mapping[str, str], seen: dict[str, int]) -> Item:
    said = {field: _text(row.values.get(name)) for field, name in columns.items()}
    for field, most in _WIDTHS.items():
        if len(said.get(field, "")) > most:
            raise _Wrong(field, _("c’est trop long : %(most)s signes au plus.") % {"most": most})
    kind = kind_in(said["kind"])
    if kind is None:
        words = _("« %(word)s » n’est pas reconnu : écrivez portable, tour, écran, tablette, smartphone…")
        raise _Wrong(
            "kind", words % {"word": said["kind"][:40]} if said["kind"] else _("dites ce que c’est.")
        )
    number, serial = _number(said.get("number", "")), said.get("serial", "")
    if serial and number > 1:
        raise _Wrong("number", _("un numéro de série ne vaut que pour un appareil : une ligne chacun."))
    if serial:
        if first := seen.get(serial.casefold()):
            raise _Wrong("serial", _("ce numéro de série est déjà ligne %(line)s.") % {"line": first})
        seen[serial.casefold()] = row.line
    data = _among("data", said.get("data", ""), DATA_OF, DataOnIt.YES if kind.keeps_data else DataOnIt.NO)
    return Item(
        kind=kind,
        condition=_among("condition", said.get("condition", ""), CONDITION_OF, Condition.UNKNOWN),
        data=data,
        make=said.get("make", ""),
        model=said.get("model", ""),
        serial=serial,
        year=_year(said.get("year", "")),
        number=number,
    )


def _text(value: Cell) -> str:
    if value is None or isinstance(value, bool | list | dict):
        return "" if value is None else str(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())


def _number(text: str) -> int:
    if not text:
        return 1
    number = _whole(text)
    if not 1 <= number <= MOST_THINGS:
        raise _Wrong("number", _("« %(word)s » n’est pas un nombre entre 1 et 20 000.") % {"word": text[:20]})
    return number


def _whole(text: str) -> int:
    """A few figures as a number; -1 for anything else. Of thousands of figures, ``int`` raises."""
    return int(text) if len(text) <= 10 and text.isascii() and text.isdigit() else -1


def _year(text: str) -> int | None:
    """The year, also of a date."""
    if not text:
        return None
    digits = next((part for part in text.replace("/", "-").split("-") if len(part) == 4), text)
    this, year = clock.today().year, _whole(digits)
    if not 1980 <= year <= this:
        words = _("« %(word)s » n’est pas une année entre 1980 et %(this)s.")
        raise _Wrong("year", words % {"word": text[:20], "this": this})
    return year


Answer = TypeVar("Answer", Condition, DataOnIt)


def _among(field: str, text: str, known: Mapping[str, Answer], default: Answer) -> Answer:
    if not text:
        return default
    found = known.get(normalise_header(text))
    if found is None:
        choices = ", ".join(dict.fromkeys(str(type(default)(each).label) for each in known.values()))
        words = _("« %(word)s » n’est pas compris : écrivez %(choices)s, ou rien.")
        raise _Wrong(field, words % {"word": text[:40], "choices": choices})
    return found


def _items(counted: Counter[Item]) -> Iterator[Item]:
    return (replace(item, number=number) for item, number in counted.items())
