"""Background work about mandates."""

from datetime import timedelta

from fabrique.accompany.actions import ending, warning
from fabrique.core import jobs


@jobs.job("accompany.end_mandates", every=timedelta(hours=6))
def end_mandates() -> None:
    """Marquer comme terminés les mandats dont le temps est passé."""
    while ending.end_expired():
        pass


@jobs.job("accompany.warn_mandates", every=timedelta(days=1))
def warn_mandates() -> None:
    """Prévenir, trente jours avant, les aides sous mandat que finit un mandat de six mois ou d’un an."""
    while warning.warn_expiring():
        pass
