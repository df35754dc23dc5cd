"""Check S-23: what runs is known to the digest, and Django finds nothing to say of a deployment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_the_bill_of_materials_lists_every_locked_version():
    printed = subprocess.run(
        [sys.executable, ROOT / "script/sbom"], capture_output=True, text=True, check=True
    ).stdout
    listed = {(each["name"], each["version"]) for each in json.loads(printed)["components"]}
    locked = re.findall(
        r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.M
    )
    assert listed == set(locked)
    assert len(listed) > 30
    assert all(each["hashes"] for each in json.loads(printed)["components"])


def test_a_deployment_draws_no_warning(tmp_path: Path):
    settings = {"FABRIQUE_HOME": str(tmp_path), "FABRIQUE_HTTPS": "oui", "FABRIQUE_HOSTS": "guide.example"}
    environment = {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "fabrique.config.settings"}
    for name in ("DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"):  # of the harness
        environment.pop(name, None)
    checked = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
