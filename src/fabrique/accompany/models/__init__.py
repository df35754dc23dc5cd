"""Tables of what is done for people."""

from fabrique.accompany.models.cases import Case, CaseAct, CaseDocument
from fabrique.accompany.models.mandates import Authorisation, Mandate

__all__ = ["Authorisation", "Case", "CaseAct", "CaseDocument", "Mandate"]
