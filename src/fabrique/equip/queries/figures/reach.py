"""Of whom figures are: one organisation, or the whole instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from fabrique.core.scoping import ScopedQuerySet
from fabrique.equip.models import (
    Device,
    DeviceEvent,
    DonationLine,
    ErasureAttempt,
    Handover,
    PartMove,
    TakeBack,
)
from fabrique.people.models import Organisation

WHY = "figures: nobody is named"


@dataclass(frozen=True, slots=True)
class Reach:
    """``organisation`` None: all of them."""

    organisation: Organisation | None = None

    def devices(self) -> QuerySet[Any]:
        """The devices that are counted."""
        return self._of(Device)

    def events(self) -> QuerySet[Any]:
        """What happened to them."""
        return self._of(DeviceEvent)

    def handovers(self) -> QuerySet[Any]:
        """Their handovers."""
        return self._of(Handover)

    def attempts(self) -> QuerySet[Any]:
        """The erasures that were judged."""
        return self._of(ErasureAttempt)

    def parts(self) -> QuerySet[Any]:
        """The parts that went into them."""
        return self._of(PartMove)

    def gift_lines(self) -> QuerySet[Any]:
        """What was promised and counted of their gifts."""
        return self._of(DonationLine)

    def take_backs(self) -> QuerySet[Any]:
        """What recyclers took."""
        return self._of(TakeBack)

    def _of(self, model: Any) -> QuerySet[Any]:
        rows: ScopedQuerySet[Any] = model.objects
        return rows.of(self.organisation) if self.organisation else rows.everywhere(WHY)
