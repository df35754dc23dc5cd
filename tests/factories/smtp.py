"""A mail server on this machine, small enough to be read: it keeps what it takes, and refuses on demand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer


class MailServer(ThreadingTCPServer):
    """``refusal`` is what it answers to a recipient, "" to take it; a silent one never says a word."""

    daemon_threads, block_on_close, allow_reuse_address = True, False, True

    def __init__(self, *, port: int = 0, refusal: str = "", silent: bool = False) -> None:
        self.refusal, self.silent = refusal, silent
        self.received: list[str] = []
        self.reached, self.closing = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", port), _Session)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.reached.set()
        if self.server.silent:
            self.server.closing.wait()
            return
        self.say("220 poste.example")
        for line in iter(self.rfile.readline, b""):
            verb = line.split()[0].upper()
            if verb == b"RCPT" and self.server.refusal:
                self.say(self.server.refusal)
            elif verb == b"DATA":
                self.say("354 allez")
                self.server.received.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.say("250 pris")
            else:
                self.say("221 au revoir" if verb == b"QUIT" else "250 bien")


@contextmanager
def mail_server(*, port: int = 0, refusal: str = "", silent: bool = False) -> Iterator[MailServer]:
    """Serve for as long as the block lasts."""
    server = MailServer(port=port, refusal=refusal, silent=silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
