"""Tables of what is done for people."""

from fabrique.accompany.models.mandates import Authorisation, Mandate

__all__ = ["Authorisation", "Mandate"]
