"""Settings of the suite: those of the project's own, with the tables that only tests have."""

from fabrique.config.settings_test import *  # noqa: F403
from fabrique.config.settings_test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.vault"]
