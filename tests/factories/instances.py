"""An instance of its own, driven through the real command in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# As the command loads itself: nothing of it is garbage.
LOADED = "import gc; gc.disable(); import django; django.setup(); gc.freeze(); gc.enable()"
KEPT = {"PATH", "PYTHONPATH", "HOME", "LANG", "VIRTUAL_ENV", "TZ"}


class Instance:
    """``variables`` are the operator's settings."""

    def __init__(self, home: Path, **variables: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name in KEPT}
        settings = {"FABRIQUE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fabrique.config.settings"}
        self.variables = kept | settings | variables

    def start(self, *arguments: object, **variables: str) -> subprocess.Popen[str]:
        """Start a command and do not wait."""
        return self._start([sys.executable, "-m", "fabrique.config.cli", *map(str, arguments)], variables)

    def run(self, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return _finished(self.start(*arguments, **variables))

    def python(self, code: str) -> str:
        """Run some lines of Python inside the instance."""
        done = _finished(self.start_python(code))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_python(self, code: str) -> subprocess.Popen[str]:
        """Start some lines of Python inside the instance and do not wait."""
        return self._start([sys.executable, "-c", f"{LOADED}\n{code}"], {})

    def _start(self, command: list[str], variables: dict[str, str]) -> subprocess.Popen[str]:
        out = subprocess.PIPE
        return subprocess.Popen(command, env=self.variables | variables, stdout=out, stderr=out, text=True)


def _finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    out, err = process.communicate(timeout=180)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
