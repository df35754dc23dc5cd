"""A daemon that finds, one that finds nothing, one that hangs, one that is not there."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from django.conf import LazySettings

from fabrique.core.gateways import antivirus
from fabrique.core.gateways.antivirus import Verdict
from tests.factories.clamd import EICAR, clamd


@pytest.fixture
def path(tmp_path: Path, settings: LazySettings) -> Path:
    settings.CLAMAV = str(tmp_path / "clamd.ctl")
    return tmp_path / "clamd.ctl"


def test_nothing_is_asked_when_none_is_declared(settings: LazySettings, monkeypatch: pytest.MonkeyPatch):
    settings.CLAMAV = ""
    monkeypatch.setattr(socket, "socket", None)
    assert antivirus.scan(EICAR) == Verdict(looked=False)


def test_it_says_what_the_daemon_found(path: Path):
    with clamd(path) as daemon:
        assert antivirus.scan(b"%PDF-1.7 rien") == Verdict(looked=True)
        found = antivirus.scan(b"%PDF-1.7" + EICAR)
        big = bytes(200_000)
        assert antivirus.scan(big).looked
    assert (found.infected, found.found) == (True, "Eicar-Test-Signature")
    assert daemon.received == [b"%PDF-1.7 rien", b"%PDF-1.7" + EICAR, big]


def test_one_that_hangs_keeps_nobody(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(antivirus, "TIMEOUT_SECONDS", 0.2)
    started = time.monotonic()
    with clamd(path, silent=True):
        assert antivirus.scan(EICAR) == Verdict(looked=False)
    assert time.monotonic() - started < 3


def test_one_that_is_down_or_errs_has_not_looked(path: Path, settings: LazySettings):
    assert antivirus.scan(b"x") == Verdict(looked=False)
    with clamd(path, answer="INSTREAM size limit exceeded. ERROR"):
        assert antivirus.scan(b"x") == Verdict(looked=False)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.CLAMAV = f"127.0.0.1:{closed.getsockname()[1]}"
    assert antivirus.scan(b"x") == Verdict(looked=False)


@pytest.mark.parametrize(
    ("address", "good"),
    [("", True), ("/run/clamav/clamd.ctl", True), ("clamav:3310", True), ("[::1]:3310", True)]
    + [(bad, False) for bad in ("clamav", ":3310", "clamav:0", "clamav:99999", "http://clamav")],
)
def test_an_address_that_cannot_be_is_said(settings: LazySettings, address: str, good: bool):
    settings.CLAMAV = address
    assert (antivirus.fault() == "") == good
