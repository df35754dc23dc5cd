"""What every printed document says of the territory, and of its own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.directory.guide import snapshot
from fabrique.kernels.hours.calendar import Calendar
from fabrique.territory.models import Territory


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose document it is and when it is made. ``site`` is the address of the site, without a last slash.

    ``at`` is noon (Paris) on the day of edition: two sheets of one day are the same bytes.
    """

    territory: str
    phone: str
    phone_hours: str
    fictional: bool
    site: str
    at: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def place_url(self, code: str) -> str:
        """The full address of a place's page."""
        return self.site + reverse("directory:place", args=[code])

    def as_data(self) -> dict[str, Any]:
        """What a template reads."""
        return {
            "territory": self.territory,
            "phone": formats.phone(self.phone) if self.phone else "",
            "phone-hours": formats.typeset(self.phone_hours),
            "edition": formats.dated(self.today),
            "fictional": self.fictional,
        }


def current_setting(site: str) -> Setting:
    """The instance's own, today. Two queries at most."""
    row = Territory.objects.only("name", "helpline_phone", "helpline_hours", "fictional").first()
    noon = timezone.localtime(clock.now()).replace(hour=12, minute=0, second=0, microsecond=0)
    return Setting(
        territory=row.name if row else "Fabrique",
        phone=row.helpline_phone if row else "",
        phone_hours=row.helpline_hours if row else "",
        fictional=bool(row and row.fictional),
        site=site.rstrip("/"),
        at=noon,
        calendar=snapshot.current().calendar,
    )


def shown(url: str) -> str:
    """An address as one writes it by hand: without « https:// » nor a last slash."""
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")
