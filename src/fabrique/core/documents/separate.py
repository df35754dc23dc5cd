"""Making a long document in a process of its own: its memory goes back to the machine when it is done.

The child (``child.py``) needs neither the database nor the settings.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fabrique.core.documents.engine import DocumentError, prepared

TIMEOUT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Made:
    """A document made apart: its file, what its template says of it, and what it cost."""

    path: Path
    facts: Mapping[str, Any]
    seconds: float
    peak_bytes: int


def render_apart(
    template: Path, data: Mapping[str, Any], output: Path, *, at: datetime, facts: str = ""
) -> Made:
    """Write the PDF of a template to ``output``, whole or not at all; ``facts`` is a metadata label to read.

    Raises ``DocumentError``, also after ``TIMEOUT_SECONDS``.
    """
    started = time.monotonic()
    temporary = output.with_name(f".{output.name}.part")
    order: dict[str, Any] = {"template": str(template), "text": prepared(data), "output": str(temporary)}
    order |= {"at": int(at.timestamp()), "facts": facts}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fabrique.core.documents.child"],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        if done.returncode:
            raise DocumentError(done.stderr.decode(errors="replace")[-2000:])
        answer = json.loads(done.stdout)
        temporary.replace(output)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"{template.name}: {TIMEOUT_SECONDS} s") from error
    finally:
        temporary.unlink(missing_ok=True)
    return Made(output, answer["facts"], time.monotonic() - started, answer["peak_bytes"])
