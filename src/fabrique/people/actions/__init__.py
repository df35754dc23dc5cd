"""Everything that writes about people."""

from fabrique.people.actions.accounts import create_account, open_administrator
from fabrique.people.actions.members import add_member
from fabrique.people.actions.organisations import carry_instance, register_organisation

__all__ = ["add_member", "carry_instance", "create_account", "open_administrator", "register_organisation"]
