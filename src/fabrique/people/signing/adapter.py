"""What allauth asks of the house: no open registration, messages through the outbox, no address kept."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fabrique.people.actions.credentials import note_sign_in
from fabrique.people.actions.telling import untold
from fabrique.people.models import Account
from fabrique.people.signing import devices, sessions
from fabrique.people.signing.oidc.proof import came_recently
from fabrique.territory.queries import current_territory

NO_ADDRESS = "0.0.0.0"  # noqa: S104 — a value that names nobody, for a column that wants one


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts as the Fabrique has them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False

    def get_login_stages(self) -> list[str]:
        """One stage: the address of an account is known, and nobody signs in by a code sent to her."""
        return ["fabrique.people.signing.stages.SecondFactorStage"]

    def pre_login(self, request: HttpRequest, user: Account, **known: Any) -> HttpResponse | None:
        """A new signing in starts without proof."""
        sessions.forget_proofs(request)
        answer: HttpResponse | None = super().pre_login(request, user, **known)
        return answer

    def post_login(self, request: HttpRequest, user: Account, **known: Any) -> HttpResponse:
        """Signed in: know this browser again, keep an entry, tell what happened meanwhile."""
        answer: HttpResponse = super().post_login(request, user, **known)
        factor = sessions.second_factor(request.session)
        if came_recently(request, user):
            sessions.prove(request, factor=factor)
        devices.remember(request, answer, user)
        note_sign_in(account=user, factor=factor)
        told = {event.kind: event for event in untold(account=user)}
        for event in told.values():
            text = _("%(what)s Voyez « Mon compte » si ce n’est pas vous.")
            messages.warning(request, text % {"what": event.get_kind_display()})
        return answer

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where people sign in from is nobody's business: the throttle counts by digests of its own."""
        return NO_ADDRESS

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our views say what was done, in French."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Our actions write to people, through the outbox."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys as the Fabrique has them."""

    def _get_site_name(self) -> str:
        """The name that a key shows."""
        territory = current_territory()
        return f"Fabrique — {territory.name}" if territory else "Fabrique"
