"""Supplies: how many there are of each, what came and went, which run short."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from fabrique.core.policies import Actor, scope
from fabrique.equip.models import Supply, SupplyMove
from fabrique.equip.queries.stock import SEE

SHORT = Q(quantity__lt=F("minimum"))


def supplies_of(actor: Actor) -> QuerySet[Any]:
    """The supplies that one sees, by kind and name."""
    rows = scope(actor, SEE, Supply.objects.all()).select_related("site")
    return rows.order_by("kind", "name", "number")


def moves_of(supply: Supply) -> QuerySet[Any]:
    """What came and went, the latest first."""
    rows = SupplyMove.objects.of(supply.organisation).filter(supply=supply)
    return rows.select_related("by", "device").order_by("-at", "-pk")
