"""The database goes away or is full: said in French, and it passes."""

from __future__ import annotations

import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, ProgrammingError
from django.test import Client

from fabrique.core import maintenance, outages
from fabrique.web import gate
from tests.factories.databases import Instances


@pytest.fixture
def instances(tmp_path: Path) -> Iterator[Instances]:
    instances = Instances(tmp_path)
    yield instances
    instances.remove()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


class Relay:
    """Stands before PostgreSQL: ``away`` cuts every connection and takes none until ``back``."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._to, self._open, self.port = (parts.hostname, parts.port), [], free_port()  # type: ignore[var-annotated]
        self.url = url.replace(f":{parts.port}/", f":{self.port}/")
        self.back()

    def back(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def away(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _serve(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(self._to)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


class Folder:
    """Holds a SQLite base: ``away`` takes the folder off, as a disk that is unmounted."""

    def __init__(self, path: Path) -> None:
        self._path, self._aside = path, path.with_name("aside")
        path.mkdir()
        self.url = f"sqlite://{path}/base.sqlite3"

    def away(self) -> None:
        self._path.rename(self._aside)

    def back(self) -> None:
        self._aside.rename(self._path)


@dataclass
class Visitors:
    """Twenty requests a second; what they were answered."""

    base: str
    answers: list[tuple[int, str]] = field(default_factory=list)

    @contextmanager
    def visiting(self, *paths: str) -> Iterator[None]:
        stop = threading.Event()

        def visit() -> None:
            while not stop.wait(0.05 * len(paths)):
                for path in paths:
                    self.answers.append(self.ask(path))

        thread = threading.Thread(target=visit)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def ask(self, path: str) -> tuple[int, str]:
        try:
            request = urllib.request.Request(self.base + path, headers={"Cookie": "sessionid=" + "x" * 32})
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def wait_for(self, status: int, seconds: float) -> float:
        """How long until ``/sante/`` answers so."""
        begun = time.monotonic()
        while (found := self.ask("/sante/")[0]) != status:
            assert time.monotonic() - begun < seconds, found
            time.sleep(0.1)
        return time.monotonic() - begun


def test_the_database_goes_away_and_comes_back(instances: Instances, tmp_path: Path):
    instance = instances.make("home")
    url = instance.variables.get("DATABASE_URL")
    database = Relay(url) if url else Folder(tmp_path / "base")
    instance.variables["DATABASE_URL"] = database.url
    port = free_port()
    server, worker = instance.start("serve", "--port", port, "--workers", 1), instance.start("worker")
    # Read what they say: a full pipe would stop them.
    listening = [threading.Thread(target=process.communicate) for process in (server, worker)]
    for thread in listening:
        thread.start()
    visitors = Visitors(f"http://127.0.0.1:{port}")
    try:
        visitors.wait_for(200, 180)
        with visitors.visiting("/", "/espace/", "/api/v1/lieux"):
            time.sleep(0.3)
            database.away()
            visitors.wait_for(503, 10)
            time.sleep(1.5)  # the worker looks for work each second
            during = [visitors.ask(path) for path in ("/vos-donnees/", "/trouver/", "/nulle-part/")]
            time.sleep(0.5)
            database.back()
            assert visitors.wait_for(200, 15) < 15
        time.sleep(0.2)
        assert visitors.ask("/")[0] == 200
        assert worker.poll() is None
    finally:
        for process, thread in zip((server, worker), listening, strict=True):
            process.terminate()
            thread.join(timeout=30)
        with suppress(AttributeError):
            database.away()
    seen = {status for status, _text in visitors.answers}
    assert 200 in seen
    assert seen <= {200, 503}, seen
    assert not [
        text for _status, text in [*visitors.answers, *during] if "Traceback" in text or "psycopg" in text
    ]
    away = [text for status, text in visitors.answers if status == 503]
    assert away
    assert all("Réessayez dans une minute" in text for text in away)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("server closed the connection unexpectedly"), 503),
        (OperationalError("database is locked"), 503),
        (OperationalError("database or disk is full"), 507),
        (OSError(28, "No space left on device"), 507),
        (OSError(2, "No such file"), None),
        (ProgrammingError("syntax error"), None),
        (ValueError("x"), None),
        (None, None),
    ],
)
def test_only_an_outage_is_one(error: BaseException | None, status: int | None):
    assert outages.status_of(error) == status


def test_a_missing_table_of_postgresql_is_an_outage_too():
    class Cause(Exception):
        sqlstate = "42P01"

    error = ProgrammingError("relation does not exist")
    error.__cause__ = Cause()
    assert outages.status_of(error) == 503


@pytest.mark.django_db
def test_health_is_short_and_never_cached(client: Client):
    answer = client.get("/sante/")
    assert (answer.status_code, answer.content.decode()) == (200, "bon\n")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_an_instance_that_is_being_restored_serves_nobody(client: Client, settings, tmp_path: Path):
    settings.FABRIQUE_HOME = tmp_path
    maintenance.begin({"archive": "a"})
    answer = client.get("/sante/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    maintenance.end()
    assert client.get("/sante/").status_code == 200


def test_the_gate_asks_again_until_the_base_is_up_to_date(
    settings, monkeypatch: pytest.MonkeyPatch, rf, tmp_path: Path
):
    settings.CHECK_SCHEMA = True
    settings.FABRIQUE_HOME = tmp_path
    waiting = [3, 0, 99]
    monkeypatch.setattr(gate.schema, "pending", lambda: waiting.pop(0))
    monkeypatch.setattr(gate, "LOOK_AGAIN", 0)
    middleware = gate.GateMiddleware(lambda _request: gate.HttpResponse("page"))
    statuses = [middleware(rf.get("/")).status_code for _visit in range(3)]
    assert (statuses, waiting) == ([503, 200, 200], [99])
