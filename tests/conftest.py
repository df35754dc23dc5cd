"""The harness: no socket leaves the machine, the clock can be set, undefined variables are errors."""

from __future__ import annotations

import fcntl
import gc
import os
import re
import shutil
import socket
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from fabrique.core import clock, tombstones
from fabrique.core.crypto import keyring, uses
from fabrique.core.journal import triggers
from fabrique.directory.guide import snapshot
from fabrique.people import actions as people
from fabrique.people import passwords
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.instances import Instance
from tests.factories.people import PASSWORD

# Playwright's own loop makes Django believe that the test itself is asynchronous; it is not.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A loaded machine must not fail a property, nor a change what another left to be found: each run tries the
# same examples. FABRIQUE_NEW_EXAMPLES=1 looks for new ones.
settings.register_profile(
    "fabrique",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not os.environ.get("FABRIQUE_NEW_EXAMPLES"),
)
settings.load_profile("fabrique")

# Each account that a test opens has its password looked up whole: always the same few.
passwords.is_breached = cache(passwords.is_breached)

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, noon in Paris


# Rights are in our own table: the names of Django's own are not written anew after each flush.
post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
post_migrate.disconnect(create_contenttypes)
_flush = TransactionTestCase._fixture_teardown


def _flush_journal_too(case: TransactionTestCase) -> None:
    """The only place that lifts the journal's triggers; the flush's own signal puts them back."""
    lift_triggers()
    uses.forget()  # the keys are registered again, with the genesis
    _flush(case)


TransactionTestCase._fixture_teardown = _flush_journal_too  # type: ignore[method-assign]


def lift_triggers() -> None:
    """What an owner of the database can do: take the journal's triggers away."""
    for trigger in triggers.expected():
        triggers.drop(trigger)


_request = Client.request


def _ids_once(client: Client, **request: Any) -> Any:
    """A page with an id twice gives a field the wrong name, or none: no answer that a test reads has one."""
    answer = _request(client, **request)
    packed = "Content-Encoding" in answer.headers
    if not (answer.streaming or packed) and answer.headers.get("Content-Type", "").startswith("text/html"):
        ids = Counter(re.findall(r'<[a-z][^<>]*?\sid="([^"]+)"', answer.content.decode()))
        twice = [name for name, times in ids.items() if times > 1]
        assert not twice, f"{request['PATH_INFO']}: {twice} given to several elements"
    return answer


Client.request = _ids_once  # type: ignore[method-assign]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A whole file, or a text of a megabyte, is no name: each worker would send it again and again."""
    return argname if isinstance(val, (str, bytes)) and len(val) > 200 else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing that is loaded here is garbage: looking for it is a part of each start."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: let no search for garbage walk it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection but to this machine."""
    connect: Callable[..., Any] = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True, scope="session")
def own_keys() -> None:
    """The keys of the suite's instance, for tests that have no database to ask whether it is new."""
    keyring.make()


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of an instance on SQLite that is up to date, made once for a run. Copy it whole."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent
    home = root / "prepared"
    with open(root / "prepared.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            Instance(root / "preparing").python("from fabrique.config import running\nrunning.prepare()")
            (root / "preparing").rename(home)
    return home


@pytest.fixture(autouse=True)
def no_tombstones() -> None:
    """What a test erased does not stay erased for the next: the list lies outside the database."""
    (Path(django_settings.FABRIQUE_HOME) / tombstones.NAME).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def fresh_guide() -> None:
    """The guide that a process holds in memory does not pass from one test to the next."""
    snapshot.forget()


@pytest.fixture(autouse=True)
def no_keys_seen() -> None:
    """What a process remembers of the keys in use does not outlive the base of the test that wrote them."""
    uses.forget()


@pytest.fixture
def at_noon() -> Iterator[datetime]:
    """Tuesday 24 November 2026, noon in Paris."""
    with clock.frozen(NOON):
        yield NOON


@pytest.fixture
def keys(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """The key file of an instance that has written nothing but the beginning of its journal."""
    shutil.copy(settings.KEYS_FILE, tmp_path / "keys.json")
    settings.KEYS_FILE = str(tmp_path / "keys.json")
    settings.MEDIA_ROOT = tmp_path / "media"
    uses.forget()
    yield tmp_path / "keys.json"
    uses.forget()


@pytest.fixture
def administrator(db: None) -> Account:
    """An administrator of the territory."""
    account = people.open_administrator(
        email="helene@estuaire.example",
        name="Hélène Brissane",
        password=PASSWORD,
        organisation="Val-d’Estuaire Métropole",
    )
    return act_for(account, Organisation.objects.get(carries_instance=True))


@pytest.fixture
def signed_in(client: Client, administrator: Account) -> Client:
    """A client of the administrator."""
    sign_in(client, administrator)
    return client


@pytest.fixture
def shared_data() -> Path:
    """The published files, read in place; without them the test is skipped."""
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("the published files (../shared/data) are not here")
    return path
