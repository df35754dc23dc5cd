"""Accounts that have shown who they are."""

from __future__ import annotations

from django.test import Client

from fabrique.core import clock
from fabrique.people.actions.totp import present_step, totp_code
from fabrique.people.models import Account

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of an application of codes


def sign_in(client: Client, account: Account) -> None:
    """Sign in with a second factor, shown just now."""
    client.force_login(account)
    session = client.session
    session["second_factor"], session["proved_at"] = "totp", clock.now().timestamp()
    session.save()


def code_now(secret: str = SECRET, *, later: int = 0) -> str:
    """What the application shows now, or ``later`` steps of thirty seconds from now."""
    return totp_code(secret, present_step() + later)
