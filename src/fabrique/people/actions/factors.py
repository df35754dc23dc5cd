"""Second factors: adding, removing, using them. Whatever changes them ends the other sessions."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import cards, totp
from fabrique.people.actions.sessions import end_sessions
from fabrique.people.actions.telling import tell
from fabrique.people.enums import AccountEventKind as Event
from fabrique.people.enums import FactorKind
from fabrique.people.factors import factors_of, must_have_factor
from fabrique.people.models import Account, CodeCard, TotpDevice

_NOT_A_DIGIT = re.compile(r"[^0-9]")  # nor a digit of another script, that nothing of ours shows


@transaction.atomic
def add_totp(*, account: Account, secret: str, code: str, session_key: str = "") -> TotpDevice:
    """Take an application of codes into use, proved by a code that it shows now."""
    step = totp.matching_step(secret, digits_of(code))
    if step is None:
        text = _("Ce code ne va pas. Attendez le suivant dans l’application, puis recopiez ses six chiffres.")
        raise DomainRefusal(text, field="code")
    device = totp.set_totp(account=account, secret=secret, step=step)
    _changed(account, Event.TOTP_ADDED, session_key)
    return device


@transaction.atomic
def make_card(*, account: Account, session_key: str = "", codes: list[str] | None = None) -> list[str]:
    """Make a printed card of codes; the former one no longer serves."""
    drawn = cards.draw_card(account=account, codes=codes)
    _changed(account, Event.CARD_MADE, session_key)
    return drawn


@transaction.atomic
def add_key(
    *, account: Account, name: str, credential: dict[str, Any], session_key: str = ""
) -> Authenticator:
    """Take a security key or a passkey into use; ``credential`` was checked against the challenge."""
    key = Authenticator(
        user=account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name.strip()[:60] or _("Clé"), "credential": credential},
        created_at=clock.now(),
    )
    key.save()
    _changed(account, Event.KEY_ADDED, session_key)
    return key


@transaction.atomic
def remove_factor(
    *, account: Account, kind: FactorKind, key_id: int | None = None, session_key: str = ""
) -> None:
    """Remove a factor. The last one stays where the account's role asks for one."""
    held = factors_of(account)
    if len(held) <= 1 and must_have_factor(account):
        text = _("Votre rôle demande une seconde preuve : ajoutez-en une autre avant de retirer celle-ci.")
        raise DomainRefusal(text)
    if kind == FactorKind.TOTP:
        gone = TotpDevice.objects.filter(account=account).delete()[0]
    elif kind == FactorKind.CARD:
        gone = CodeCard.objects.filter(account=account).delete()[0]
    else:
        keys = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN, pk=key_id)
        gone = keys.delete()[0]
    if gone:
        removed = {FactorKind.TOTP: Event.TOTP_REMOVED, FactorKind.CARD: Event.CARD_REMOVED}
        _changed(account, removed.get(kind, Event.KEY_REMOVED), session_key)


@transaction.atomic
def reset_factors(*, account: Account, actor: str = "") -> None:
    """Remove all second factors of somebody who has lost them, at her request, and end her sessions."""
    TotpDevice.objects.filter(account=account).delete()
    CodeCard.objects.filter(account=account).delete()
    Authenticator.objects.filter(user_id=account.pk).delete()
    end_sessions(account=account, actor=actor)
    tell(account=account, kind=Event.FACTORS_RESET, actor=actor)


@transaction.atomic
def use_code(*, account: Account, code: str) -> FactorKind | None:
    """The factor of which this is a code, now used up; None if it is of none, or was used before."""
    digits = digits_of(code)
    if len(digits) == totp.DIGITS and totp.use_totp(account=account, code=digits):
        return FactorKind.TOTP
    if len(digits) == cards.DIGITS and cards.use_printed_code(account=account, code=digits):
        return FactorKind.CARD
    return None


@transaction.atomic
def note_key_use(*, key: Authenticator) -> None:
    """A key was used now."""
    Authenticator.objects.filter(pk=key.pk).update(last_used_at=clock.now())


def digits_of(code: str) -> str:
    """A code as typed, without the blanks and dashes that make it readable."""
    return _NOT_A_DIGIT.sub("", code)


def _changed(account: Account, event: Event, session_key: str) -> None:
    end_sessions(account=account, keep=session_key, actor=str(account.pk))
    tell(account=account, kind=event, actor=str(account.pk))
