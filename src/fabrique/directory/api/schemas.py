"""What the answers hold, for the OpenAPI document. Answers are bytes; a test holds them to this."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from fabrique.directory.api.catalogue import COLUMNS, DETAILS


class Fault(Schema):
    """Un paramètre refusé."""

    parametre: str
    message: str
    valeurs_admises: list[str] | None = Field(None, description="Quand elles sont connues.")


class ProblemOut(Schema):
    """Une erreur (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    erreurs: list[Fault] | None = None


class Visit(Schema):
    """Un passage daté."""

    debut: datetime
    fin: datetime


class StopOut(Schema):
    """Un arrêt d’un lieu itinérant."""

    nom: str
    adresse: str
    code_insee: str
    commune: str
    latitude: float | None
    longitude: float | None
    horaires: str
    passages: list[Visit]


class ClosureOut(Schema):
    """Une fermeture, ou des horaires particuliers. Les deux jours sont compris."""

    du: date
    au: date
    horaires: str
    motif: str


class OfferOut(Schema):
    """Un service proposé dans le lieu, dans les codes de data.inclusion."""

    nom: str
    description: str
    type: str
    thematiques: list[str]
    services: list[str]
    frais: str
    frais_precisions: str
    publics: list[str]
    publics_precisions: str
    conditions_acces: str
    zone_eligibilite: list[str]
    modes_accueil: list[str]
    modes_mobilisation: list[str]
    mobilisation_precisions: str
    lien_mobilisation: str
    telephone: str
    courriel: str
    horaires_accueil: str
    remarque: str


def _columns() -> dict[str, Any]:
    """Every column may be left out by ``champs``."""
    return {one.name: (one.type, Field(default=None, description=one.meaning)) for one in COLUMNS}


_model: Any = create_model  # its overloads do not admit names worked out
PlaceOut: Any = _model(
    "Lieu",
    __base__=Schema,
    __doc__="Un lieu, dans les colonnes du schéma national et les nôtres.",
    **_columns(),
)
_DETAIL_TYPES: tuple[Any, ...] = (list[StopOut], list[ClosureOut], list[OfferOut])
SheetOut: Any = _model(
    "Fiche",
    __base__=PlaceOut,
    __doc__="Un lieu avec ses arrêts, ses fermetures et ses services.",
    **{
        one.name: (kind, Field(description=one.meaning))
        for one, kind in zip(DETAILS, _DETAIL_TYPES, strict=True)
    },
)


class NeedOut(Schema):
    """Un besoin compris dans les mots de la question."""

    code: str
    pour: str


class Corrected(Schema):
    """Un mot lu autrement qu’il n’était écrit."""

    lu: str
    compris: str


class UnderstoodOut(Schema):
    """Ce qui a été compris de q et de besoin."""

    besoin: NeedOut | None
    mots_corriges: list[Corrected]


class PagedOut(Schema):
    """Ce que les listes ont en commun."""

    total: int = Field(description="Nombre de lieux qui répondent, toutes pages comprises.")
    suivant: str | None = Field(description="Adresse de la page suivante ; null à la dernière.")
    curseur: str | None = Field(description="Le curseur de la page suivante.")
    compris: UnderstoodOut | None = Field(None, description="Présent quand des mots ont été compris.")


class PlacesOut(PagedOut):
    """Une page de lieux."""

    lieux: list[PlaceOut]


class FeatureOut(Schema):
    """Un lieu comme objet GeoJSON : un point, plusieurs s’il est itinérant, ou aucun."""

    model_config = ConfigDict(json_schema_extra={"required": ["type", "id", "geometry", "properties"]})
    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: PlaceOut


class FeaturesOut(PagedOut):
    """Une page de lieux en GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[FeatureOut]


class CommuneOut(Schema):
    """Une commune du code officiel géographique."""

    code_insee: str
    nom: str
    codes_postaux: list[str]
    population: int | None
    departement: str
    epci: str = Field(description="SIREN de l’intercommunalité.")
    territoire: bool = Field(description="Fait partie du territoire de ce site.")
    lieux: int
    latitude: float | None
    longitude: float | None
    confiance: float | None = Field(
        None, description="Dans une recherche : de 0 à 1 pour la commune retenue, null pour les autres."
    )


class CommunesOut(Schema):
    """Des communes."""

    total: int
    regle: str | None = Field(None, description="Dans une recherche : ce qui a fait choisir la première.")
    communes: list[CommuneOut]


class ChangeOut(Schema):
    """Un lieu créé, modifié, retiré, ou fusionné avec un autre."""

    id: str
    code: str
    type: Literal["creation", "modification", "retrait", "fusion"]
    le: datetime
    remplace_par: str | None = Field(description="Après une fusion : l’identifiant du lieu qui reste.")
    lieu: PlaceOut | None = Field(
        description="La fiche, si le lieu est publié ; sans les champs de l’instant."
    )


class ChangesOut(Schema):
    """Une page de changements, dans l’ordre."""

    changements: list[ChangeOut]
    suite: bool = Field(description="D’autres changements attendent déjà.")
    curseur: str = Field(description="À donner dans depuis, la prochaine fois.")
    suivant: str


class ValueOut(Schema):
    """Une valeur d’un filtre."""

    valeur: str
    code: str
    libelle: str
    lieux: int


class FilterOut(Schema):
    """Un filtre."""

    filtre: str
    libelle: str
    combinaison: Literal["une", "toutes"]
    valeurs: list[ValueOut]


class Worded(Schema):
    """Une valeur et ses mots."""

    valeur: str
    libelle: str


class ColumnOut(Schema):
    """Un champ."""

    champ: str
    libelle: str
    schema_national: bool


class VocabulariesOut(Schema):
    """Tout ce que les paramètres admettent."""

    filtres: list[FilterOut]
    besoins: list[Worded]
    tris: list[str]
    champs: list[ColumnOut]


class SourceOut(Schema):
    """Une source."""

    source: str
    nom: str
    producteur: str
    licence: str
    adresse: str
    dernier_import: datetime | None
    lieux: int


class SourcesOut(Schema):
    """Les sources."""

    sources: list[SourceOut]


class TeamOut(Schema):
    """Une équipe."""

    identifiant: str
    nom: str


class OrganisationOut(Schema):
    """Une organisation, lue avec sa clé."""

    identifiant: str
    nom: str
    siret: str
    type: str
    equipes: list[TeamOut]
