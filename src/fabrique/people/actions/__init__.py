"""Everything that writes about people."""

from fabrique.people.actions.accounts import create_account
from fabrique.people.actions.organisations import register_organisation

__all__ = ["create_account", "register_organisation"]
