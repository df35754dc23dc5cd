"""What an organisation is for the law on gifts, as other parts of the chain ask it."""

from __future__ import annotations

from fabrique.equip.enums import ReceiverCategory, SellerStatus
from fabrique.equip.models import ReceiverProfile
from fabrique.people.models import Organisation

_MAY_SELL = {
    ReceiverCategory.RUP: SellerStatus.PUBLIC_UTILITY,
    ReceiverCategory.EQUIP_TRAIN: SellerStatus.EQUIPS,
}


def profile_of(organisation: Organisation) -> ReceiverProfile | None:
    """What it said of itself, if it did."""
    return ReceiverProfile.objects.of(organisation).filter(organisation=organisation).first()


def seller_status_of(organisation: Organisation) -> SellerStatus:
    """What lets it sell, at a solidarity price, what a public body gave (law 2022-217, art. 178)."""
    profile = profile_of(organisation)
    held = profile.categories if profile else []
    return next((status for category, status in _MAY_SELL.items() if category in held), SellerStatus.NONE)
