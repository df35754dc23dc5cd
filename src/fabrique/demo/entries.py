"""From sheets to the records of three sources, each with its own manners."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
import shapely

from fabrique.demo import numbering, vocabulary
from fabrique.demo.communes import DemoCommune
from fabrique.demo.contours import DemoMap
from fabrique.demo.geography import KM_PER_DEGREE, degrees
from fabrique.demo.sheets import Copy, Sheet, organisation_ranks
from fabrique.directory.actions.records import Entry
from fabrique.directory.fields import FIELDS
from fabrique.kernels.hours import Parsed, parse

_FIRST_FREE_SIREN = 20_000


@dataclass(frozen=True, slots=True)
class DemoSource:
    """A publisher of the demo: how far it is believed, and the words of its columns."""

    slug: str
    name: str
    producer: str
    trust: int
    raw: Callable[[Mapping[str, Any]], dict[str, Any]]


_YES_NO = {True: "oui", False: "non", None: ""}


def _as_national(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the national schema; lists are joined with bars."""
    columns = {one.column: fields.get(one.name) for one in FIELDS if one.column}
    return {name: "|".join(value) if isinstance(value, list) else value for name, value in columns.items()}


def _as_metropole(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Nom du lieu": fields["name"],
        "Adresse": fields.get("address", ""),
        "Code postal": fields.get("postal_code", ""),
        "Ville": fields.get("commune_name", ""),
        "Téléphone": _national_phone(fields.get("phone", "")),
        "Courriel": ", ".join(fields.get("emails", [])),
        "Jours et heures d’ouverture": fields.get("hours_text", ""),
        "Que peut-on y faire ?": ", ".join(fields.get("services", [])),
        "Fauteuil roulant": _YES_NO[fields.get("wheelchair")],
        "Fiche revue le": fields.get("updated_on", ""),
    }


def _as_bobine(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lieu": fields["name"],
        "où": " ".join(filter(None, (fields.get("address", ""), fields.get("commune_name", "")))),
        "tel": _national_phone(fields.get("phone", "")),
        "horaires": fields.get("hours_text", ""),
        "ce qu’on y fait": " / ".join(fields.get("services", [])),
        "vérifié le": fields.get("updated_on", ""),
    }


def _national_phone(number: str) -> str:
    digits = number.replace("+33", "0")
    return " ".join(digits[rank : rank + 2] for rank in range(0, len(digits), 2))


SOURCES = (
    DemoSource("metropole", "Annuaire de la Métropole", "Val-d’Estuaire Métropole", 80, _as_metropole),
    DemoSource("bobine", "Tableur de La Bobine", "La Bobine", 60, _as_bobine),
    DemoSource(
        "national", "Fichier national des lieux, extrait inventé", "Réseau national", 50, _as_national
    ),
)


