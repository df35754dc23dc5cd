"""Long lists by pages of fifty: a count and one page, never the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet

SIZE = 50
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pages(Generic[Item]):
    """One page of a list: its items, its number from 1, how many pages and how many items there are."""

    items: list[Item]
    number: int
    total: int
    count: int


def page_of(
    rows: QuerySet[Any] | Sequence[Any],
    number: str | None,
    *,
    size: int = SIZE,
    load: Callable[[list[Any]], list[Item]] | None = None,
) -> Pages[Item]:
    """The page that an address asks for, the nearest one when there is no such page."""
    page = Paginator(rows, size).get_page(number or 1)
    items = list(page.object_list)
    return Pages(load(items) if load else items, page.number, page.paginator.num_pages, page.paginator.count)
