"""How a message leaves the instance: console, file, SMTP, or a generic HTTP provider of SMS.

A gateway raises ``Refused`` when the recipient will never get the message (no retry), anything else when
it may work later.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from fabrique.core.enums import Channel
from fabrique.core.gateways.addresses import fault_of
from fabrique.core.models import OutboxMessage

logger = logging.getLogger("fabrique.outbox")
TIMEOUT_SECONDS = 10


class Refused(Exception):
    """The recipient cannot be reached with this address."""


class Misconfigured(Exception):
    """No message can leave until the operator mends a setting."""


def console(message: OutboxMessage) -> None:
    """Write the message to the log: for a workstation."""
    logger.warning("%s → %s : %s\n%s", message.channel, message.recipient, message.subject, message.body)


def file(message: OutboxMessage) -> None:
    """Append the message to ``outbox.jsonl`` in the instance's directory."""
    line = {"key": message.key, "channel": message.channel, "to": message.recipient}
    line |= {"subject": message.subject, "body": message.body}
    with (Path(settings.FABRIQUE_HOME) / "outbox.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")


def smtp(message: OutboxMessage) -> None:
    """Send an e-mail through the declared SMTP server; 5xx means that the address is refused."""
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    mail = EmailMessage(message.subject, message.body, to=[message.recipient], connection=connection)
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        ((code, _text),) = error.recipients.values()
        if code >= 500:
            raise Refused(f"le serveur de courriel répond {code}") from error
        raise


def sms_http(message: OutboxMessage) -> None:
    """Post ``{to, text, key}`` as JSON to the declared provider; 4xx means that the number is refused."""
    body = json.dumps({"to": message.recipient, "text": message.body, "key": message.key}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_HTTP_TOKEN}"}
    request = Request(settings.SMS_HTTP_URL, data=body, headers=headers, method="POST")  # noqa: S310 - operator's own
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
            return
    except HTTPError as error:
        if error.code in {400, 404, 410, 422}:
            raise Refused(f"le fournisseur répond {error.code}") from error
        raise


Gateway = Callable[[OutboxMessage], None]
GATEWAYS: Mapping[str, Mapping[str, Gateway]] = {
    Channel.EMAIL: {"console": console, "file": file, "smtp": smtp},
    Channel.SMS: {"console": console, "file": file, "http": sms_http},
}


def gateway_for(channel: str) -> Gateway:
    """The gateway that the operator chose for a channel."""
    if faults := _faults(channel):
        raise Misconfigured(faults)
    return GATEWAYS[channel][_chosen(channel)]


def faults() -> list[str]:
    """What an operator must mend before messages can leave."""
    return [fault for channel in GATEWAYS if (fault := _faults(channel))]


def _chosen(channel: str) -> str:
    return str(settings.EMAIL_GATEWAY if channel == Channel.EMAIL else settings.SMS_GATEWAY)


def _faults(channel: str) -> str:
    chosen = _chosen(channel)
    if chosen not in GATEWAYS[channel]:
        name = "FABRIQUE_EMAIL_GATEWAY" if channel == Channel.EMAIL else "FABRIQUE_SMS_GATEWAY"
        return f"{name} : « {chosen} » n’est pas parmi {', '.join(GATEWAYS[channel])}"
    if channel == Channel.SMS and chosen == "http":
        fault = fault_of(settings.SMS_HTTP_URL)
        return fault and f"FABRIQUE_SMS_URL : {fault}"
    return ""
