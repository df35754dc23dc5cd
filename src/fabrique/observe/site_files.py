"""A table of sites that could be, as ``fabrique observe site`` and ``tours`` read it: one site for each row.

Words are French: they are shown as they are. Nothing here reads or writes the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from fabrique.core.tabular import Cell, TableRefusal, normalise_header
from fabrique.core.tabular.model import Row, Table
from fabrique.observe.enums import Veto
from fabrique.observe.reading import Fault, WrongCell, check_faults, number_of
from fabrique.observe.standalone.tours.hours import opening_of
from fabrique.observe.texts import one_line
from fabrique.territory.projections import LAMBERT_93, Projection

MOST_SITES = 5_000
LONGEST_KEY, LONGEST_NAME, LONGEST_NOTE, LONGEST_OPENS = 60, 200, 200, 200
COLUMNS = (
    *("id", "name", "lat", "lon", "commune", "qpv", "cost", "capacity"),
    *("existing", "veto", "minutes", "opens"),
)
_ALIASES = {
    "id": ("id", "identifiant", "code", "ref", "reference"),
    "name": ("name", "nom", "libelle", "intitule", "site", "designation"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "x": ("x", "x l93", "lambert x", "coordonnee x"),
    "y": ("y", "y l93", "lambert y", "coordonnee y"),
    "commune": ("commune", "code commune", "insee", "code insee"),
    "qpv": ("qpv", "code qpv"),
    "cost": ("cost", "cout", "prix", "cout euros"),
    "capacity": ("capacity", "capacite", "places", "jauge"),
    "existing": ("existing", "existant", "ouvert"),
    "veto": ("veto", "vetos", "opposition"),
    "minutes": ("minutes", "duree"),
    "opens": ("opens", "horaires", "creneaux"),
}
_NAMES = {word: name for name, words in _ALIASES.items() for word in words}
VETO_WORDS = {
    **{each.value: each for each in Veto},
    **dict.fromkeys(("courant", "electricite", "pas de courant"), Veto.POWER),
    "pas de fibre": Veto.FIBRE,
    **dict.fromkeys(("voirie", "route", "gestionnaire de la voirie"), Veto.ROAD),
    **dict.fromkeys(("patrimoine", "abf", "patrimoine protege"), Veto.HERITAGE),
    "proprietaire": Veto.OWNER,
    "autre": Veto.OTHER,
}
_NO = {"", "0", "non", "no", "false", "faux"}
_KEPT = {"1", "oui", "yes", "true", "vrai", "x", "keep", "garder", "garde"}
_MAY_CLOSE = {"close", "fermer", "fermable"}


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site as a file or a person gives it. ``commune_code``: only a help where no contour is known.
    ``given``: which of ``COLUMNS`` the file has; what it does not have is left as it is.
    """

    key: str
    name: str
    latitude: float
    longitude: float
    cost_cents: int = 0
    capacity: int | None = None
    existing: bool = False
    kept: bool = False
    vetoes: tuple[Mapping[str, str], ...] = ()
    minutes: int | None = None
    opens: str = ""
    commune_code: str = ""
    place: UUID | None = None
    given: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class ReadSites:
    """``rows``: those that can be sites; ``faults``: why others cannot; ``ignored``: columns left aside."""

    rows: tuple[SiteRow, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]


def read_sites(table: Table) -> ReadSites:
    """Every row of a table. Raises ``TableRefusal`` when it has no key or no position, or too many rows."""
    names = _columns(table.columns)
    pair = _position(table, names)
    rows: list[SiteRow] = []
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    for row in table:
        try:
            found = _site(row, names, pair)
            if lines.setdefault(found.key, row.line) != row.line:
                raise WrongCell(names["id"], f"« {found.key} » est déjà à la ligne {lines[found.key]}.")
        except WrongCell as wrong:
            faults.append(Fault(row.line, wrong.column, wrong.message))
            check_faults(faults, table)
            continue
        rows.append(found)
        if len(rows) > MOST_SITES:
            told = f"une liste a {MOST_SITES} sites au plus."
            raise TableRefusal(told, path=table.path, mend="Coupez le fichier en plusieurs listes.")
    if not rows and not faults:
        raise TableRefusal("le fichier n’a aucune ligne de données.", path=table.path)
    known = {*names.values(), "_longitude", "_latitude"}
    return ReadSites(tuple(rows), tuple(faults), tuple(one for one in table.columns if one not in known))


