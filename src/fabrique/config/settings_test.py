"""Settings of the test suite: the real ones, with fast password hashing and an instance of its own."""

import os
import tempfile
from typing import Any, cast

os.environ.setdefault("FABRIQUE_HOME", tempfile.mkdtemp(prefix="fabrique-test-"))

from fabrique.config.settings import *  # noqa: F403
from fabrique.config.settings import TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CHECK_SCHEMA = False
SHELL_CACHE_SECONDS = 0
GUIDE_CHECK_SECONDS = 0
EMAIL_GATEWAY = "file"
SMS_GATEWAY = "file"


class UndefinedVariable(str):
    """Any template variable that resolves to nothing fails the test that rendered it."""

    def __mod__(self, missing: object) -> str:
        raise AssertionError(f"undefined template variable: {missing}")

    def __contains__(self, needle: object) -> bool:
        return needle == "%s" or super().__contains__(str(needle))


_options = cast(dict[str, Any], TEMPLATES[0]["OPTIONS"])
TEMPLATES = [{**TEMPLATES[0], "OPTIONS": {**_options, "string_if_invalid": UndefinedVariable("%s")}}]
