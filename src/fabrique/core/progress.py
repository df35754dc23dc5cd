"""What a long command shows while it works: a line on the standard error of a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def told(doing: str) -> Iterator[Callable[[str], None]]:
    """Show ``doing`` for the time of the block; the function that it gives shows another line instead.

    No thread refreshes the line: a command that shares its work between cores must have one only.
    """
    stream = sys.stderr
    if not stream.isatty():
        yield lambda _text: None
        return

    def show(text: str) -> None:
        stream.write(f"\r\x1b[K{text}")
        stream.flush()

    show(f"{doing}…")
    try:
        yield lambda text: show(f"{text}…")
    finally:
        show("")
