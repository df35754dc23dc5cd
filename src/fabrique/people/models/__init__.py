"""Tables of people: accounts, organisations and what ties them."""

from fabrique.people.models.account import Account
from fabrique.people.models.organisation import Organisation

__all__ = ["Account", "Organisation"]
