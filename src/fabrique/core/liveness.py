"""Whether a worker still lives: its name says on which machine it runs, and as which process."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path


def machine() -> str:
    """This machine; two containers that share a host name do not share their processes."""
    namespace = ""
    with suppress(OSError):
        namespace = str(Path("/proc/self/ns/pid").readlink())
    return f"{socket.gethostname()}/{namespace}"


def worker_name() -> str:
    """The name under which this process takes jobs."""
    return f"fabrique-{os.getpid()}@{machine()}"


def is_gone(worker: str) -> bool:
    """Whether this worker runs nothing any more, for sure; False when nobody can tell from here.

    A worker asks between two jobs: what bears its own name was left by a process that had its number before.
    """
    name, _at, where = worker.partition("@")
    number = name.removeprefix("fabrique-")
    if where != machine() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's process: it lives
        return False
    return False
