"""Background work about people."""

from datetime import timedelta

from fabrique.core import jobs
from fabrique.people.actions import linking, notifying, sessions, warning


@jobs.job("people.forget_sessions", every=timedelta(hours=6))
def forget_sessions() -> None:
    """Effacer les sessions finies, et ce qu’on en disait à leur propriétaire."""
    sessions.forget_sessions()


@jobs.job("people.end_lapsed_links", every=timedelta(hours=6))
def end_lapsed_links() -> None:
    """Arrêter les liens entre dossiers qu’une convention ne permet plus."""
    linking.end_lapsed_links()


@jobs.job("people.warn_agreements", every=timedelta(days=1))
def warn_agreements() -> None:
    """Prévenir, soixante jours avant, une structure dont la convention finit."""
    warning.warn_agreements()


@jobs.job("people.write_letters", every=timedelta(days=1))
def write_letters() -> None:
    """Écrire, en un seul courriel par jour, ce que n’a pas lu qui l’a choisi."""
    notifying.write_letters()
