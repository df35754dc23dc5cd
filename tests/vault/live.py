"""The real settings with the tables of this application, for a command in a process of its own."""

from fabrique.config.settings import *  # noqa: F403
from fabrique.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.vault"]