def _columns(columns: Iterable[str]) -> dict[str, str]:
    """What each of our names is called in the file; the first column of a kind is taken."""
    found: dict[str, str] = {}
    for column in columns:
        if name := _NAMES.get(normalise_header(column)):
            found.setdefault(name, column)
    return found


def _position(table: Table, names: dict[str, str]) -> tuple[str, str]:
    """The two columns of the position: latitude and longitude, x and y, or those of a GeoJSON geometry."""
    if "id" not in names:
        raise _lacking(table, "une colonne « id »")
    if "lat" in names and "lon" in names:
        return names["lat"], names["lon"]
    if "_latitude" in table.columns and "_longitude" in table.columns:
        return "_latitude", "_longitude"
    if "x" in names and "y" in names:
        return names["y"], names["x"]
    raise _lacking(table, "les colonnes « lat » et « lon », ou « x » et « y » en Lambert-93")


def _lacking(table: Table, wanted: str) -> TableRefusal:
    has = ", ".join(f"« {name} »" for name in table.columns[:12])
    mend = "Renommez ou ajoutez ces colonnes."
    return TableRefusal(f"il faut {wanted} ; le fichier a {has}.", path=table.path, mend=mend)


def _site(row: Row, names: Mapping[str, str], pair: tuple[str, str]) -> SiteRow:
    def text(name: str, most: int) -> str:
        said = _text(row.values.get(names.get(name, "")))
        if len(said) > most:
            raise WrongCell(names[name], f"{len(said)} signes : {most} au plus.")
        return said

    key = text("id", LONGEST_KEY)
    if not key:
        raise WrongCell(names["id"], "l’identifiant manque.")
    latitude, longitude = _degrees(row.values, pair, metres="y" in names and pair[0] == names["y"])
    kept, existing = _state(text("existing", 20), names)
    vetoes = vetoes_of(text("veto", 2_000))
    if kept and vetoes:
        raise WrongCell(
            names["veto"], "un site gardé ne peut pas porter de veto : écrivez close, ou ôtez-le."
        )
    if any(len(each["note"]) > LONGEST_NOTE for each in vetoes):
        raise WrongCell(names["veto"], f"une raison a {LONGEST_NOTE} signes au plus.")
    opens = text("opens", LONGEST_OPENS)
    if opens and opening_of(opens) is None:
        told = "écrivez par exemple « 09:00-12:00 » ou « mar,jeu 09:00-12:00; ven 14:00-17:00 »."
        raise WrongCell(names["opens"], told)
    cost = _number(row.values, names, "cost", 100_000_000, whole=False)
    capacity = _number(row.values, names, "capacity", 10_000_000)
    minutes = _number(row.values, names, "minutes", 1_440, least=1)
    return SiteRow(
        key=key,
        name=text("name", LONGEST_NAME) or key,
        latitude=latitude,
        longitude=longitude,
        cost_cents=round(100 * (cost or 0)),
        capacity=None if capacity is None else round(capacity),
        existing=existing,
        kept=kept,
        vetoes=vetoes,
        minutes=None if minutes is None else round(minutes),
        opens=opens,
        commune_code=text("commune", 100)[:5],
        given=frozenset(names),
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else one_line(str(cell))


def _number(
    values: Mapping[str, Cell], names: Mapping[str, str], name: str, most: float, *, least: float = 0,
    whole: bool = True,
) -> float | None:  # fmt: skip
    cell = values.get(names.get(name, ""))
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    value = number_of(cell)
    column = names[name]
    if value is None:
        raise WrongCell(column, f"« {str(cell)[:40]} » n’est pas un nombre.")
    if not least <= value <= most:
        raise WrongCell(column, f"{value:g} : un nombre de {least:g} à {most:g}.")
    if whole and value % 1:
        raise WrongCell(column, f"{value:g} : un nombre entier.")
    return value


def _degrees(values: Mapping[str, Cell], pair: tuple[str, str], *, metres: bool) -> tuple[float, float]:
    """Latitude and longitude; a GeoJSON file may be in Lambert-93 without saying so."""
    north, east = (number_of(values.get(name)) for name in pair)
    if north is None or east is None:
        column = pair[0] if north is None else pair[1]
        shown = str(values.get(column) or "")[:40]
        told = f"« {shown} » n’est pas un nombre." if shown else "la position manque."
        raise WrongCell(column.lstrip("_"), told)
    if metres or (pair[0] == "_latitude" and abs(north) > 90):
        return _of_lambert(east, north, pair)
    if not (abs(north) <= 90 and abs(east) <= 180):
        told = "ce n’est pas une latitude et une longitude en degrés ; des mètres vont dans « x » et « y »."
        raise WrongCell(pair[0].lstrip("_"), told)
    if 41 < east < 52 and -5.5 < north < 10:
        raise WrongCell(pair[0].lstrip("_"), "latitude et longitude semblent échangées.")
    return north, east


def _of_lambert(x: float, y: float, pair: tuple[str, str]) -> tuple[float, float]:
    if not (-400_000 <= x <= 1_350_000 and 5_900_000 <= y <= 7_250_000):
        degrees = abs(x) <= 180 and abs(y) <= 90
        told = (
            "ce sont des degrés : nommez ces colonnes « lon » et « lat »."
            if degrees
            else "ce n’est pas un point de France en Lambert-93."
        )
        raise WrongCell(pair[1].lstrip("_"), told)
    longitude, latitude = Projection(LAMBERT_93).to_degrees(np.array([[x, y]]))[0].tolist()
    return round(latitude, 7), round(longitude, 7)


def _state(text: str, names: Mapping[str, str]) -> tuple[bool, bool]:
    """(kept, open now)."""
    low = normalise_header(text)
    if low in _NO:
        return False, False
    if low in _KEPT:
        return True, True
    if low in _MAY_CLOSE:
        return False, True
    raise WrongCell(
        names["existing"], "écrivez keep (ouvert, on le garde), close (ouvert, peut fermer), ou rien."
    )


_PART = re.compile(r"\s*;\s*")


def vetoes_of(text: str) -> tuple[dict[str, str], ...]:
    """« voirie: largeur insuffisante; patrimoine »: who says no, and why. What names nobody we know is kept
    as the words of somebody else; each says no once."""
    if text.casefold() in _NO:
        return ()
    found: dict[str, list[str]] = {}
    last = ""
    for part in _PART.split(text):
        who, colon, note = part.partition(":")
        named = VETO_WORDS.get(normalise_header(who))
        if named is None and last:  # a note may hold a semicolon
            found[last].append(part.strip())
            continue
        last = str(named or Veto.OTHER)
        said = note.strip() if named and colon else "" if named else part.strip()
        found.setdefault(last, []).append(said)
    return tuple({"by": who, "note": "; ".join(filter(None, notes))} for who, notes in found.items())


def veto_text(vetoes: Iterable[Mapping[str, str]]) -> str:
    """The same, written: what ``vetoes_of`` reads again."""
    return "; ".join(f"{one['by']}: {one['note']}" if one["note"] else one["by"] for one in vetoes)


def cells(row: SiteRow, commune_code: str, qpv_code: str) -> list[Cell]:
    """The row of a file that is read back to the same site; in the order of ``COLUMNS``."""
    euros = row.cost_cents / 100
    state = "keep" if row.kept else "close" if row.existing else ""
    return [
        row.key,
        row.name,
        row.latitude,
        row.longitude,
        commune_code,
        qpv_code,
        int(euros) if euros.is_integer() else euros,
        row.capacity,
        state,
        veto_text(row.vetoes),
        row.minutes,
        row.opens,
    ]
