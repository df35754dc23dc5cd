"""Background work of the socle."""

from fabrique.core import jobs, outbox


@jobs.job("core.deliver_message", tries=outbox.MAX_ATTEMPTS)
def deliver_message(message_id: int) -> None:
    """Remettre un message en attente à sa passerelle."""
    outbox.deliver(message_id)
