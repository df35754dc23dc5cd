"""Where a place is: address, commune and position, each checked against the others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from fabrique.directory.cleaning.addresses import clean_address, clean_postal_code, clean_town
from fabrique.directory.cleaning.context import Context
from fabrique.directory.cleaning.coordinates import clean_coordinates
from fabrique.directory.cleaning.departements import outside_departement
from fabrique.directory.cleaning.recorder import Recorder
from fabrique.directory.cleaning.text import fold, text_of
from fabrique.territory.cog import Commune
from fabrique.territory.distances import distance_m
from fabrique.territory.matching import Match, find_commune, find_in_address

SURE = 0.6  # the confidence from which a careful person would take the commune


@dataclass(slots=True)
class Whereabouts:
    """The located fields of a place, and the INSEE codes that could be meant when the commune is not sure."""

    fields: dict[str, Any]
    candidates: list[str] = field(default_factory=list)

    @property
    def located(self) -> bool:
        """Whether something says where it is: a position, a commune or a postal code."""
        known = self.fields
        return known["latitude"] is not None or any(
            known[name] for name in ("commune_code", "commune_name", "postal_code")
        )


def _commune_code(value: Any, note: Recorder) -> str:
    text = text_of(value).strip().upper()
    code = text.zfill(5) if text.isdigit() else text
    if re.fullmatch(r"(?:[013-9]\d|2[AB1-9])\d{3}", code) and code.strip("0"):
        if code != text:
            note.change("commune_code", text, code, "commune-code-normalised")
        return code
    if text:
        note.change("commune_code", text, "", "commune-code-removed", "warning")
    return ""


def _match(
    name: str, postal_code: str, code: str, address: str, point: tuple[float, float] | None
) -> Match | None:
    latitude, longitude = point or (None, None)
    if name or postal_code or code:
        found = find_commune(
            name=name, postal_code=postal_code, code=code, latitude=latitude, longitude=longitude
        )
        if found is not None:
            return found
    if address and (found := find_in_address(address)):
        return found
    return find_commune(latitude=latitude, longitude=longitude) if point else None


def _settle_postal_code(postal_code: str, match: Match, note: Recorder) -> str:
    """The postal code as given, or the commune's only one when the given one is missing or a CEDEX."""
    codes = match.commune.postal_codes
    if postal_code in codes:
        return postal_code
    if len(codes) == 1 and (not postal_code or postal_code[:2] == codes[0][:2]):
        rule = "postal-code-corrected" if postal_code else "postal-code-from-commune"
        note.change("postal_code", postal_code, codes[0], rule)
        return codes[0]
    note.flag("postal-code-mismatch" if postal_code else "postal-code-missing")
    return postal_code


def _weigh_position(found: Match, where: Whereabouts, note: Recorder) -> Match:
    """A doubtful commune becomes sure when the position rules out every other candidate.

    So does the only commune of a postal code whose town is a hamlet's name, kept in the address.
    """
    latitude, longitude = where.fields["latitude"], where.fields["longitude"]
    # A name that several communes bear, and a position that is not at the most populous: nobody is sure.
    homonyms = found.rule == "nom" and len(found.candidates) > 1
    if homonyms and latitude is not None and outside_departement(found.commune.code, latitude, longitude):
        found = replace(found, confidence=SURE / 2)
    if found.confidence >= SURE:
        return found
    if latitude is None:
        possible = list(found.candidates)
    else:
        possible = [one for one in found.candidates if not outside_departement(one.code, latitude, longitude)]
    alone = len(possible) == 1 and (latitude is not None or found.rule == "code-postal")
    if not alone or (found.rule == "code-postal" and len(found.candidates) > 1):
        return found
    hamlet = where.fields["commune_name"]
    if found.rule == "code-postal" and hamlet and fold(hamlet) not in fold(possible[0].name):
        complement = where.fields["address_complement"]
        if fold(hamlet) not in fold(complement):
            where.fields["address_complement"] = ", ".join(part for part in (complement, hamlet) if part)
            note.change("address_complement", complement, where.fields["address_complement"], "hamlet-kept")
    note.flag("commune-uncertain")
    return replace(found, commune=possible[0], confidence=SURE)


def _named_in(found: Match, place_name: str, note: Recorder) -> Match | None:
    """The candidate that the place's own name says (« Mairie de Lacanau »), when it says one only."""
    if found.confidence >= SURE or len(found.candidates) < 2:
        return None
    words = f" {fold(place_name)} "
    said = [one for one in found.candidates if f" {fold(one.name)} " in words]
    said = [
        one for one in said if not any(fold(one.name) in fold(other.name) for other in said if other != one)
    ]
    if len(said) != 1:
        return None
    note.change("commune_name", place_name, said[0].name, "commune-from-place-name")
    return replace(found, commune=said[0], confidence=SURE)


