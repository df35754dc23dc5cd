"""How long it takes by bus in the demo: a table of invented times between communes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from django.utils.translation import gettext as _

from fabrique.demo.communes import DemoCommune
from fabrique.observe.actions.travel_times import TimesAbout, keep_travel_times
from fabrique.observe.models import TravelTimes
from fabrique.observe.time_files import ReadTimes
from fabrique.people.models import Account, Organisation

WAIT, DETOUR, SPEED = 8.0, 1.35, 24.0  # minutes, times the straight line, kilometres an hour
LONGEST = 75.0  # minutes: what the invented timetable tells
WEST = -18.0  # kilometres: the island, where no bus goes


def enter_travel_times(
    holder: Organisation, members: Sequence[DemoCommune], *, by: Account, today: date
) -> None:
    """A shared table, from each commune to the places of each; once."""
    if TravelTimes.objects.of(holder).exists():
        return
    served = [one for one in members if one.epci and one.seeds[0][0] > WEST]
    at = np.array([one.seeds[0] for one in served])
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    minutes = np.round(WAIT + 60 * DETOUR * apart / SPEED)
    origin, destination = np.nonzero(minutes <= LONGEST)
    codes = tuple(one.code for one in served)
    about = TimesAbout(
        title=_("En bus, un mardi matin"),
        producer=_("Autorité des transports de l’Estuaire, temps inventés"),
        vintage=str(today.year),
        licence="Licence Ouverte 2.0",
        shared=True,
    )
    read = ReadTimes(codes, codes, origin, destination, minutes[origin, destination], (), 0)
    keep_travel_times(organisation=holder, about=about, read=read, by=by)
