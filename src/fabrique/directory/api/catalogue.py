"""The fields of a place as the API names them, once: for the answers, ``champs`` and the documentation.

Columns of the national schema keep their names; what the schema does not know has a French name of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ninja import Schema

from fabrique.directory.fields import FIELDS, Field, Kind

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.LIST: list[str],
    Kind.NUMBER: float | None,
    Kind.DATE: date | None,
    Kind.FLAG: bool | None,
}
# The name of a person to ask for is never published: it is absent here.
_OURS = {
    "hours_text": "horaires_texte",
    "fees_detail": "precisions_frais",
    "wheelchair": "accessible_fauteuil",
    "languages": "langues",
    "directions": "comment_s_y_rendre",
    "to_bring": "a_apporter",
    "networks": "reseaux_porteurs",
    "source_url": "lien_source",
}


class QuarterOut(Schema):
    """Un quartier prioritaire de la ville (QPV)."""

    code: str
    nom: str


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the answer. ``attribute`` is that of ``PlaceRecord``, "" when it is worked out."""

    name: str
    type: Any
    meaning: str
    attribute: str = ""
    standard: bool = False


def _of_place(field: Field) -> Column | None:
    name = field.column or _OURS.get(field.name, "")
    if not name:
        return None
    return Column(name, _TYPES[field.kind], field.label, field.name, bool(field.column))


# What does not change by itself: serialised once for each place.
STILL: tuple[Column, ...] = (
    Column("id", str, "Identifiant stable, le même que dans les fichiers à télécharger", "id", True),
    Column("code", str, "Identifiant court, celui de l’adresse de la fiche", "code"),
    *(column for column in map(_of_place, FIELDS) if column),
    Column(
        "dans_le_territoire",
        bool,
        "Vrai si la commune du lieu, ou d’un de ses arrêts, est du territoire ; vrai aussi si on l’ignore",
        "inside",
    ),
    Column(
        "quartier_prioritaire",
        QuarterOut | None,
        "Quartier prioritaire (QPV) où est le lieu ; pour un lieu itinérant, celui de son premier arrêt qui "
        "est dans un quartier. Le filtre quartier les connaît tous",
        "neighbourhood",
    ),
    Column("verifie_le", date | None, "Dernière vérification de la fiche par une personne", "verified_on"),
    Column("completude", int, "Part de ce dont un visiteur a besoin qui est connue, sur 100", "completeness"),
    Column("modifie_le", datetime, "Dernière modification de la fiche, en UTC", "changed_at"),
)
# What changes with the hour.
MOVING: tuple[Column, ...] = (
    Column("ouvert_maintenant", bool | None, "Ouvert à cet instant ; null quand rien ne permet de le dire"),
    Column("ferme_a", datetime | None, "Fin de l’ouverture en cours"),
    Column(
        "prochaine_ouverture",
        datetime | None,
        "Prochain début d’ouverture, dans les deux mois, fériés compris",
    ),
)
DISTANCE = Column("distance_m", int | None, "Distance en mètres depuis lat et lon, s’ils sont donnés")


@dataclass(frozen=True, slots=True)
class Detail:
    """What only the sheet of one place holds."""

    name: str
    meaning: str


DETAILS = (
    Detail("arrets", "Arrêts d’un lieu itinérant, avec leurs passages datés à venir"),
    Detail("fermetures", "Fermetures et horaires particuliers, en cours et à venir"),
    Detail("services_proposes", "Services proposés dans le lieu, dans les codes de data.inclusion"),
)
COLUMNS: tuple[Column, ...] = (*STILL, *MOVING, DISTANCE)
NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
