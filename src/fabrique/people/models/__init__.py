"""Tables of people: accounts, organisations and what ties them."""

from fabrique.people.models.account import Account
from fabrique.people.models.carnet import CarnetAccess, CarnetAlert
from fabrique.people.models.erased import ErasedCount
from fabrique.people.models.identity import ExternalIdentity
from fabrique.people.models.linking import FileLink, LinkCode
from fabrique.people.models.lock import DeskLock
from fabrique.people.models.membership import Invitation, Membership
from fabrique.people.models.notification import DeliveryChoice, Notification
from fabrique.people.models.organisation import Agreement, Organisation, Team
from fabrique.people.models.resident import Consent, Note, Resident
from fabrique.people.models.signing import AccountEvent, CodeCard, PrintedCode, Tally, TotpDevice
from fabrique.people.models.token import ApiToken

__all__ = [
    "Account",
    "AccountEvent",
    "Agreement",
    "ApiToken",
    "CarnetAccess",
    "CarnetAlert",
    "CodeCard",
    "Consent",
    "DeliveryChoice",
    "DeskLock",
    "ErasedCount",
    "ExternalIdentity",
    "FileLink",
    "Invitation",
    "LinkCode",
    "Membership",
    "Note",
    "Notification",
    "Organisation",
    "PrintedCode",
    "Resident",
    "Tally",
    "Team",
    "TotpDevice",
]
