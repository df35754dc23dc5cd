"""Settings of the suite: those of the project's own, with the tables that only tests have."""

import os
import tempfile

# Each worker of a run has an instance of its own: it would inherit the one of the run.
if (worker := os.environ.get("PYTEST_XDIST_WORKER", "")) != os.environ.get("FABRIQUE_TEST_WORKER", ""):
    os.environ |= {"FABRIQUE_TEST_WORKER": worker, "FABRIQUE_HOME": tempfile.mkdtemp(prefix="fabrique-test-")}

from fabrique.config.settings_test import *  # noqa: F403
from fabrique.config.settings_test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.vault"]
