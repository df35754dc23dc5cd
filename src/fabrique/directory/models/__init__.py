"""Tables of the directory."""

from fabrique.directory.models.campaigns import Campaign, Confirmation, MailRefusal
from fabrique.directory.models.claims import PlaceClaim
from fabrique.directory.models.duplicates import DuplicatePair, Revision
from fabrique.directory.models.place import Closure, Place, Stop, StopVisit
from fabrique.directory.models.reports import ContactObjection, ErrorReport
from fabrique.directory.models.service import Offer, Service
from fabrique.directory.models.source import ImportRun, Source, SourceRecord

__all__ = [
    "Campaign",
    "Closure",
    "Confirmation",
    "ContactObjection",
    "DuplicatePair",
    "ErrorReport",
    "ImportRun",
    "MailRefusal",
    "Offer",
    "Place",
    "PlaceClaim",
    "Revision",
    "Service",
    "Source",
    "SourceRecord",
    "Stop",
    "StopVisit",
]
