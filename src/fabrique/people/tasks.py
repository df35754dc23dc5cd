"""Background work about people."""

from datetime import timedelta

from fabrique.core import jobs
from fabrique.people.actions import sessions


@jobs.job("people.forget_sessions", every=timedelta(hours=6))
def forget_sessions() -> None:
    """Effacer les sessions finies, et ce qu’on en disait à leur propriétaire."""
    sessions.forget_sessions()
