"""What an instance keeps to itself: its directory, its key, and no account that everybody can open."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from fabrique.config import checking, environment
from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.demo import organisations as demo
from fabrique.kernels.hours.school_holidays import COVERED


def test_a_new_directory_is_its_owner_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FABRIQUE_HOME", str(tmp_path / "instance"))
    assert environment.home().stat().st_mode & 0o077 == 0


@pytest.fixture
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FABRIQUE_SECRET_KEY", raising=False)


@pytest.mark.usefixtures("no_key")
def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path):
    key = environment.secret_key(tmp_path)
    assert len(key) > 80
    assert environment.secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("no_key")
def test_a_key_that_another_process_is_writing_is_waited_for(tmp_path: Path):
    path = tmp_path / "secret-key"
    path.touch()
    writer = threading.Timer(0.1, path.write_text, ["clé de l’autre"])
    writer.start()
    assert environment.secret_key(tmp_path) == "clé de l’autre"
    writer.join()


@pytest.mark.usefixtures("no_key")
def test_an_empty_key_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(environment, "_ATTEMPTS", 2)
    (tmp_path / "secret-key").touch()
    with pytest.raises(DomainRefusal, match="est vide"):
        environment.secret_key(tmp_path)


@pytest.mark.django_db
def test_the_check_tells_of_a_demonstration_open_to_the_world(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "guide.estuaire.example"]
    told = {finding.subject: finding for finding in checking.examine()}
    assert told["démonstration"].ok
    account = demo.open_account(demo.enter_organisations())
    told = {finding.subject: finding for finding in checking.examine()}
    assert not told["démonstration"].ok
    assert demo.EMAIL in told["démonstration"].message
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert {one.subject: one.ok for one in checking.examine()}["démonstration"]
    settings.ALLOWED_HOSTS = ["guide.estuaire.example"]
    account.set_password("une autre phrase de passe")
    account.save()
    assert {one.subject: one.ok for one in checking.examine()}["démonstration"]


@pytest.mark.django_db
def test_the_check_tells_when_the_school_holidays_come_to_their_end():
    def told(day: date) -> checking.Finding:
        with clock.frozen(datetime.combine(day, time(12), UTC)):
            return next(one for one in checking.examine() if one.subject == "vacances scolaires")

    last = COVERED[1]
    assert told(last - timedelta(days=120)).ok
    assert not told(last - timedelta(days=60)).ok
    assert f"{last:%d/%m/%Y}" in told(last + timedelta(days=1)).message
