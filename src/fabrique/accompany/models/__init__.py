"""Tables of what is done for people."""

from fabrique.accompany.models.cases import Case, CaseAct, CaseDocument
from fabrique.accompany.models.mandates import Authorisation, Mandate
from fabrique.accompany.models.remote import RemoteConsent

__all__ = ["Authorisation", "Case", "CaseAct", "CaseDocument", "Mandate", "RemoteConsent"]
