"""How long what concerns people is kept. The notice, the register and the purge read these same figures."""

from __future__ import annotations

from datetime import date

# CNIL, délibération 2023-095 (social support): two years in the active base after the last contact.
INACTIVE_YEARS = 2
NOTICE_DAYS = 30
MOST_KEPT_DAYS = 365  # how long « garder encore » lasts at most; it may be asked again
# CNIL, délibération 2021-122 (traces): six months to a year. As long, an act can be told to a name.
CLOSED_ACCOUNT_DAYS = 365
ENDED_TOKEN_DAYS = 365
ENDED_INVITATION_DAYS = 90
EVENT_DAYS = 365
NOTIFICATION_DAYS = 365
TALLY_DAYS = 2  # longer than the window of any limit on tries
CARNET_DAYS = 365  # a code that lay in a drawer for a year opens nothing; a new one is a minute's work
ENDED_CARNET_DAYS = 365
LINK_CODE_DAYS = 7  # the time to carry it to the other organisation
ENDED_LINK_CODE_DAYS = 30
# Published figures show no cell below this number of persons.
SMALLEST_CELL = 11


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 1 March after a 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)


def years_before(day: date, years: int) -> date:
    """The last day that ``years_after`` brings to ``day`` or before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
