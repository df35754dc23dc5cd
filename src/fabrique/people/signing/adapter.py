"""What allauth asks of the house: no open registration, messages through the outbox, no address kept."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

NO_ADDRESS = "0.0.0.0"  # noqa: S104 — a value that names nobody, for a column that wants one


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts as the Fabrique has them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where people sign in from is nobody's business: the throttle counts by digests of its own."""
        return NO_ADDRESS

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our views say what was done, in French."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Our actions write to people, through the outbox."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors as the Fabrique has them."""
