"""Background work about people."""

from datetime import timedelta

from fabrique.core import jobs
from fabrique.people.actions import linking, sessions


@jobs.job("people.forget_sessions", every=timedelta(hours=6))
def forget_sessions() -> None:
    """Effacer les sessions finies, et ce qu’on en disait à leur propriétaire."""
    sessions.forget_sessions()


@jobs.job("people.end_lapsed_links", every=timedelta(hours=6))
def end_lapsed_links() -> None:
    """Arrêter les liens entre dossiers qu’une convention ne permet plus."""
    linking.end_lapsed_links()
