"""What differs between Django 5.2 and 6.x: the task framework moves into Django itself."""

from typing import Any

try:
    from django.tasks import task  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from django_tasks import task

Task = Any

__all__ = ["Task", "task"]
