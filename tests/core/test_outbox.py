"""A message leaves once for a key, through the gateway that the operator chose."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from fabrique.core import outbox, worker
from fabrique.core.enums import Channel, MessageState
from fabrique.core.gateways import messages
from fabrique.core.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(settings: object, tmp_path: Path) -> Path:
    settings.FABRIQUE_HOME = tmp_path
    return tmp_path


def send(key: str = "k1", **changes: object) -> OutboxMessage:
    details = {"channel": Channel.EMAIL, "recipient": "odette@courrier.example", "body": "Bonjour", **changes}
    return outbox.send(key=key, subject="Essai", **details)


def test_the_same_key_sends_once(home: Path):
    assert send() == send(body="Autre")
    worker.drain("w")
    (line,) = (home / "outbox.jsonl").read_text().splitlines()
    assert json.loads(line)["body"] == "Bonjour"
    message = OutboxMessage.objects.get()
    assert message.state == MessageState.SENT
    assert message.sent_at is not None


def test_delivering_twice_sends_once(home: Path):
    message = send()
    outbox.deliver(message.pk)
    outbox.deliver(message.pk)
    assert len((home / "outbox.jsonl").read_text().splitlines()) == 1


def test_a_refused_recipient_is_not_tried_again(home: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(message: OutboxMessage) -> None:
        raise messages.Refused("numéro inconnu")

    monkeypatch.setitem(messages.GATEWAYS[Channel.EMAIL], "file", refuse)
    outbox.deliver(send().pk)
    message = OutboxMessage.objects.get()
    assert (message.state, message.error, message.attempts) == ("undeliverable", "numéro inconnu", 1)


def test_a_passing_failure_keeps_the_message_until_the_last_try(home: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(message: OutboxMessage) -> None:
        raise ConnectionError("panne")

    monkeypatch.setitem(messages.GATEWAYS[Channel.EMAIL], "file", fail)
    message = send()
    for _attempt in range(outbox.MAX_ATTEMPTS - 1):
        with pytest.raises(ConnectionError):
            outbox.deliver(message.pk)
    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    outbox.deliver(message.pk)
    message.refresh_from_db()
    assert message.state == MessageState.UNDELIVERABLE
    assert "panne" in message.error


class Provider(BaseHTTPRequestHandler):
    """A provider of SMS on this machine: it refuses one number."""

    received: list[dict[str, str]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append({**body, "authorization": self.headers["Authorization"]})
        self.send_response(422 if body["to"].endswith("99") else 201)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings: object) -> Iterator[list[dict[str, str]]]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY = "http"
    settings.SMS_HTTP_URL = f"http://127.0.0.1:{server.server_port}/sms"
    settings.SMS_HTTP_TOKEN = "secret"
    Provider.received = []
    yield Provider.received
    server.shutdown()
    server.server_close()


def test_sms_leave_through_the_http_provider(provider: list[dict[str, str]]):
    outbox.deliver(send(channel=Channel.SMS, recipient="+33261910001").pk)
    assert OutboxMessage.objects.get().state == MessageState.SENT
    expected = {"to": "+33261910001", "text": "Bonjour", "key": "k1", "authorization": "Bearer secret"}
    assert Provider.received == [expected]


def test_a_number_that_the_provider_refuses_is_undeliverable(provider: list[dict[str, str]]):
    outbox.deliver(send(channel=Channel.SMS, recipient="+33261910099").pk)
    message = OutboxMessage.objects.get()
    assert (message.state, message.error) == ("undeliverable", "le fournisseur répond 422")


def test_mail_leaves_through_smtp(settings: object):
    settings.EMAIL_GATEWAY = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    with pytest.raises(ConnectionRefusedError):
        outbox.deliver(send().pk)
    assert OutboxMessage.objects.get().state == MessageState.WAITING
