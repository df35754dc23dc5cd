"""Background work about handovers."""

from datetime import timedelta

from fabrique.core import jobs
from fabrique.equip.actions import reminding


@jobs.job("equip.remind_meetings", every=timedelta(hours=1))
def remind_meetings() -> None:
    """Rappeler par SMS, la veille, un rendez-vous de remise à qui l’accepte."""
    while reminding.remind_meetings() == reminding.BATCH:
        pass
