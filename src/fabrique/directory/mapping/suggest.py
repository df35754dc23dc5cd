"""A commented draft of a mapping for a file that nobody has seen, from its headers and its values."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from fabrique.core.tabular.model import Table
from fabrique.directory.cleaning.booleans import read_boolean
from fabrique.directory.cleaning.choices import read_choices
from fabrique.directory.cleaning.text import fold
from fabrique.directory.cleaning.typologies import typologies_of_name
from fabrique.directory.cleaning.vocabularies import (
    ACCESS,
    ADMINISTRATION,
    ALONE,
    EVERYDAY,
    INDIVIDUAL,
    WORKSHOP,
)
from fabrique.directory.mapping.assign import Assignment, assign
from fabrique.directory.mapping.profiles import Profile, profile

_SAMPLE_ROWS = 400
_FRENCH = {
    "pivot": "SIRET, RNA ou RIDET",
    "name": "nom du lieu",
    "address": "adresse",
    "address_complement": "complément d’adresse",
    "postal_code": "code postal",
    "commune_name": "commune",
    "commune_code": "code INSEE",
    "phone": "téléphone",
    "emails": "courriels",
    "websites": "sites web",
    "updated_on": "date de mise à jour",
    "summary": "présentation courte",
    "directions": "comment venir",
    "contact_name": "personne à contacter",
    "parent_network": "réseau ou structure porteuse",
    "wheelchair": "accès en fauteuil roulant",
    "booking_url": "prise de rendez-vous en ligne",
    "accessibility_url": "fiche d’accessibilité",
    "collector": "qui a collecté",
    "to_bring": "ce qu’il faut apporter",
    "fees_detail": "précisions sur les tarifs",
    "other_labels": "autres labels",
}
_JOINED = {"phone": " / ", "emails": " ; ", "websites": " | "}


def quote(text: str) -> str:
    """A TOML basic string."""
    plain = "".join(c if c >= " " else " " for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(columns: Sequence[str]) -> str:
    return "[" + ", ".join(map(quote, columns)) + "]"


def _example(one: Profile) -> str:
    if not one.values:
        return "colonne vide dans cet extrait"
    value = " ".join(one.values[0].split())
    return f"exemple : {value[:60]}{'…' if len(value) > 60 else ''}"


def _simple(target: str, columns: Sequence[Profile]) -> str:
    names = [one.column for one in columns]
    if len(names) == 1:
        return f"{target} = {quote(names[0])}"
    if target in _JOINED:
        return f"{target} = {{ columns = {_list(names)}, join = {quote(_JOINED[target])} }}"
    return f"{target} = {_list(names)}"


def _head(name: str, found: Assignment) -> list[str]:
    used = [one.column for columns in found.targets.values() for one in columns]
    used += list(found.days.values())
    used += [one.column for columns in found.choices.values() for one in columns]
    identity = found.first("record_id")
    lines = [
        "# Brouillon de mise en correspondance. Relisez chaque ligne.",
        "# À gauche le champ, à droite la colonne du fichier.",
        "# Une ligne commencée par # est ignorée.",
        "[mapping]",
        f"name = {quote(name)}",
        f"title = {quote(name)}",
        'producer = ""  # qui publie le fichier',
        'licence = ""  # par exemple : Licence Ouverte 2.0',
        f"signature = {_list(list(dict.fromkeys(used))[:6])}  # colonnes qui font reconnaître ce fichier",
    ]
    if identity:
        lines.append(f"record_id = {_list([identity.column])}  # {_example(identity)}")
    else:
        lines.append(
            '# record_id = ["…"]  # aucune colonne d’identifiant : le nom et l’adresse en tiendront lieu'
        )
    return [*lines, "", "[fields]"]


def _place(found: Assignment) -> list[str]:
    lines = []
    number, street = found.first("street_number"), found.first("address")
    for target in _FRENCH:
        columns = found.targets.get(target)
        if target == "address" and number and street:
            text = f"{{{number.column}}} {{{street.column}}}"
            lines.append(f"address = {{ lines = [{quote(text)}] }}  # adresse ; {_example(street)}")
        elif columns:
            lines.append(f"{_simple(target, columns)}  # {_FRENCH[target]} ; {_example(columns[0])}")
        elif target == "name":
            lines.append('name = ""  # À COMPLÉTER : aucune colonne ne ressemble à un nom')
    latitude, longitude, point = found.first("latitude"), found.first("longitude"), found.first("point")
    if latitude and longitude:
        pair = f"latitude = {quote(latitude.column)}, longitude = {quote(longitude.column)}"
        lines.append(f"coordinates = {{ {pair} }}  # {_example(latitude)}")
    elif point:
        lines.append(f"coordinates = {{ point = {quote(point.column)} }}  # {_example(point)}")
    return lines


def _hours(found: Assignment) -> list[str]:
    if found.days:
        days = ", ".join(f"{key} = {quote(column)}" for key, column in found.days.items())
        note = f", note = {_list([one.column for one in found.notes])}" if found.notes else ""
        return [f"hours = {{ days = {{ {days} }}{note} }}  # une colonne par jour ou demi-journée"]
    columns = found.targets.get("hours")
    if not columns:
        return []
    names = _list([one.column for one in columns])
    open_days = found.first("open_days")
    extra = f", open_days = {quote(open_days.column)}" if open_days else ""
    if parity := found.first("week"):
        extra += f", week = {quote(parity.column)}"
    return [f"hours = {{ text = {names}{extra} }}  # {_example(columns[0])}"]


def _prose(found: Assignment) -> list[str]:
    if not found.prose:
        return []
    return [
        "description = { lines = [" + ", ".join(quote(f"{{{one.column}}}") for one in found.prose) + "] }"
    ]


# What a box to tick offers, by the words of its header.
_TICKED: tuple[tuple[str, str, str], ...] = (
    (r"materiel|equipement|ordinateur|wi ?fi|internet|imprim|scanner|teletravail", "services", ACCESS),
    (r"formation|initiation|atelier|perfectionnement", "services", EVERYDAY),
    (r"demarche|administrat|acces aux? droits?", "services", ADMINISTRATION),
    (r"accompagnement personnel|accompagnement individuel|assistance", "accompaniment", INDIVIDUAL),
    (r"formation|atelier|collectif", "accompaniment", WORKSHOP),
    (r"materiel|libre acces|autonomie", "accompaniment", ALONE),
)


def _ticked(header: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for pattern, target, code in _TICKED:
        if re.search(pattern, header):
            found[target] = (*found.get(target, ()), code)
    return found


def _flags(left: Sequence[Profile], found: Assignment) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Columns that are a box to tick, or that hold one value only: their name or value says a code."""
    rules: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for one in left:
        if not one.values or one.filled == 0 or one.share("url") > 0.5:
            continue
        tick = one.share("boolean") > 0.8
        if tick and not any(read_boolean(value) for value in one.values):
            continue
        if tick and "itiner" in one.header:
            rules.setdefault("itinerance", []).append((one.column, ("Itinérant",)))
            continue
        if not tick and (one.distinct != 1 or one.length > 60):
            continue
        said = one.header if tick else one.values[0]
        ticked = _ticked(one.header) if tick else {}
        services = read_choices("services", said).value or ticked.get("services", ())
        kinds = (
            ()
            if re.search(r"region|departement|commune|epci|ville|zone", one.header)
            else typologies_of_name(said)
        )
        if ways := ticked.get("accompaniment"):
            rules.setdefault("accompaniment", []).append((one.column, ways))
        if kinds and not services:
            rules.setdefault("typologies", []).append((one.column, kinds))
        if services:
            rules.setdefault("services", []).append((one.column, services))
        programmes = read_choices("programmes", said).value
        if programmes:
            rules.setdefault("programmes", []).append((one.column, programmes))
    used = {column for items in rules.values() for column, _ in items}
    found.left = [one for one in found.left if one.column not in used]
    return rules


