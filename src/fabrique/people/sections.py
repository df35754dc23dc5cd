"""What other apps show on a file: each enlists its part, the page shows those that have something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from fabrique.core.ui.registry import Registry
from fabrique.people.models import Resident


@dataclass(frozen=True, slots=True)
class FileSection:
    """``content`` gives what ``template`` shows as ``section``, or None for who may not see it."""

    template: str
    content: Callable[[HttpRequest, Resident], Any | None]
    order: int = 100


sections: Registry[FileSection] = Registry()


def sections_for(request: HttpRequest, resident: Resident) -> list[tuple[str, Any]]:
    """(template, content) of the parts that this reader sees, in order."""
    made = ((each.template, each.content(request, resident)) for each in sections)
    return [(template, content) for template, content in made if content is not None]
