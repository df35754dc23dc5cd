"""Background work of the socle."""

from datetime import timedelta

from fabrique.core import actions, jobs, outbox, retention, uploads
from fabrique.core.journal import checking, reads


@jobs.job("core.deliver_message", tries=outbox.MAX_ATTEMPTS)
def deliver_message(message_id: int) -> None:
    """Remettre un message en attente à sa passerelle."""
    outbox.deliver(message_id)


@jobs.job("core.ask_again", every=timedelta(hours=1))
def ask_again() -> None:
    """Remettre en file les messages qui attendent depuis plus d’une heure."""
    outbox.ask_again()


@jobs.job("core.forget_results", every=timedelta(days=1))
def forget_results() -> None:
    """Effacer de la file les travaux finis depuis longtemps."""
    actions.forget_results()


@jobs.job("core.apply_retention", every=timedelta(days=1))
def apply_retention() -> None:
    """Prévenir de ce qui sera effacé, effacer ce dont la durée est passée."""
    retention.apply()


@jobs.job("core.verify_journal", every=timedelta(days=1))
def verify_journal(asked_by: str = "") -> None:
    """Vérifier le journal entier et garder ce qui a été trouvé."""
    checking.check(asked_by)


@jobs.job("core.seal_reads", every=timedelta(days=1))
def seal_reads() -> None:
    """Sceller les consultations des mois finis et ôter celles de plus de douze mois."""
    reads.seal_months()
    reads.remove_expired()


@jobs.job("core.forget_uploads", every=timedelta(hours=6))
def forget_uploads() -> None:
    """Effacer les fichiers envoyés que personne n’a importés en un jour."""
    uploads.forget_old_uploads()
