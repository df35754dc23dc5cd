"""Vocabularies of what is done for people."""

from fabrique.accompany.enums.cases import CASE, UNDER_WAY, CaseState, Manner, Outcome
from fabrique.accompany.enums.mandates import (
    DAYS,
    MANDATE,
    WARNED,
    Asked,
    Duration,
    End,
    MandateState,
    SignatureMethod,
)
from fabrique.accompany.enums.procedures import DETAILS, Procedure
from fabrique.accompany.enums.remote import RemoteOutcome

__all__ = [
    "CASE",
    "DAYS",
    "DETAILS",
    "MANDATE",
    "UNDER_WAY",
    "WARNED",
    "Asked",
    "CaseState",
    "Duration",
    "End",
    "MandateState",
    "Manner",
    "Outcome",
    "Procedure",
    "RemoteOutcome",
    "SignatureMethod",
]
