"""Whom a campaign would ask, worked out alike before it starts and as it does. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from fabrique.core import clock
from fabrique.directory.enums.lifecycle import CampaignState, ConfirmationState, PlaceState
from fabrique.directory.models import Confirmation, MailRefusal, Place

REST = timedelta(days=90)  # a place that was asked is left in peace for so long


@dataclass(frozen=True, slots=True)
class Plan:
    """The places to write to, those without an address for that, and how many are left in peace."""

    mail: tuple[Place, ...]
    letter: tuple[Place, ...]
    unwilling: int
    recent: int

    @property
    def count(self) -> int:
        """How many places would be asked."""
        return len(self.mail) + len(self.letter)


def silent_since(days: int) -> Q:
    """Places that nobody confirmed for so many days: neither checked by hand, nor updated by their source."""
    limit = clock.today() - timedelta(days=days)
    checked = Q(verified_on__isnull=True) | Q(verified_on__lt=limit)
    return checked & (Q(updated_on__isnull=True) | Q(updated_on__lt=limit))


def plan(rows: QuerySet[Place], days: int) -> Plan:
    """What a campaign among ``rows`` would do now. Three queries."""
    refused, asked = _places(MailRefusal.objects.all()), _places(_asked())
    mail: list[Place] = []
    letter: list[Place] = []
    unwilling = recent = 0
    silent = rows.filter(silent_since(days), state=PlaceState.PUBLISHED).order_by("name", "pk")
    for place in silent.only("code", "name", "commune_name", "emails"):
        if place.pk in refused:
            unwilling += 1
        elif place.pk in asked:
            recent += 1
        else:
            (mail if place.emails else letter).append(place)
    return Plan(tuple(mail), tuple(letter), unwilling, recent)


def _places(rows: QuerySet[Any]) -> set[Any]:
    """The keys of the places of these rows, and of those into which they went: a merge does not make a place
    talk again."""
    return {key for keys in rows.values_list("place", "place__merged_into") for key in keys}


def of_live_campaigns() -> Q:
    """Confirmations whose links open: their campaign is neither closed nor at its end."""
    return Q(campaign__state=CampaignState.OPEN, campaign__ends_at__gt=clock.now())


def _asked() -> QuerySet[Confirmation]:
    waiting = of_live_campaigns() & Q(state=ConfirmationState.WAITING)
    return Confirmation.objects.filter(waiting | Q(campaign__created_at__gt=clock.now() - REST))
