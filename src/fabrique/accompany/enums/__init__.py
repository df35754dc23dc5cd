"""Vocabularies of what is done for people."""

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

__all__ = [
    "DAYS",
    "DETAILS",
    "MANDATE",
    "WARNED",
    "Asked",
    "Duration",
    "End",
    "MandateState",
    "Procedure",
    "SignatureMethod",
]
