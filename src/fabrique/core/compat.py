"""What differs between Django 5.2 and 6.x: the task framework moves into Django itself."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

_framework = import_module("django.tasks" if find_spec("django.tasks") else "django_tasks")
task: Any = _framework.task

__all__ = ["task"]
