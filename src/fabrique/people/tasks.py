"""Background work about people."""

from datetime import timedelta

from fabrique.core import jobs
from fabrique.people.actions import sessions, telling, throttling


@jobs.job("people.forget_attempts", every=timedelta(hours=6))
def forget_attempts() -> None:
    """Effacer les comptes d’essais dont aucune limite ne se sert plus."""
    throttling.forget_tallies()


@jobs.job("people.forget_sessions", every=timedelta(hours=6))
def forget_sessions() -> None:
    """Effacer les sessions finies, et ce qu’on en disait à leur propriétaire."""
    sessions.forget_sessions()


@jobs.job("people.forget_events", every=timedelta(days=1))
def forget_events() -> None:
    """Effacer les événements d’un compte après un an."""
    telling.forget_events()