def _named(communes: Iterable[Commune]) -> str:
    return " | ".join(f"{one.name} ({one.code})" for one in communes)


def _warn_of_doubt(found: Match, name: str, postal_code: str, given_code: str, note: Recorder) -> None:
    """One line with the communes that are possible, when the row leaves a doubt on its own."""
    possible = _named(found.candidates)
    if not name and not given_code and postal_code and found.rule == "code-postal":
        settled = found.confidence >= SURE and "commune-uncertain" not in note.flags
        note.warn("postal-code-only", "postal_code", postal_code, possible, "info" if settled else "warning")
        note.told("commune-uncertain")  # the same doubt
    elif "commune-uncertain" in note.flags:
        note.warn("commune-uncertain", "commune_name", name or postal_code, possible)


def _settle_commune(
    found: Match | None, where: Whereabouts, note: Recorder, given_code: str, place_name: str
) -> None:
    fields = where.fields
    name, postal_code = fields["commune_name"], fields["postal_code"]
    if found is None:
        if name or postal_code or given_code:
            note.flag("commune-unknown")
        return
    where.candidates = [commune.code for commune in found.candidates]
    found = _named_in(found, place_name, note) or _weigh_position(found, where, note)
    rule = f"commune-{found.rule}"
    if found.confidence < SURE:
        note.flag("commune-uncertain")
    _warn_of_doubt(found, name, postal_code, given_code, note)
    if found.confidence < SURE:
        return
    if given_code and found.commune.code != given_code and not (found.former or found.arrondissement):
        note.flag("commune-code-mismatch")
    if not (name or postal_code or given_code):
        note.flag("commune-from-point")
    if found.commune.code != given_code:
        note.change("commune_code", given_code, found.commune.code, rule)
    if found.commune.name != name:
        note.change("commune_name", name, found.commune.name, rule)
    fields["commune_code"], fields["commune_name"] = found.commune.code, found.commune.name
    fields["postal_code"] = _settle_postal_code(postal_code, found, note)
    where.candidates = []


def _check_distance(where: Whereabouts, note: Recorder, context: Context) -> None:
    latitude, longitude, code = (where.fields[name] for name in ("latitude", "longitude", "commune_code"))
    if latitude is None or not code:
        return
    point = f"{latitude}, {longitude}"
    centre = context.commune_centre(code)
    if centre is not None:
        apart = distance_m(centre, (latitude, longitude)) / 1000
        if apart > context.far_km:
            note.warn(f"coordinates-far:{round(apart)} km", "coordinates", point, f"{round(apart)} km")
    elif outside_departement(code, latitude, longitude):
        note.warn("coordinates-far", "coordinates", point, f"{where.fields['commune_name']} ({code})")


def locate(
    texts: dict[str, Any], position: tuple[Any, Any, Any], note: Recorder, context: Context
) -> Whereabouts:
    """Clean and reconcile the cells that say where a place is. Nothing is invented: doubts become flags."""
    raw_postal, raw_town = texts.get("postal_code"), texts.get("commune_name")
    raw_address, raw_complement = texts.get("address"), texts.get("address_complement")
    postal_code = note.take("postal_code", raw_postal, clean_postal_code(raw_postal))
    town = note.take("commune_name", raw_town, clean_town(raw_town))
    cleaned = clean_address(raw_address, raw_complement, town)
    address = cleaned.value
    if cleaned.rules:
        before = " ".join(part for part in (text_of(raw_address), text_of(raw_complement)) if part)
        after = " ; ".join(part for part in (address.street, address.complement) if part)
        note.change("address", before, after, "+".join(cleaned.rules))
    note.flag(*cleaned.flags)
    code = _commune_code(texts.get("commune_code"), note)
    latitude, longitude, point = position
    where_on_earth = note.take("coordinates", position, clean_coordinates(latitude, longitude, point))
    fields: dict[str, Any] = {
        "postal_code": postal_code or address.postal_code,
        "commune_name": town or address.town,
        "commune_code": "",
        "address": address.street,
        "address_complement": address.complement,
        "latitude": where_on_earth[0] if where_on_earth else None,
        "longitude": where_on_earth[1] if where_on_earth else None,
    }
    where = Whereabouts(fields)
    found = _match(fields["commune_name"], fields["postal_code"], code, text_of(raw_address), where_on_earth)
    _settle_commune(found, where, note, code, text_of(texts.get("name")))
    _check_distance(where, note, context)
    if not fields["address"]:
        note.flag("address-missing")
    if where_on_earth is None:
        note.flag("coordinates-missing")
    return where
