"""Asking a ClamAV daemon whether a file is harmful (its INSTREAM command), when one is declared.

``FABRIQUE_CLAMAV`` is the path of its socket, or ``host:port``. Without a daemon, or when it does not answer
in time, a file is not scanned and nothing fails: what was not looked at is said so.
"""

from __future__ import annotations

import logging
import socket
import struct
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

logger = logging.getLogger("fabrique.antivirus")
TIMEOUT_SECONDS = 15.0  # for all of it: a daemon that drips keeps nobody longer
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """``looked``: a daemon scanned the file; ``found``: the name of what it found, "" for nothing."""

    looked: bool
    found: str = ""

    @property
    def infected(self) -> bool:
        return bool(self.found)


def scan(content: bytes) -> Verdict:
    """What the declared daemon says of a file."""
    if not settings.CLAMAV:
        return Verdict(looked=False)
    try:
        answer = _ask(settings.CLAMAV, content, time.monotonic() + TIMEOUT_SECONDS)
    except (OSError, ValueError) as error:
        logger.warning("antivirus %s: %s", settings.CLAMAV, error)
        return Verdict(looked=False)
    if answer.endswith(" FOUND"):
        return Verdict(looked=True, found=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer == "stream: OK":
        return Verdict(looked=True)
    logger.warning("antivirus %s: %s", settings.CLAMAV, answer[:200])
    return Verdict(looked=False)


def fault() -> str:
    """What is wrong with the declared address, "" when nothing is or nothing is declared."""
    address = str(settings.CLAMAV)
    host, _colon, port = address.rpartition(":")
    good = address.startswith("/") or (host and port.isdecimal() and 0 < int(port) < 65_536)
    if not address or good:
        return ""
    return _("FABRIQUE_CLAMAV : « %s » n’est ni un chemin, ni une adresse « hôte:port »") % address


def _ask(address: str, content: bytes, until: float) -> str:
    with _connected(address, until) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), _CHUNK):
            daemon.settimeout(_left(until))
            part = content[at : at + _CHUNK]
            daemon.sendall(struct.pack(">I", len(part)) + part)
        daemon.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            daemon.settimeout(_left(until))
            part = daemon.recv(1024)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(address: str, until: float) -> socket.socket:
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(until))
    daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        daemon.settimeout(_left(until))
        daemon.connect(address)
    except OSError:
        daemon.close()
        raise
    return daemon


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
