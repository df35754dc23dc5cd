"""One published place as the guide holds it in memory: everything that a page or the API says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from fabrique.directory.enums import AccessMode, Accompaniment, Fee, TargetPublic
from fabrique.directory.enums.data_inclusion import (
    InclusionFee,
    InclusionPublic,
    MobilisationMode,
    ReceptionMode,
)


@dataclass(frozen=True, slots=True)
class StopRecord:
    """Where an itinerant place stops; ``visits`` are its dated visits to come, aware."""

    name: str
    address: str
    commune_code: str
    commune_name: str
    latitude: float | None
    longitude: float | None
    hours: str
    visits: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class ClosureRecord:
    """Days (both included) when a place is closed, or has other ``hours``."""

    starts_on: date
    ends_on: date
    hours: str
    reason: str


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """A service as offered at the place; codes of data.inclusion, ``categories`` of the national schema."""

    name: str
    description: str
    type: str
    thematics: tuple[str, ...]
    categories: tuple[str, ...]
    fees: str
    fees_detail: str
    publics: tuple[str, ...]
    publics_detail: str
    access_conditions: str
    residence_codes: tuple[str, ...]
    reception_modes: tuple[str, ...]
    mobilisation_modes: tuple[str, ...]
    mobilisation_detail: str
    mobilisation_url: str
    phone: str
    email: str
    hours: str
    note: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A priority neighbourhood (QPV)."""

    code: str
    name: str


@dataclass(frozen=True)
class PlaceRecord:
    """A place. Field names and codes are those of the model; lists are tuples.

    ``neighbourhoods`` are those where one can go, ``inside`` says whether one of its communes is of the
    territory; ``situating`` works them out.
    """

    id: str
    code: str
    changed_at: datetime
    name: str
    pivot: str
    commune_name: str
    commune_code: str
    postal_code: str
    address: str
    address_complement: str
    latitude: float | None
    longitude: float | None
    typologies: tuple[str, ...]
    phone: str
    emails: tuple[str, ...]
    websites: tuple[str, ...]
    contact_name: str
    hours: str
    hours_text: str
    summary: str
    description: str
    collector: str
    itinerance: tuple[str, ...]
    parent_network: str
    updated_on: date | None
    services: tuple[str, ...]
    publics: tuple[str, ...]
    specific_care: tuple[str, ...]
    fees: tuple[str, ...]
    fees_detail: str
    programmes: tuple[str, ...]
    labels: tuple[str, ...]
    other_labels: tuple[str, ...]
    access_modes: tuple[str, ...]
    accompaniment: tuple[str, ...]
    accessibility_url: str
    booking_url: str
    wheelchair: bool | None
    languages: tuple[str, ...]
    directions: str
    to_bring: str
    flags: tuple[str, ...]
    completeness: int
    verified_on: date | None
    networks: tuple[str, ...] = ()
    source_url: str = ""
    stops: tuple[StopRecord, ...] = ()
    closures: tuple[ClosureRecord, ...] = ()
    offers: tuple[OfferRecord, ...] = ()
    neighbourhoods: tuple[Neighbourhood, ...] = ()
    inside: bool = True

    @property
    def neighbourhood(self) -> Neighbourhood | None:
        """The first of its neighbourhoods."""
        return next(iter(self.neighbourhoods), None)

    @property
    def fresh_on(self) -> date | None:
        """The day on which somebody last looked at the sheet."""
        return max((on for on in (self.verified_on, self.updated_on) if on), default=None)

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Where one can go: the stops of an itinerant place if their position is known, else its own."""
        stops = tuple(
            (stop.latitude, stop.longitude)
            for stop in self.stops
            if stop.latitude is not None and stop.longitude is not None
        )
        if stops:
            return stops
        if self.latitude is None or self.longitude is None:
            return ()
        # A point far from its own commune would lead somebody to the wrong town: the commune is surer.
        astray = any(flag.startswith("coordinates-far") for flag in self.flags)
        return () if astray else ((self.latitude, self.longitude),)

    @cached_property
    def communes(self) -> tuple[str, ...]:
        """The INSEE codes of the communes where one can go: its own and those of its stops."""
        codes = (self.commune_code, *(stop.commune_code for stop in self.stops))
        return tuple(dict.fromkeys(code for code in codes if code))

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """Its filter options, as « group:code »."""
        return tuple(dict.fromkeys(facets_of(self)))


_PUBLICS: dict[str, str] = {
    InclusionPublic.YOUNG_PEOPLE: TargetPublic.YOUNG_PEOPLE,
    InclusionPublic.STUDENTS: TargetPublic.STUDENTS,
    InclusionPublic.FAMILIES: TargetPublic.FAMILIES,
    InclusionPublic.SENIORS: TargetPublic.SENIORS,
    InclusionPublic.WOMEN: TargetPublic.WOMEN,
}
_FEES: dict[str, str] = {InclusionFee.FREE: Fee.FREE, InclusionFee.PAID: Fee.PAID}
_WAYS: dict[str, str] = {
    MobilisationMode.COME: AccessMode.COME,
    MobilisationMode.CALL: AccessMode.CALL,
    MobilisationMode.WRITE: AccessMode.WRITE,
}


def facets_of(place: PlaceRecord) -> list[str]:
    """The options, in the codes of the national schema where one of data.inclusion says the same."""
    found = [
        f"{group}:{code}"
        for group, codes in (
            ("service", place.services), ("public", place.publics), ("accueil", place.specific_care),
            ("frais", place.fees), ("dispositif", place.programmes), ("label", place.labels),
            ("acces", place.access_modes), ("accompagnement", place.accompaniment),
            ("type", place.typologies),
            ("itinerance", place.itinerance), ("langue", place.languages),
        )
        for code in codes
    ]  # fmt: skip
    found += [f"quartier:{one.code}" for one in place.neighbourhoods]
    for offer in place.offers:
        found += [f"service:{code}" for code in offer.categories]
        found += [f"thematique:{code}" for code in offer.thematics]
        found += [
            f"public:{_PUBLICS.get(code, code)}" for code in offer.publics if code != InclusionPublic.EVERYONE
        ]
        found += [f"acces:{_WAYS[code]}" for code in offer.mobilisation_modes if code in _WAYS]
        if offer.fees in _FEES:
            found.append(f"frais:{_FEES[offer.fees]}")
        if offer.type:
            found.append(f"forme:{offer.type}")
        if ReceptionMode.REMOTE in offer.reception_modes:
            found.append(f"accompagnement:{Accompaniment.REMOTE}")
    if f"frais:{Fee.FREE}" in found:
        found.append("comment:gratuit")
    if f"acces:{AccessMode.COME}" in found:
        found.append("comment:sans-rdv")
    if place.wheelchair:
        found.append("comment:fauteuil")
    return found
