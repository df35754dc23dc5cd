"""Asking for a proof: the password, a code, a key. Each try is counted before it is looked at."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from fabrique.core.clients import client_of
from fabrique.people.actions import credentials, factors
from fabrique.people.actions.invitations import find_invitation
from fabrique.people.enums import AccountEventKind, FactorKind
from fabrique.people.models import Account, Invitation
from fabrique.people.signing import devices, throttle


def check_password(request: HttpRequest, email: str, password: str) -> Account | None:
    """The open account of this address and password. Raises ``Throttled``.

    Whether the account exists changes neither the answer nor, the password being hashed anyway, its time.
    """
    device = devices.known(request, email)
    keys = {"device": device} if device else {"account": email, "address": client_of(request)}
    kind = "sign_in_known" if device else "sign_in"
    counted = throttle.check(kind, **keys)
    account = authenticate(request, username=email, password=password)
    if account is not None:
        throttle.passed(kind, **keys)
        return account
    for bucket in counted.filled:
        if bucket.kind.endswith(".address"):
            credentials.note_brake(kind=bucket.kind)
        else:
            credentials.sound_alarm(email=email, kind=AccountEventKind.WRONG_PASSWORDS)
    return None


def check_code(request: HttpRequest, account: Account, code: str) -> FactorKind | None:
    """The factor of which this is a code, now used up. Raises ``Throttled``.

    As for passwords, a browser that has come in before is not slowed down by somebody who knows the password.
    """
    device, key = devices.known(request, account.email), str(account.pk)
    keys = {"device": device} if device else {"account": key, "day": key}
    kind = "code_known" if device else "code"
    counted = throttle.check(kind, **keys)
    factor = factors.use_code(account=account, code=code)
    if factor is not None:
        throttle.passed(kind, **keys)
    elif counted.filled:
        credentials.sound_alarm(email=account.email, kind=AccountEventKind.WRONG_CODES)
    return factor


def check_invitation(request: HttpRequest, secret: str) -> Invitation | None:
    """The invitation that this link still opens. Raises ``Throttled`` for an address that tries many."""
    address = client_of(request)
    throttle.check("invitation", address=address)
    found = find_invitation(secret)
    if found is not None:
        throttle.passed("invitation", address=address)
    return found


def key_request(account: Account) -> dict[str, Any]:
    """What the browser asks one of the account's keys to sign: a challenge, kept in the session."""
    return dict(webauthn.begin_authentication(account))


def check_key(account: Account, answer: str) -> FactorKind | None:
    """Whether one of the account's keys signed the challenge of this session."""
    credential = _read(answer)
    if credential is None:
        return None
    try:
        webauthn.parse_authentication_response(credential)
        key: Authenticator = webauthn.complete_authentication(account, credential)
    except (ValidationError, ValueError, TypeError, KeyError):
        return None
    factors.note_key_use(key=key)
    return FactorKind.KEY


def new_key_request(account: Account) -> dict[str, Any]:
    """What the browser asks a key to make for this account."""
    return dict(webauthn.begin_registration(account, False))


def new_key(answer: str) -> dict[str, Any] | None:
    """The key that a browser made for the challenge of this session; None if it is not one."""
    credential = _read(answer)
    if credential is None:
        return None
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError):
        return None
    return credential


def _read(answer: str) -> dict[str, Any] | None:
    try:
        found = json.loads(answer)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