def _constants(found: Assignment) -> dict[str, str]:
    """A programme that nearly every name of the file tells is that of the whole file."""
    name = found.first("name")
    if name is None or len(name.values) < 8:
        return {}
    told = [read_choices("programmes", value).value for value in name.values]
    common = [code for code in set(sum(told, ())) if sum(code in codes for codes in told) >= 0.8 * len(told)]
    return {"programmes": common[0]} if len(common) == 1 else {}


def _choices(found: Assignment) -> list[str]:
    flags = _flags(found.left, found)
    constants = _constants(found)
    lines = []
    for target in dict.fromkeys([*found.choices, *flags, *constants]):
        columns = [one.column for one in found.choices.get(target, [])]
        parts = [f"  {{ read = {_list(columns)} }},"] if columns else []
        if target in constants:
            parts.append(f"  {{ codes = {_list([constants[target]])} }},  # d’après les noms des lieux")
        for column, codes in flags.get(target, []):
            parts.append(f"  {{ columns = [{quote(column)}], codes = {_list(codes)} }},")
        lines += [f"{target} = [", *parts, "]"]
    return lines


def _left(found: Assignment) -> list[str]:
    lines = ["", "# Colonnes non reprises :"] if found.left else []
    return [*lines, *(f"#   {quote(one.column)} — {_example(one)}" for one in found.left)]


def suggest_from(
    columns: Sequence[str], rows: Sequence[Mapping[str, Any]], name: str = "nouvelle-source"
) -> str:
    """A draft mapping in TOML, from the columns and a sample of rows. It always parses as a mapping."""
    profiles = [profile(column, [row.get(column) for row in rows]) for column in columns]
    found = assign(profiles)
    lines = [
        *_head(name, found),
        *_place(found),
        *_hours(found),
        *_prose(found),
        *_choices(found),
        *_left(found),
    ]
    return "\n".join(lines) + "\n"


def suggest(table: Table, name: str = "") -> str:
    """A commented draft mapping in TOML for a table, from its headers and its first 400 rows."""
    rows = [row.values for row in islice(table.rows, _SAMPLE_ROWS)]
    return suggest_from(
        table.columns, rows, name or fold(table.path.stem).replace(" ", "-") or "nouvelle-source"
    )
