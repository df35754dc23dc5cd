"""One row of data.inclusion's services, schema v1, to one clean service. Never raises, never invents."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fabrique.directory.cleaning.choices import clean_choices
from fabrique.directory.cleaning.dates import clean_date
from fabrique.directory.cleaning.emails import clean_emails
from fabrique.directory.cleaning.inclusion_codes import INCLUSION
from fabrique.directory.cleaning.messages import REFUSALS
from fabrique.directory.cleaning.model import Change
from fabrique.directory.cleaning.phones import clean_phone
from fabrique.directory.cleaning.recorder import Recorder
from fabrique.directory.cleaning.text import clean_text, is_empty, text_of, tidy
from fabrique.directory.cleaning.urls import clean_url
from fabrique.kernels.hours import parse

NAME_LENGTH, NOTE_LENGTH, LINK_LENGTH = 150, 300, 500
_LISTS = {
    "thematics": "thematiques",
    "publics": "publics",
    "reception_modes": "modes_accueil",
    "mobilisation_modes": "modes_mobilisation",
    "mobilisable_by": "mobilisable_par",
}
_ONE = {"type": "type", "fees": "frais"}
_EVERYONE = "tous-publics"
_TEXTS = {
    "description": "description",
    "fees_detail": "frais_precisions",
    "publics_detail": "publics_precisions",
    "access_conditions": "conditions_acces",
    "mobilisation_detail": "mobilisation_precisions",
}
_LINKS = {"mobilisation_url": "lien_mobilisation", "source_url": "lien_source"}
_ZONE = re.compile(r"\d{2,3}|2[AB]|\d{5}|2[AB]\d{3}|\d{9}")
_FRANCE = {"france", "99100"}


@dataclass(slots=True)
class CleanService:
    """A row once cleaned. ``fields`` has the names of a service's columns; ``hours`` and ``note`` are those
    of its offer at the place of ``structure``. ``refused`` says in French why and how to mend it, or is None.
    """

    index: int
    external_id: str
    structure: str
    fields: dict[str, Any]
    raw: Mapping[str, Any]
    hours: str = ""
    note: str = ""
    changes: list[Change] = field(default_factory=list)
    refused: str | None = None


def clean_service(index: int, values: Mapping[str, Any], *, today: date) -> CleanService:
    """Clean a row whose columns are those of the schema."""
    note = Recorder(index)
    external_id, structure = (text_of(values.get(name)).strip() for name in ("id", "structure_id"))
    service = CleanService(index, external_id, structure, {}, values, changes=note.changes)
    name = _line(note, values, "nom")
    if not name:
        service.refused = REFUSALS["name"].format(column="nom", value="")
    elif not external_id or not structure:
        service.refused = REFUSALS["service-ids"]
    fields: dict[str, Any] = {"name": name, "contact_name": _line(note, values, "contact_nom_prenom")}
    for mine, theirs in _TEXTS.items():
        fields[mine] = note.take(theirs, values.get(theirs), clean_text(text_of(values.get(theirs))))
    for mine, theirs in _LINKS.items():
        link = note.take(theirs, values.get(theirs), clean_url(values.get(theirs)))
        fields[mine] = link if len(link) <= LINK_LENGTH else ""
    for mine, theirs in _LISTS.items():
        fields[mine] = _codes(note, values, theirs)
    for mine, theirs in _ONE.items():
        fields[mine] = next(iter(_codes(note, values, theirs)), "")
    phone, email, day = (values.get(column) for column in ("telephone", "courriel", "date_maj"))
    fields["phone"] = note.take("telephone", phone, clean_phone(phone, text_of(values.get("code_postal"))))
    fields["email"] = next(iter(note.take("courriel", email, clean_emails(email))), "")
    fields["updated_on"] = note.take("date_maj", day, clean_date(day, today))
    fields["weekly_hours"] = _number(note, values, "volume_horaire_hebdomadaire", 0)
    weeks = _number(note, values, "nombre_semaines", 1)
    fields["weeks"] = None if weeks is None else int(weeks)
    fields["publics"] = _publics(note, fields["publics"])
    fields["residence_codes"] = _zones(note, values)
    fields["categories"] = clean_choices("services", [], fields["thematics"]).value
    service.fields = fields
    service.hours, service.note = _hours(note, values)
    return service


def _line(note: Recorder, values: Mapping[str, Any], column: str) -> str:
    """One line of text, cut with « … » when it is too long for the schema."""
    given = values.get(column)
    text = str(note.take(column, given, tidy(text_of(given))))
    if len(text) <= NAME_LENGTH:
        return text
    short = text[: NAME_LENGTH - 1].rstrip() + "…"
    note.change(column, given, short, "text-cut", "warning")
    return short


def _publics(note: Recorder, publics: list[str]) -> list[str]:
    """« tous-publics » stands alone: with others, they are not left out, they are part of it."""
    if _EVERYONE not in publics or len(publics) == 1:
        return publics
    note.change("publics", publics, [_EVERYONE], "everyone-alone", "warning")
    return [_EVERYONE]


def items_of(value: Any) -> list[str]:
    """The items of a list however a file writes it: a list, JSON, « {a,b} », or texts parted by | ; or ,."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("[") and text.endswith("]"):
            try:
                value = json.loads(text.replace("'", '"'))
            except ValueError:
                text = text[1:-1]
        if isinstance(value, str):
            value = re.split(r"[|;,]", text.strip("{}"))
    elif value is None:
        value = []
    pieces = value if isinstance(value, list | tuple | set) else [value]
    found = (text_of(piece).strip(" \"'") for piece in pieces)
    return list(dict.fromkeys(piece for piece in found if not is_empty(piece)))


def _codes(note: Recorder, values: Mapping[str, Any], column: str) -> list[str]:
    """The codes of a column that the schema knows; the others are told in the report, and stay in ``raw``."""
    given = items_of(values.get(column))
    known = [code for code in given if code in INCLUSION[column]]
    if len(known) < len(given):
        note.change(column, given, known, "code-unknown", "warning")
    return known


def _zones(note: Recorder, values: Mapping[str, Any]) -> list[str]:
    """The communes, départements and EPCI whose residents have the service; [] for the whole country."""
    given = [one.upper() if one[:1] == "2" else one for one in items_of(values.get("zone_eligibilite"))]
    if any(one.casefold() in _FRANCE for one in given):
        note.change("zone_eligibilite", given, [], "zone-whole-country")
        return []
    known = [one for one in given if _ZONE.fullmatch(one)]
    if len(known) < len(given):
        note.change("zone_eligibilite", given, known, "code-unknown", "warning")
    return known


def _number(note: Recorder, values: Mapping[str, Any], column: str, least: int) -> float | None:
    text = text_of(values.get(column)).strip().replace(",", ".")
    if not text or is_empty(text):
        return None
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", text) and float(text) >= least:
        return float(text)
    note.change(column, text, "", "number-removed", "warning")
    return None


def _hours(note: Recorder, values: Mapping[str, Any]) -> tuple[str, str]:
    """The service's own hours, and what they could not say or where it is given, in words."""
    words = text_of(values.get("horaires_accueil")).strip()
    parsed = parse(words)
    unread = "hours-unread" in parsed.flags
    if words and (parsed.osm != words or unread):
        note.change("horaires_accueil", words, parsed.osm, "hours-read", "warning" if unread else "info")
    address = tidy(text_of(values.get("adresse"))).value
    town = " ".join(text_of(values.get(name)).strip() for name in ("code_postal", "commune"))
    where = ", ".join(part for part in (address, town.strip()) if part) if address else ""
    return parsed.osm, where[:NOTE_LENGTH]
