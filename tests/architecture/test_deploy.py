"""What is shipped to deploy an instance names only what exists, and keeps each process to what it needs."""

from __future__ import annotations

import configparser
import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "fabrique"]
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KNOWN = set(
    re.findall(r"`((?:FABRIQUE|DATABASE)_[A-Z_]+)`", (ROOT / "docs/operating/settings.md").read_text())
)
COMMANDS = (ROOT / "docs/operating/commands.md").read_text()


def test_only_known_settings_are_set():
    texts = [path.read_text() for path in DEPLOY.rglob("*") if path.is_file()]
    used = {
        name for text in texts for name in re.findall(r"\b(?:FABRIQUE|DATABASE)_[A-Z]+(?:_[A-Z]+)*\b", text)
    }
    assert used <= KNOWN


def test_only_known_commands_are_run():
    texts = [
        path.read_text() for path in DEPLOY.rglob("*") if path.suffix in {".md", ".yml", ".sh", ".service"}
    ]
    named = {
        name
        for text in texts
        for name in re.findall(r"(?:^|bin/|while sleep 60; do |-1 )fabrique ([a-z][a-z-]+)", text, re.M)
    }
    assert {"serve", "worker", "tick", "backup", "verify-backup", "restore", "check", "init"} <= named
    assert {name for name in named if f"`fabrique {name}" not in COMMANDS} == set()


def test_two_servers_a_worker_a_clock_and_a_database():
    assert {"database", "web-1", "web-2", "worker", "tick", "backup", "proxy"} == set(SERVICES)


@pytest.mark.parametrize("name", OURS)
def test_a_container_may_do_nothing_but_its_work(name: str):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service
    assert service["depends_on"]["database"]["condition"] == "service_healthy"


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_every_volume_and_secret_that_is_used_is_declared():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    files = {name for name in used if name.startswith("./")}
    assert used - files == set(COMPOSE["volumes"])
    shipped = {name for name in files if name != "./certificates"}
    assert all((DEPLOY / name).is_file() for name in shipped)
    assert {name for service in SERVICES.values() for name in service.get("secrets", [])} == set(
        COMPOSE["secrets"]
    )


def test_the_image_runs_as_nobody_in_particular_from_the_hashed_lock():
    text = (DEPLOY / "Containerfile").read_text()
    assert re.findall(r"^USER (\w+)$", text, re.M) == ["fabrique"]
    assert "--require-hashes -r requirements.lock" in text
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M) for word in line.split()]
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_has_the_client_of_its_servers_version():
    text = (DEPLOY / "Containerfile").read_text()
    client = re.search(r"postgresql-client-(\d+)", text)
    server = re.search(r"postgres:(\d+)", SERVICES["database"]["image"])
    assert client is not None
    assert server is not None
    assert client[1] == server[1]


class Unit(configparser.RawConfigParser):
    """A unit's file; the case of its names counts."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def read(name: str) -> Unit:
    unit = Unit(strict=False)
    unit.read(DEPLOY / "systemd" / name)
    return unit


@pytest.mark.parametrize("name", [path.name for path in UNITS])
def test_a_unit_is_held_tight(name: str):
    service = read(name)["Service"]
    assert (service["User"], service["UMask"], service["CapabilityBoundingSet"]) == ("fabrique", "0077", "")
    for wish in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables"):
        assert service[wish] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["SystemCallFilter"] == "@system-service"


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").glob("*.timer")), ids=lambda path: path.name)
def test_a_timer_has_its_service(path: Any):
    assert path.with_suffix(".service").exists()
    assert "OnCalendar" in read(path.name)["Timer"]


def test_both_lists_of_servers_are_those_that_are_started():
    def servers(name: str) -> set[str]:
        return set(re.findall(r"server (\S+)", (DEPLOY / "nginx" / name).read_text()))

    assert servers("upstream-compose.conf") == {f"{name}:8000" for name in OURS if name.startswith("web-")}
    started = set(re.findall(r"fabrique-web@(\d+)", (DEPLOY / "README.md").read_text()))
    assert servers("upstream-machine.conf") == {f"127.0.0.1:{port}" for port in started}


def test_a_visitor_does_not_choose_the_address_he_is_known_by():
    text = (DEPLOY / "nginx/fabrique.conf").read_text()
    assert "X-Forwarded-For $remote_addr;" in text
    assert "proxy_add_x_forwarded_for" not in text


@pytest.mark.parametrize("part", ["mise à jour", "retour"])
def test_a_procedure_takes_ten_commands_at_most(part: str):
    text = (DEPLOY / "README.md").read_text()
    found = re.search(rf"<!-- {part} -->\n```\n(.*?)```", text, re.S)
    assert found is not None
    lines = found[1].splitlines()
    assert 3 < len(lines) <= 10
    assert not [line for line in lines if "&&" in line or ";" in line]


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers as ``server.status`` says, and keeps what it was asked."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append((self.path, self.headers["Host"]))
        self.send_response(server.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> Iterator[Any]:
    server: Any = http.server.HTTPServer(("127.0.0.1", 0), Answering)
    server.status, server.asked = 200, []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (503, 1)])
def test_the_health_check_asks_as_the_proxy_would(answering: Any, status: int, expected: int):
    answering.status = status
    command = [sys.executable, str(DEPLOY / "health.py"), str(answering.server_port)]
    done = subprocess.run(command, env={"FABRIQUE_HOSTS": "guide.exemple.fr, autre"}, capture_output=True)
    assert done.returncode == expected, done.stderr
    assert answering.asked == [("/sante/", "guide.exemple.fr")]
