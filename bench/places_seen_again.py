"""One invented place as a collector tells it, and as another tells it: other spelling, order, abbreviations,
contacts and coordinates, and holes. Everything comes from the random generator that is given."""

from __future__ import annotations

import math
import random
import unicodedata
from dataclasses import dataclass, replace

SOURCES = ["departement", "region", "hub", "national", "metropole", "caf"]
SHORT_STREETS = {
    "avenue": "av.",
    "boulevard": "bd",
    "place": "pl.",
    "chemin": "ch.",
    "impasse": "imp.",
    "route": "rte",
}
SHORT_NAMES = {
    "Centre communal d’action sociale": "CCAS",
    "Espace public numérique": "EPN",
    "Maison des jeunes et de la culture": "MJC",
    "Point information jeunesse": "PIJ",
    "Médiathèque": "Bibliothèque",
    "France services": "Maison France Services",
    "Association": "Asso.",
    "Saint": "St",
}


@dataclass(frozen=True)
class Row:
    """One record; `truth` is the place that it tells (rows of one place have one `truth`)."""

    id: str
    truth: int
    source: str
    name: str
    address: str
    postal_code: str
    commune_code: str
    latitude: float | None
    longitude: float | None
    siret: str = ""
    phone: str = ""
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    typologies: tuple[str, ...] = ()


def seen_again(rng: random.Random, row: Row, number: int) -> Row:
    """The same place as another collector writes it (one time in ten, the same collector)."""
    others = [source for source in SOURCES if source != row.source]
    latitude, longitude = row.latitude, row.longitude
    if latitude is not None and longitude is not None and rng.random() < 0.8:
        latitude, longitude = moved(
            latitude, longitude, rng.uniform(0, 2 * math.pi), min(150, abs(rng.gauss(0, 60)))
        )
    if rng.random() < 0.08:
        latitude = longitude = None
    phone = row.phone
    if rng.random() < 0.15:
        phone = phone_number(rng)
    emails = row.emails if rng.random() < 0.7 else (f"accueil{number}@poste.example",)
    return replace(
        row,
        id=f"s{number:07d}",
        source=row.source if rng.random() < 0.1 else rng.choice(others),
        name=_other_name(rng, row.name),
        address=_other_address(rng, row.address),
        commune_code="" if rng.random() < 0.04 else row.commune_code,
        latitude=latitude,
        longitude=longitude,
        siret=row.siret if rng.random() < 0.6 else "",
        phone=phone if rng.random() < 0.8 else "",
        emails=emails if rng.random() < 0.75 else (),
        websites=row.websites if rng.random() < 0.6 else (),
        typologies=row.typologies if rng.random() < 0.75 else (),
    )


def _other_name(rng: random.Random, name: str) -> str:
    if rng.random() < 0.35:
        for long, short in SHORT_NAMES.items():
            if long in name:
                name = name.replace(long, short)
            elif name.startswith(short + " "):
                name = name.replace(short, long, 1)
    if rng.random() < 0.15 and " " in name:  # the town or the quarter comes first
        start, _, end = name.rpartition(" ")
        name = f"{end} - {start.removesuffix(' de')}"
    if rng.random() < 0.3:
        name = without_accents(name)
    if rng.random() < 0.2:
        name = name.upper()
    return _typo(rng, name) if rng.random() < 0.2 else name


def _other_address(rng: random.Random, address: str) -> str:
    if rng.random() < 0.06:
        return ""
    if rng.random() < 0.08:
        address = address.lstrip("0123456789 ").removeprefix("bis ")
    if rng.random() < 0.35:
        for long, short in SHORT_STREETS.items():
            address = address.replace(long + " ", short + " ")
    if rng.random() < 0.3:
        address = without_accents(address)
    if rng.random() < 0.15:
        address = address.upper()
    return _typo(rng, address) if rng.random() < 0.12 else address


def _typo(rng: random.Random, text: str) -> str:
    """One letter lost, doubled, changed or swapped; figures are left alone."""
    places = [i for i, sign in enumerate(text) if sign.isalpha()]
    if len(places) < 5:
        return text
    at = rng.choice(places[:-1])
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + rng.choice("aeinrst") + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def moved(latitude: float, longitude: float, angle: float, metres: float) -> tuple[float, float]:
    north = metres * math.cos(angle) / 111_195
    east = metres * math.sin(angle) / (111_195 * math.cos(math.radians(latitude)))
    return round(latitude + north, 6), round(longitude + east, 6)


def phone_number(rng: random.Random) -> str:
    return f"+33{rng.randint(1, 5)}{rng.randrange(10**7, 10**8)}"


def without_accents(text: str) -> str:
    text = text.replace("œ", "oe").replace("’", "'")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
