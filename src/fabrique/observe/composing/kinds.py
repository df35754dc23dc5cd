"""Who composes what: for each kind of publication, the function that makes its content for who asks.

A composer is given the actor and the subject as an address says it (``{"calcul": id}``); it reads only what
the actor sees, and raises ``Http404`` or ``DomainRefusal``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from fabrique.core.policies import Actor
from fabrique.core.ui.registry import Registry
from fabrique.observe.content import Content, Map, Table
from fabrique.observe.models import IndexRun, Scenario


@dataclass(frozen=True, slots=True)
class Composed:
    """A content, and what it is about. ``redraw`` draws a map again of its table once counts are hidden."""

    content: Content
    run: IndexRun | None = None
    scenario: Scenario | None = None
    redraw: Callable[[Map, Table], Map | None] | None = None


@dataclass(frozen=True, slots=True)
class Composer:
    """``compose(actor, subject)`` makes the content of a kind."""

    compose: Callable[[Actor, Mapping[str, str]], Composed]
    order: int = 100


composers: Registry[Composer] = Registry()  # by ``enums.PublicationKind``


def compose(kind: str, actor: Actor, subject: Mapping[str, str]) -> Composed:
    """What would be published. Raises ``Http404`` for a kind that nobody composes, or a null sign, which no
    base holds."""
    composer = composers.get(kind)
    if composer is None or any("\0" in value for value in subject.values()):
        raise Http404
    return composer.compose(actor, subject)


def key_of(text: str) -> UUID:
    """An identifier of an address. Raises ``Http404`` for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
