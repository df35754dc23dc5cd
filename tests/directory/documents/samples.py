"""Invented places as the guide holds them, and the setting of an invented territory."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fabrique.directory.documents.setting import Setting
from fabrique.directory.guide.record import PlaceRecord
from fabrique.kernels.hours.calendar import Calendar

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Paris"))
SETTING = Setting(
    territory="Val-d’Estuaire Métropole",
    phone="+33261910099",
    phone_hours="du lundi au vendredi, 9 h – 17 h",
    fictional=True,
    site="https://guide.estuaire.example",
    at=NOON,
    calendar=Calendar(zone="B"),
)
_EMPTY: dict[str, Any] = dict.fromkeys(
    ("pivot", "commune_name", "commune_code", "postal_code", "address", "address_complement", "phone",
     "contact_name", "hours", "hours_text", "summary", "description", "collector", "parent_network",
     "fees_detail", "accessibility_url", "booking_url", "directions", "to_bring"), ""
)  # fmt: skip
_EMPTY |= dict.fromkeys(
    ("typologies", "emails", "websites", "itinerance", "services", "publics", "specific_care", "fees",
     "programmes", "labels", "other_labels", "access_modes", "accompaniment", "languages", "flags"), ()
)  # fmt: skip
_EMPTY |= dict.fromkeys(("latitude", "longitude", "updated_on", "wheelchair", "verified_on"), None)
FULL: dict[str, Any] = {
    "name": "Médiathèque des Deux-Rives",
    "commune_name": "Port-Sablier",
    "commune_code": "00101",
    "postal_code": "00100",
    "address": "12 quai des Chanvres",
    "latitude": 47.21,
    "longitude": -1.55,
    "typologies": ("BIB",),
    "phone": "+33261910001",
    "hours": "Tu-Fr 10:00-12:30,14:00-18:30; Sa 10:00-18:00; SH Tu-Sa 14:00-18:00; Aug 01-Aug 15 off; PH off",
    "summary": "Six ordinateurs, une imprimante, et quelqu’un pour vous aider.",
    "services": (
        "Aide aux démarches administratives",
        "Maîtrise des outils numériques du quotidien",
        "Accès internet et matériel informatique",
        "Utilisation sécurisée du numérique",
    ),
    "publics": ("Seniors", "Jeunes"),
    "specific_care": ("Illettrisme", "Surdité"),
    "fees": ("Gratuit",),
    "fees_detail": "Impression : 10 centimes la page.",
    "access_modes": ("Se présenter", "Téléphoner"),
    "accompaniment": ("Accompagnement individuel",),
    "wheelchair": True,
    "languages": ("fr", "en", "ar"),
    "directions": "Tram 2, arrêt Quai des Chanvres. Puis 3 minutes à pied : longez le fleuve, porte bleue.",
    "to_bring": "Votre téléphone, votre carte de lecteur si vous en avez une.",
    "updated_on": date(2026, 10, 1),
}


def record(code: str = "deuxrives", **fields: Any) -> PlaceRecord:
    """A full place, but for ``fields``."""
    values = {**_EMPTY, **FULL, **fields}
    return PlaceRecord(
        id=code, code=code, changed_at=datetime(2026, 10, 1, tzinfo=UTC), completeness=80, **values
    )


def bare(code: str = "nu", **fields: Any) -> PlaceRecord:
    """A place of which only the name and the commune are known, but for ``fields``."""
    empty = {**_EMPTY, "name": "Relais du Bourg", "commune_name": "Ombreval", "commune_code": "00119"}
    return record(code, **{**empty, **fields})


def many(count: int, communes: int = 10) -> list[PlaceRecord]:
    """Places spread over communes, all different, in no order."""
    types = ("Médiathèque", "Maison des services", "Centre social", "Espace numérique", "Atelier du fil")
    return [
        record(
            f"lieu{rank:05}",
            name=f"{types[rank % 5]} n° {rank}",
            commune_name=f"Commune-{rank * 7 % communes:03}",
            commune_code=f"{rank * 7 % communes:05}",
            address=f"{rank % 90 + 1} rue de l’Écluse",
            phone=f"+332619{10000 + rank % 90000}",
            services=FULL["services"][: rank % 4 + 1],
        )
        for rank in range(count)
    ]