class Surveyor:
    """Sets the sheets on the map and gives them their numbers. Same seed and day, same entries."""

    def __init__(self, members: Sequence[DemoCommune], drawn: DemoMap, *, seed: int, today: date) -> None:
        self._communes = {one.name: one for one in members}
        self._drawn = drawn
        self._seed = seed
        # Days are counted from the last Monday: building again in the same week changes nothing.
        self._day = today - timedelta(days=today.weekday())
        self._neighbourhoods = {(one.name, one.commune_code): one.outline for one in drawn.neighbourhoods}
        self._limit = shapely.union_all(list(drawn.communes.values())).boundary
        for outline in drawn.communes.values():
            shapely.prepare(outline)

    def fields(self, sheet: Sheet, rank: int) -> dict[str, Any]:
        """The canonical fields of a sheet; ``rank`` gives its numbers."""
        commune = self._communes[sheet.commune]
        missing = set(sheet.missing.split())
        every = "all" in missing
        latitude, longitude = self._position(sheet, commune)
        host = numbering.slug(sheet.org or sheet.key)
        words = {} if every else _listed(sheet)
        known: dict[str, Any] = {
            "name": sheet.name,
            "commune_name": sheet.commune,
            "commune_code": commune.code,
            "postal_code": commune.postal_codes[rank % len(commune.postal_codes)],
            "typologies": sheet.types.split(),
            "updated_on": (self._day - timedelta(days=sheet.age)).isoformat(),
            "services": vocabulary.codes(sheet.do, vocabulary.SERVICES),
            **words,
        }
        parts: dict[str, dict[str, Any]] = {
            "address": {"address": sheet.address},
            "position": {"latitude": latitude, "longitude": longitude},
            "phone": {"phone": numbering.phone(rank)},
            "mail": {"emails": [f"accueil@{host}.example"], "websites": [f"https://{host}.example/"]},
            "pivot": {"pivot": _pivot(sheet, rank)},
            "hours": hours_fields(sheet.hours),
        }
        for name, values in parts.items():
            if not every and name not in missing:
                known |= values
        return {name: value for name, value in known.items() if value not in ("", [], None)}

    def entry(self, sheet: Sheet, rank: int, row: int) -> Entry:
        """The record of a sheet in its source."""
        return self._entry(sheet.source, sheet.key, row, self.fields(sheet, rank))

    def copy(self, copy: Copy, original: Mapping[str, Any], row: int) -> Entry:
        """The record of the same place in another source: what it keeps, and what it says otherwise."""
        kept = {"commune_name", "commune_code", "postal_code", "typologies", "services", "access_modes"}
        groups = {
            "phone": {"phone"}, "address": {"address"}, "position": {"latitude", "longitude"},
            "pivot": {"pivot"},
        }  # fmt: skip
        kept = kept.union(*(groups[word] for word in copy.keep.split()))
        fields = {name: value for name, value in original.items() if name in kept}
        if "latitude" in fields:
            fields["latitude"] = round(fields["latitude"] + 0.0003, 6)
        fields |= {"name": copy.name, "updated_on": (self._day - timedelta(days=copy.age)).isoformat()}
        fields |= hours_fields(copy.hours)
        if copy.address:
            fields["address"] = copy.address
        return self._entry(copy.source, copy.key, row, fields)

    def _entry(self, source: str, key: str, row: int, fields: dict[str, Any]) -> Entry:
        by_slug = {one.slug: one for one in SOURCES}
        fields["collector"] = by_slug[source].producer
        absent = {
            "phone": "", "address": "address-missing", "latitude": "coordinates-missing",
            "pivot": "pivot-missing", "hours": "hours-missing", "services": "services-missing",
        }  # fmt: skip
        flags = [flag for name, flag in absent.items() if flag and name not in fields]
        if "hours_text" in fields and _read(fields["hours_text"]).unread:
            flags.append("hours-unread")
        raw = {"id": key, **by_slug[source].raw(fields)}
        return Entry(external_id=key, row=row, fields=fields, raw=raw, flags=sorted(flags))

    def _position(self, sheet: Sheet, commune: DemoCommune) -> tuple[float, float]:
        """Degrees, in the commune: near its middle, in a neighbourhood, or at the very limit."""
        street = re.sub(r"^\d+ |hangar \d+, ", "", sheet.address, flags=re.IGNORECASE) or sheet.key
        rng = self._rng(f"{sheet.commune} {street}")
        outline = self._drawn.communes[commune.code]
        if sheet.edge:
            return self._at_the_limit(commune)
        if quarter := self._neighbourhoods.get((sheet.qpv, commune.code)):
            x, y = shapely.get_coordinates(shapely.point_on_surface(quarter))[0]
            spread, middle = 0.12, np.array([x, y])
            outline = quarter
        else:
            middle = degrees(np.array([commune.seeds[int(rng.integers(len(commune.seeds)))]]))[0]
            spread = 0.13 * float(np.sqrt(outline.area)) * KM_PER_DEGREE
        # Doors of one street are near one another, one door is one point.
        door = self._rng(f"{sheet.commune} {sheet.address or sheet.key}").normal(0, 0.05, 2)
        shift = (rng.normal(0, spread, 2) + door) / KM_PER_DEGREE * np.array([1.46, 1.0])
        for shrink in (1.0, 0.6, 0.35, 0.15, 0.0):
            x, y = middle + shrink * shift
            if shapely.contains_xy(outline, x, y):
                break
        return round(float(y), 6), round(float(x), 6)

    def _rng(self, text: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, crc32(text.encode())])

    def _at_the_limit(self, commune: DemoCommune) -> tuple[float, float]:
        """Some sixty metres inside the territory, where the commune meets its limit."""
        outline = self._drawn.communes[commune.code]
        border = shapely.intersection(outline.boundary, self._limit)
        base = border if border.length else outline.boundary
        inner = shapely.buffer(outline, -0.0006)
        centre = shapely.points(degrees(np.array([commune.seeds[0]]))[0])
        nearest = shapely.get_coordinates(shapely.shortest_line(centre, base))[1]
        x, y = shapely.get_coordinates(shapely.shortest_line(inner, shapely.points(nearest)))[0]
        return round(float(y), 6), round(float(x), 6)


def _listed(sheet: Sheet) -> dict[str, Any]:
    """What a sheet says beyond where, when and what."""
    codes = vocabulary.codes
    return {
        "publics": codes(sheet.for_, vocabulary.PUBLICS),
        "specific_care": codes(sheet.care, vocabulary.CARE),
        "fees": codes(sheet.fees, vocabulary.FEES),
        "fees_detail": sheet.fees_detail,
        "programmes": codes(sheet.programmes, vocabulary.PROGRAMMES),
        "labels": codes(sheet.labels, vocabulary.LABELS),
        "other_labels": [sheet.other] if sheet.other else [],
        "access_modes": codes(sheet.come, vocabulary.ACCESS_MODES),
        "accompaniment": codes(sheet.help, vocabulary.ACCOMPANIMENT),
        "itinerance": codes(sheet.itinerance, vocabulary.ITINERANCE),
        "parent_network": sheet.network,
        "wheelchair": sheet.wheelchair,
        "languages": sheet.languages.split(),
        "summary": sheet.summary,
        "description": sheet.text,
        "directions": sheet.directions,
        "to_bring": sheet.bring,
        "contact_name": sheet.contact,
        "accessibility_url": f"https://acces.example/lieu/{numbering.slug(sheet.key)}"
        if sheet.access
        else "",
        "booking_url": f"https://rdv.example/{numbering.slug(sheet.key)}" if sheet.booking else "",
    }


def _pivot(sheet: Sheet, rank: int) -> str:
    """An association is known by its RNA, another body by its SIRET: its organisation's, if it is one."""
    ranks, seats = organisation_ranks()
    if sheet.org or sheet.key in seats:
        owner = sheet.org or seats[sheet.key]
        return numbering.siret(ranks[owner], 1 if sheet.key in seats else rank + 1)
    if sheet.source == "bobine" and sheet.types.startswith("ASSO"):
        return numbering.rna(rank)
    return numbering.siret(_FIRST_FREE_SIREN + rank)


def hours_fields(text: str) -> dict[str, str]:
    """Hours as written and as read."""
    return {"hours": _read(text).osm, "hours_text": text} if text else {}


@lru_cache(maxsize=512)
def _read(text: str) -> Parsed:
    return parse(text)
