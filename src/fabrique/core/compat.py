"""What differs between Django 5.2 and 6.x: the task framework moves into Django itself."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

_framework = import_module("django.tasks" if find_spec("django.tasks") else "django_tasks")


def task(function: Callable[..., None]) -> Any:
    """Make a module-level function a task of the queue."""
    return _framework.task()(function)
