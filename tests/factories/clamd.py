"""A ClamAV daemon on this machine, small enough to read: it knows one virus, and can misbehave."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer

# Cut in two, so that no antivirus takes this file for the test file that it is about.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(ThreadingUnixStreamServer):
    """``answer`` replaces what it found; ``silent``: it takes the file and never says a word."""

    daemon_threads, block_on_close = True, False

    def __init__(self, path: Path, *, answer: str = "", silent: bool = False) -> None:
        self.answer, self.silent, self.closing = answer, silent, threading.Event()
        self.received: list[bytes] = []
        super().__init__(str(path), _Session)


class _Session(StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.received.append(content)
        if self.server.silent:
            self.server.closing.wait()
            return
        found = "Eicar-Test-Signature FOUND" if EICAR in content else "OK"
        self.wfile.write((self.server.answer or f"stream: {found}").encode() + b"\0")


@contextmanager
def clamd(path: Path, *, answer: str = "", silent: bool = False) -> Iterator[Clamd]:
    """Serve for as long as the block lasts."""
    server = Clamd(path, answer=answer, silent=silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
