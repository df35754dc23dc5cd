"""The second factors that an account has, as its owner reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from fabrique.people.enums import SECOND_FACTOR_ROLES, FactorKind
from fabrique.people.models import Account, CodeCard, TotpDevice


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor. ``left`` counts a card's unused codes; ``key_id`` is a key's number."""

    kind: FactorKind
    name: str
    made_at: datetime
    used_at: datetime | None = None
    left: int | None = None
    key_id: int | None = None


def factors_of(account: Account) -> list[Factor]:
    """The application, the keys in the order of their adding, the card."""
    found = [
        Factor(FactorKind.TOTP, str(FactorKind.TOTP.label), device.made_at, device.used_at)
        for device in TotpDevice.objects.filter(account=account)
    ]
    keys = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN)
    for key in keys.order_by("created_at", "pk"):
        name = _("Clé « %(name)s »") % {"name": key.data["name"]}
        found.append(Factor(FactorKind.KEY, name, key.created_at, key.last_used_at, key_id=key.pk))
    for card in CodeCard.objects.filter(account=account):
        used = card.codes.exclude(used_at=None).order_by("-used_at").values_list("used_at", flat=True)
        left = card.codes.filter(used_at=None).count()
        name = str(FactorKind.CARD.label)
        found.append(Factor(FactorKind.CARD, name, card.made_at, used.first(), left=left))
    return found


def kinds_of(account: Account) -> frozenset[FactorKind]:
    """Which kinds of second factor an account has."""
    return frozenset(factor.kind for factor in factors_of(account))


def must_have_factor(account: Account) -> bool:
    """Whether one of the account's roles sees personal data, and so asks for a second factor."""
    return not SECOND_FACTOR_ROLES.isdisjoint(account.roles)
