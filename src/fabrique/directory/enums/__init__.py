"""Closed vocabularies of the directory. Stored codes are the published standards' own, verbatim."""

from fabrique.directory.enums.data_inclusion import (
    InclusionFee,
    InclusionPublic,
    InclusionServiceType,
    MobilisableBy,
    MobilisationMode,
    ReceptionMode,
)
from fabrique.directory.enums.national import (
    AccessMode,
    Accompaniment,
    Fee,
    Itinerance,
    NationalProgramme,
    ServiceOffered,
    SpecificCare,
    TargetPublic,
    TrainingLabel,
)
from fabrique.directory.enums.networks import CarrierNetwork
from fabrique.directory.enums.thematics import Thematic
from fabrique.people.enums.typologies import Typology

__all__ = [
    "AccessMode",
    "Accompaniment",
    "CarrierNetwork",
    "Fee",
    "InclusionFee",
    "InclusionPublic",
    "InclusionServiceType",
    "Itinerance",
    "MobilisableBy",
    "MobilisationMode",
    "NationalProgramme",
    "ReceptionMode",
    "ServiceOffered",
    "SpecificCare",
    "TargetPublic",
    "Thematic",
    "TrainingLabel",
    "Typology",
]
