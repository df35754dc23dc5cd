"""Questions that were checked lately: the same words mean the same, and need not be checked again.

What is kept is the question, never its answer: an answer always comes from the directory as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Schema

AnyQuery = TypeVar("AnyQuery", bound=Schema)
Answer = Callable[[HttpRequest, Any], HttpResponse]

_MOST, _LONGEST = 4096, 1000
_known: dict[tuple[str, str], tuple[Answer, Schema]] = {}


def answered(
    request: HttpRequest, query: AnyQuery, answer: Callable[[HttpRequest, AnyQuery], HttpResponse]
) -> HttpResponse:
    """Answer a question that was just checked, and remember it."""
    asked = str(request.META.get("QUERY_STRING", ""))
    if len(asked) <= _LONGEST:
        if len(_known) >= _MOST:
            _known.clear()
        _known[request.path_info, asked] = (answer, query)
    return answer(request, query)


def recalled(request: HttpRequest) -> tuple[Answer, Schema] | None:
    """The answer's function and the question of an address, if it was checked lately."""
    return _known.get((request.path_info, str(request.META.get("QUERY_STRING", ""))))
