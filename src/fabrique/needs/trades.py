"""What a trade hangs from needs: it says which of them its own acts move, which it still keeps, what goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fabrique.core.ui.registry import Registry
from fabrique.needs.models import Need


@dataclass(frozen=True, slots=True)
class Hanging:
    """``moved_by`` says in French what moves this need, when it is not moved by hand; else "".

    ``kept`` gives the keys of the needs whose time is not over at an instant, as a query. ``take_away``
    deletes what hangs from these needs before they go.
    """

    moved_by: Callable[[Need], str]
    kept: Callable[[datetime], QuerySet[Any, Any]]
    take_away: Callable[[Sequence[UUID]], None]
    order: int = 100


hanging: Registry[Hanging] = Registry()


def moved_by(need: Need) -> str:
    """What moves this need, in French; "" when whoever keeps it does."""
    return next((said for each in hanging if (said := each.moved_by(need))), "")
