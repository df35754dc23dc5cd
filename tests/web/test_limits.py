"""What is refused before anything reads it, and what a browser is told to keep to this host."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fabrique.web.limits import MOST_SIGNED_IN

HEAVY = b"x" * 6_000_000


def sent(client: Client, url: str) -> int:
    file = SimpleUploadedFile("lieux.csv", HEAVY, content_type="text/csv")
    return client.post(url, {"file": file, "source": "ville"}).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/connexion/", "/espace/guide/imports/", "/nulle-part/"])
def test_a_stranger_cannot_fill_the_disk(
    client: Client, url: str, monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path
):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", _never)
    assert sent(client, url) == 413


def _never(*_given: object) -> None:
    raise AssertionError("the body was read")


def test_an_administrator_sends_files_within_a_limit(signed_in: Client):
    assert sent(signed_in, "/espace/guide/imports/") == 302
    answer = signed_in.post("/espace/guide/imports/", CONTENT_LENGTH=str(MOST_SIGNED_IN + 1))
    assert answer.status_code == 413
    assert "trop lourd" in answer.content.decode()


def test_an_odd_length_is_no_length(client: Client):
    for length in ("", "-5", "1e9", "９" * 9, "9" * 5000):
        assert client.get("/robots.txt", CONTENT_LENGTH=length).status_code == 200


def read_settings(tmp_path: Path, *names: str, **variables: str) -> list[object]:
    code = (
        "import json; from fabrique.config import settings as s;"
        f"print(json.dumps([getattr(s, name, None) for name in {names!r}]))"
    )
    environment = {**os.environ, "FABRIQUE_HOME": str(tmp_path / "home"), **variables}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    found: list[object] = json.loads(done.stdout)
    return found


def test_behind_https_cookies_belong_to_this_host_alone(tmp_path: Path):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert read_settings(tmp_path, *names, FABRIQUE_HTTPS="oui") == [
        "__Host-sessionid", "__Host-csrftoken", True, True,
    ]  # fmt: skip
    assert read_settings(tmp_path, *names, FABRIQUE_HTTPS="non") == [None, None, False, False]
