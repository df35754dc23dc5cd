"""The parameters of each address: what they mean, what they admit, and what is refused.

A value that means nothing is refused, with the list of those that do: answering as if it had not been typed
would give a reuser places that he did not ask for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from fabrique.directory.api.catalogue import NAMES
from fabrique.directory.guide.needs import BY_CODE
from fabrique.directory.guide.options import BY_KEY, GROUPS, QUARTER
from fabrique.directory.guide.search import Sort
from fabrique.directory.guide.snapshot import current
from fabrique.territory.cog import cog

MAX_PAGE, FIRST_PAGE = 500, 50
MAX_RADIUS_M = 200_000
_MAX_VALUES = 60
FILTERS: tuple[str, ...] = tuple(group.key for group in GROUPS)
# « utile » is the order of the guide's pages: it weighs distance and sureness, and cannot be paged.
SORTS: tuple[str, ...] = tuple(sort.value for sort in Sort if sort is not Sort.USEFUL)

Codes = list[str]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


def refuse(message: str, admitted: Sequence[str] | None = None, parameter: str = "") -> PydanticCustomError:
    """The error of a value that we refuse in our own words."""
    context: dict[str, Any] = {"message": message, "admis": list(admitted) if admitted is not None else None}
    return PydanticCustomError(
        "refuse", "refusé", {**context, **({"parametre": parameter} if parameter else {})}
    )


def _admitted(meaning: str, values: Sequence[str]) -> Any:
    items: JsonDict = {"type": "string", "enum": list(values)}
    return Field(
        default_factory=list,
        max_length=_MAX_VALUES,
        description=meaning,
        json_schema_extra={"items": items},
    )


def _filter(key: str) -> Any:
    """The field of a filter of the guide."""
    group = BY_KEY[key]
    rule = "toutes à la fois" if group.alone else "l’une ou l’autre"
    meaning = f"{group.legend}. Répétez le paramètre pour plusieurs valeurs ({rule})."
    if key == QUARTER:
        meaning += " Les codes sont dans /vocabulaires."
        return Field(default_factory=list, max_length=_MAX_VALUES, description=meaning)
    return _admitted(meaning, [group.slug(code) for code in group.labels])


def _split(value: Any) -> Any:
    """« a,b » as well as « a » and « b »."""
    if isinstance(value, list):
        return [part.strip() for one in value for part in str(one).split(",")]
    return value


class PlacesQuery(Schema):
    """The questions that one may ask of the places."""

    q: str = Field("", max_length=200, description="Ce que l’on cherche, en mots : « imprimer un CV ».")
    besoin: str = Field(
        "",
        description="Un besoin, par son code.",
        json_schema_extra={"enum": ["", *BY_CODE]},
    )
    commune: Codes = Field(
        default_factory=list,
        max_length=_MAX_VALUES,
        description="Code INSEE d’une commune ; répétez pour plusieurs.",
        json_schema_extra={"items": {"type": "string", "pattern": "^[0-9][0-9AB][0-9]{3}$"}},
    )
    lat: Latitude | None = Field(None, description="Latitude, en degrés, avec lon.")
    lon: Longitude | None = Field(None, description="Longitude, en degrés, avec lat.")
    rayon: float | None = Field(
        None,
        gt=0,
        le=MAX_RADIUS_M,
        allow_inf_nan=False,
        description="Distance en mètres autour de lat et lon.",
    )
    bbox: str = Field("", max_length=120, description="Rectangle : ouest,sud,est,nord, en degrés.")
    habite: str = Field(
        "", max_length=5, description="Code INSEE de la commune où l’on habite : écarte qui ne la sert pas."
    )
    dans_le_territoire: bool | None = Field(
        None,
        description="true : les lieux du territoire ; false : les autres. Sans lui : tous.",
    )
    quand: Codes = _filter("quand")
    comment: Codes = _filter("comment")
    service: Codes = _filter("service")
    public: Codes = _filter("public")
    accueil: Codes = _filter("accueil")
    langue: Codes = _filter("langue")
    accompagnement: Codes = _filter("accompagnement")
    acces: Codes = _filter("acces")
    frais: Codes = _filter("frais")
    dispositif: Codes = _filter("dispositif")
    type: Codes = _filter("type")
    itinerance: Codes = _filter("itinerance")
    quartier: Codes = _filter(QUARTER)
    thematique: Codes = _filter("thematique")
    forme: Codes = _filter("forme")
    label: Codes = _filter("label")
    tri: str = Field(
        "",
        description="Ordre. Sans lui : distance avec lat et lon, pertinence avec q ou besoin, sinon nom.",
        json_schema_extra={"enum": ["", *SORTS]},
    )
    champs: Annotated[Codes, BeforeValidator(_split)] = _admitted(
        "Champs voulus ; répétez, ou séparez par des virgules. Sans lui : tous.", NAMES
    )
    fields: Annotated[Codes, BeforeValidator(_split)] = _admitted("Le même que « champs ».", NAMES)
    limite: int = Field(FIRST_PAGE, ge=1, le=MAX_PAGE, description="Lieux par page.")
    curseur: str = Field(
        "", max_length=2000, pattern=r"^[A-Za-z0-9_-]*$", description="Suite d’une réponse, telle que donnée."
    )

    @property
    def wanted(self) -> Codes:
        """The fields of the answer, by either name of the parameter; none: all."""
        return list(dict.fromkeys([*self.champs, *self.fields]))

    @field_validator(*FILTERS)
    @classmethod
    def _codes(cls, values: Codes, info: ValidationInfo) -> Codes:
        """Names of an address become the codes of the vocabulary."""
        group = BY_KEY[str(info.field_name)]
        known: Mapping[str, str] = group.by_slug
        admitted = [group.slug(code) for code in group.labels]
        if values and group.key == QUARTER:
            admitted = sorted(current().ground.neighbourhoods)
            known = {code: code for code in admitted}
        for value in values:
            if value not in known:
                raise refuse(_("« %s » n’est pas une valeur connue.") % value[:60], admitted)
        return list(dict.fromkeys(known[value] for value in values))

    @field_validator("champs", "fields")
    @classmethod
    def _fields(cls, values: Codes) -> Codes:
        for value in values:
            if value not in NAMES:
                raise refuse(_("« %s » n’est pas un champ connu.") % value[:60], NAMES)
        return list(dict.fromkeys(values))

    @field_validator("besoin", "tri")
    @classmethod
    def _one(cls, value: str, info: ValidationInfo) -> str:
        known = SORTS if info.field_name == "tri" else tuple(BY_CODE)
        if value and value not in known:
            raise refuse(_("« %s » n’est pas une valeur connue.") % value[:60], known)
        return value

    @field_validator("commune")
    @classmethod
    def _communes(cls, values: Codes) -> Codes:
        return [commune_code(value) for value in values]

    @field_validator("habite")
    @classmethod
    def _home(cls, value: str) -> str:
        return commune_code(value) if value else ""

    @field_validator("bbox")
    @classmethod
    def _box(cls, value: str) -> str:
        if value:
            bounds(value)
        return value

    @model_validator(mode="after")
    def _together(self) -> PlacesQuery:
        if (self.lat is None) != (self.lon is None):
            missing = "lon" if self.lon is None else "lat"
            raise refuse(_("lat et lon vont ensemble."), parameter=missing)
        if self.rayon is not None and self.lat is None:
            raise refuse(_("Un rayon demande un centre : lat et lon."), parameter="rayon")
        if self.tri == Sort.DISTANCE and self.lat is None:
            raise refuse(_("L’ordre des distances demande lat et lon."), parameter="tri")
        if self.tri == Sort.RELEVANCE and not self.q and not self.besoin:
            raise refuse(_("L’ordre de pertinence demande q ou besoin."), parameter="tri")
        return self


def commune_code(value: str) -> str:
    """The code of a present commune. Raises a refusal."""
    commune = cog().commune(value)
    if commune is None:
        raise refuse(
            _("« %s » n’est pas le code INSEE d’une commune. Cherchez-le dans /communes.") % value[:60]
        )
    return commune.code


def bounds(value: str) -> tuple[float, float, float, float]:
    """(west, south, east, north) of a box as typed. Raises a refusal."""
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        raise refuse(_("Quatre nombres sont attendus : ouest,sud,est,nord.")) from None
    if not math.isfinite(west + south + east + north):
        raise refuse(_("Un nombre fini est attendu."))
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise refuse(
            _("Le rectangle s’écrit ouest,sud,est,nord, en degrés, ouest avant est, sud avant nord.")
        )
    return west, south, east, north


class CommunesQuery(Schema):
    """Without ``q``: the communes of the territory."""

    q: str = Field("", max_length=200, description="Nom, code postal ou code INSEE, même mal écrit.")


class ChangesQuery(Schema):
    """Where to take the thread up again."""

    depuis: str = Field(
        "",
        max_length=200,
        description="Instant ISO 8601, date, ou curseur d’une réponse. Sans lui : depuis le début.",
    )
    limite: int = Field(200, ge=1, le=MAX_PAGE, description="Changements par page.")
