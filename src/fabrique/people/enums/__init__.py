"""Vocabularies of people and organisations."""

from fabrique.people.enums.agreements import AgreementKind, DataCategory
from fabrique.people.enums.carnets import AlertKind, LinkEnd
from fabrique.people.enums.notifying import Delivery
from fabrique.people.enums.residents import (
    ConsentPurpose,
    ContactMeans,
    ErasureReason,
    NoteLevel,
    Origin,
    Protection,
)
from fabrique.people.enums.roles import SECOND_FACTOR_ROLES, Position, Role
from fabrique.people.enums.signing import AccountEventKind, FactorKind
from fabrique.people.enums.tokens import TokenScope
from fabrique.people.enums.typologies import Typology

__all__ = [
    "SECOND_FACTOR_ROLES",
    "AccountEventKind",
    "AgreementKind",
    "AlertKind",
    "ConsentPurpose",
    "ContactMeans",
    "DataCategory",
    "Delivery",
    "ErasureReason",
    "FactorKind",
    "LinkEnd",
    "NoteLevel",
    "Origin",
    "Position",
    "Protection",
    "Role",
    "TokenScope",
    "Typology",
]
