"""The fields of a place, once: their name here, their column in the national schema v1.0.2, their kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds; decides its empty value."""

    TEXT = "text"
    LIST = "list"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Field:
    """``column`` is "" for what the national schema does not know. Fields of one ``bundle`` travel together.

    ``union`` fields add up over the sources of a place; the others take the value of the best one. ``most``
    is the number of characters that a text may have, 0 without limit.
    """

    name: str
    column: str
    kind: Kind
    label: str
    bundle: str = ""
    union: bool = False
    most: int = 0

    @property
    def empty(self) -> object:
        """The value that means « not known »."""
        return "" if self.kind is Kind.TEXT else [] if self.kind is Kind.LIST else None


_T, _L, _N, _D, _F = Kind.TEXT, Kind.LIST, Kind.NUMBER, Kind.DATE, Kind.FLAG
FIELDS: tuple[Field, ...] = (
    Field("pivot", "pivot", _T, "SIRET ou RNA", most=14),
    Field("name", "nom", _T, "Nom", most=300),
    Field("commune_name", "commune", _T, "Commune", "address", most=100),
    Field("postal_code", "code_postal", _T, "Code postal", "address", most=5),
    Field("commune_code", "code_insee", _T, "Code INSEE", "address", most=5),
    Field("address", "adresse", _T, "Adresse", "address", most=300),
    Field("address_complement", "complement_adresse", _T, "Complément d’adresse", "address", most=300),
    Field("latitude", "latitude", _N, "Latitude", "position"),
    Field("longitude", "longitude", _N, "Longitude", "position"),
    Field("typologies", "typologie", _L, "Type de lieu", union=True),
    Field("phone", "telephone", _T, "Téléphone", most=20),
    Field("emails", "courriels", _L, "Courriels"),
    Field("websites", "site_web", _L, "Sites web"),
    Field("hours", "horaires", _T, "Horaires", "hours"),
    Field("hours_text", "", _T, "Horaires, mots de la source", "hours"),
    Field("summary", "presentation_resume", _T, "Présentation courte", "presentation", most=280),
    Field("description", "presentation_detail", _T, "Présentation", "presentation"),
    Field("collector", "source", _T, "Collecté par", most=200),
    Field("itinerance", "itinerance", _L, "Itinérance"),
    Field("parent_network", "structure_parente", _T, "Réseau", most=200),
    Field("updated_on", "date_maj", _D, "Mis à jour le"),
    Field("services", "services", _L, "Services", union=True),
    Field("publics", "publics_specifiquement_adresses", _L, "Publics", union=True),
    Field("specific_care", "prise_en_charge_specifique", _L, "Accueil adapté", union=True),
    Field("fees", "frais_a_charge", _L, "Frais", "fees"),
    Field("fees_detail", "", _T, "Précisions sur les frais", "fees"),
    Field("programmes", "dispositif_programmes_nationaux", _L, "Dispositifs nationaux", union=True),
    Field("labels", "formations_labels", _L, "Formations et labels", union=True),
    Field("other_labels", "autres_formations_labels", _L, "Autres labels", union=True),
    Field("access_modes", "modalites_acces", _L, "Comment prendre contact", union=True),
    Field("accompaniment", "modalites_accompagnement", _L, "Comment on vous aide", union=True),
    Field("accessibility_url", "fiche_acces_libre", _T, "Fiche Acceslibre", most=500),
    Field("booking_url", "prise_rdv", _T, "Prise de rendez-vous", most=500),
    Field("wheelchair", "", _F, "Accessible en fauteuil"),
    Field("languages", "", _L, "Langues parlées", union=True),
    Field("directions", "", _T, "Comment s’y rendre"),
    Field("to_bring", "", _T, "Que faut-il apporter"),
    Field("networks", "", _L, "Réseaux porteurs", union=True),
    Field("source_url", "", _T, "Page de la source", most=500),
    Field("contact_name", "", _T, "Personne à contacter", most=150),
)
BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
# What makes no sense in parts: an address whose commune changed, hours without the words that say them.
WHOLE = frozenset({"address", "position", "hours"})


def companions(name: str) -> tuple[str, ...]:
    """The fields that come back together with this one, itself among them."""
    bundle = BY_NAME[name].bundle
    if bundle not in WHOLE:
        return (name,)
    return tuple(field.name for field in FIELDS if field.bundle == bundle)


# The parts of a sheet that who runs the place keeps, as the rights name them. Closures, stops and services
# offered hang on the place; the rest are fields.
PARTS: dict[str, tuple[str, ...]] = {
    "contact": ("phone", "emails", "websites", "booking_url", "contact_name", "access_modes"),
    "hours": ("hours", "hours_text"),
    "closures": (),
    "stops": (),
    "services": ("services", "accompaniment", "languages", "fees", "fees_detail"),
    "description": ("summary", "description", "directions", "to_bring", "wheelchair", "accessibility_url"),
    "publics": ("publics", "specific_care"),
}


def within(parts: frozenset[str]) -> frozenset[str]:
    """The fields of these parts, as ``policies.fields_of`` names them; ``*`` is all of them."""
    if "*" in parts:
        return frozenset(BY_NAME)
    return frozenset(name for part in parts for name in PARTS[part])
