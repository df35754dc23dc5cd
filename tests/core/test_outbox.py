"""A message leaves once for a key, through the gateway that the operator chose."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import pytest
from django_tasks_db.models import DBTaskResult

from fabrique.config import checking
from fabrique.core import clock, outbox, worker
from fabrique.core.enums import Channel, MessageState
from fabrique.core.gateways import messages
from fabrique.core.models import OutboxMessage
from tests.factories.smtp import MailServer, mail_server

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


@pytest.fixture
def through_smtp(settings: object) -> Callable[[MailServer], None]:
    def use(server: MailServer) -> None:
        settings.EMAIL_GATEWAY = "smtp"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port

    return use


def test_a_mail_server_takes_the_message(through_smtp: Callable[[MailServer], None]):
    with mail_server() as server:
        through_smtp(server)
        outbox.deliver(send().pk)
    (received,) = server.received
    assert "To: odette@courrier.example" in received
    assert "Subject: Essai" in received
    assert "Bonjour" in received
    assert OutboxMessage.objects.get().state == MessageState.SENT


def test_an_address_that_the_mail_server_refuses_is_not_tried_again(
    through_smtp: Callable[[MailServer], None],
):
    with mail_server(refusal="550 boite inconnue") as server:
        through_smtp(server)
        outbox.deliver(send().pk)
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == ("undeliverable", 1)
    assert message.error == "le serveur de courriel répond 550"


def test_a_mail_server_that_says_later_is_tried_again(through_smtp: Callable[[MailServer], None]):
    with mail_server(refusal="450 plus tard") as server:
        through_smtp(server)
        with pytest.raises(SMTPRecipientsRefused):
            outbox.deliver(send().pk)
    assert OutboxMessage.objects.get().state == MessageState.WAITING


def told() -> checking.Finding:
    return next(one for one in checking.examine() if one.subject == "services extérieurs")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"EMAIL_GATEWAY": "sntp"}, "FABRIQUE_EMAIL_GATEWAY : « sntp » n’est pas parmi console, file, smtp"),
        ({"SMS_GATEWAY": "smtp"}, "FABRIQUE_SMS_GATEWAY"),
        ({"SMS_GATEWAY": "http", "SMS_HTTP_URL": ""}, "FABRIQUE_SMS_URL"),
        ({"SMS_GATEWAY": "http", "SMS_HTTP_URL": "sms.example"}, "FABRIQUE_SMS_URL"),
        ({"GEOCODER_URL": "ftp://x"}, "FABRIQUE_GEOCODER_URL"),
        ({"MAP_TILES_URL": "tuiles.example/{z}"}, "FABRIQUE_TILES_URL"),
    ],
)
def test_the_check_tells_of_a_service_that_is_badly_declared(
    settings: object, changes: dict[str, str], named: str
):
    assert told().ok
    for name, value in changes.items():
        setattr(settings, name, value)
    assert not told().ok
    assert named in told().message


def test_a_message_that_used_its_attempts_is_not_asked_again(home: Path):
    message = send()
    DBTaskResult.objects.all().delete()
    OutboxMessage.objects.update(attempts=outbox.MAX_ATTEMPTS)
    with clock.frozen(message.created_at + timedelta(hours=2)):
        outbox.ask_again()
        waiting = {finding.subject: finding for finding in checking.examine()}["messages"]
    assert not DBTaskResult.objects.exists()
    assert not waiting.ok


def test_a_wrong_setting_costs_no_attempt_and_its_mend_sends(home: Path, settings: object):
    settings.EMAIL_GATEWAY = "sntp"
    message = send()
    with pytest.raises(messages.Misconfigured, match="sntp"):
        outbox.deliver(message.pk)
    DBTaskResult.objects.all().delete()  # the job has used its tries
    settings.EMAIL_GATEWAY = "file"
    outbox.ask_again()
    worker.drain("w")
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.WAITING, 0)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        outbox.ask_again()
    worker.drain("w")
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENT, 1)
