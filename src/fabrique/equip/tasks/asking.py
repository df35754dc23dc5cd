"""Background work about requests."""

from datetime import timedelta

from fabrique.core import jobs
from fabrique.equip.actions import proposals, reserving


@jobs.job("equip.expire_reservations", every=timedelta(hours=6))
def expire_reservations() -> None:
    """Libérer les appareils gardés depuis plus de trois semaines, remettre leurs demandes en attente."""
    while proposals.expire_reservations():
        pass
    while reserving.expire_reservations_by_hand():
        pass
