"""Messages to people: queued with the action that causes them, sent by the worker, each key once."""

from __future__ import annotations

from datetime import timedelta

from fabrique.core import clock, jobs
from fabrique.core.enums import Channel, MessageState
from fabrique.core.gateways import messages
from fabrique.core.models import OutboxMessage

MAX_ATTEMPTS = 5
LONGEST_WAIT = timedelta(hours=1)  # the five tries of a job take 43 minutes


def send(
    *, key: str, channel: Channel, recipient: str, body: str, subject: str = "", secret: bool = False
) -> OutboxMessage:
    """Queue one message. The same ``key`` a second time gives the first message back and sends no other.

    The body of a ``secret`` message is for nobody else, a link that opens something for instance: it stays in
    the table only as long as it waits, and is erased in the write that says it was sent or given up; so is
    the telephone number of a secret SMS, which is encrypted wherever else it is kept.
    """
    defaults: dict[str, object] = {
        "channel": channel,
        "recipient": recipient,
        "subject": subject,
        "body": body,
    }
    defaults["secret"] = secret
    message, created = OutboxMessage.objects.get_or_create(
        key=key, defaults={**defaults, "created_at": clock.now()}
    )
    if created:
        jobs.enqueue("core.deliver_message", message.pk)
    return message


def deliver(message_id: int) -> None:
    """Hand a waiting message to its gateway; raises when it may work later, so that the job is tried again.

    The attempt is claimed by a conditional write and the network is used outside any transaction: two workers
    never send the same attempt, and no database lock waits for a mail server.
    """
    message = OutboxMessage.objects.filter(pk=message_id).first()
    if message is None:  # erased with the person whom it was for
        return
    send_through = messages.gateway_for(message.channel)  # a setting to mend costs no attempt
    waiting = OutboxMessage.objects.filter(
        pk=message_id, state=MessageState.WAITING, attempts=message.attempts
    )
    if not waiting.update(attempts=message.attempts + 1):
        return
    message.attempts += 1
    try:
        send_through(message)
    except messages.Refused as refusal:
        _close(message, state=MessageState.UNDELIVERABLE, error=str(refusal))
    except Exception as error:
        last = message.attempts >= MAX_ATTEMPTS
        state = MessageState.UNDELIVERABLE if last else MessageState.WAITING
        _close(message, state=state, error=f"{type(error).__name__} : {error}")
        if not last:
            raise
    else:
        _close(message, state=MessageState.SENT)


def ask_again() -> None:
    """Queue anew the messages that nothing will deliver any more: a setting was wrong, a worker was lost.

    Not those that used all their attempts and still wait: each killed its worker, an operator must look.
    """
    late = clock.now() - LONGEST_WAIT
    waiting = OutboxMessage.objects.filter(state=MessageState.WAITING, created_at__lte=late)
    for pk in waiting.filter(attempts__lt=MAX_ATTEMPTS).values_list("pk", flat=True):
        jobs.enqueue("core.deliver_message", pk)


def _close(message: OutboxMessage, *, state: MessageState, error: str = "") -> None:
    """A message that was erased meanwhile is not written again."""
    message.state, message.error = state, error[:300]
    message.sent_at = clock.now() if state == MessageState.SENT else None
    told = {name: getattr(message, name) for name in ("state", "error", "sent_at")}
    kept: dict[str, str] = {}
    if message.secret and state != MessageState.WAITING:
        kept = {"body": "", "recipient": ""} if message.channel == Channel.SMS else {"body": ""}
    OutboxMessage.objects.filter(pk=message.pk).update(**told, **kept)
