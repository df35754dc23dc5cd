"""Who may do what: one table for each app gives both ``can`` and ``scope``. What no rule allows is denied.

An app declares, for each of its actions, the roles that may do it and on which objects::

    register("directory", {"edit_place": {"administrator": every}})

A *relation* is a function from the actor to a ``Q`` over the objects that the role reaches (``every``: all).
``core`` knows no account: an actor is anything with ``is_authenticated`` and ``roles``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

PUBLIC = "public"


class Actor(Protocol):
    """Whoever acts: a signed-in account, or Django's anonymous user (who has no ``roles``)."""

    @property
    def is_authenticated(self) -> bool: ...


Relation = Callable[[Actor], Q]
Rules = Mapping[str, Mapping[str, Relation]]
AnyModel = TypeVar("AnyModel", bound=Model)
P = ParamSpec("P")
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])

_rules: dict[str, Mapping[str, Relation]] = {}


def every(actor: Actor) -> Q:
    """The relation of a role that reaches all objects."""
    return Q()


def register(app: str, rules: Rules) -> None:
    """Enlist an app's table, once, at import of its ``policies`` module."""
    for action, by_role in rules.items():
        _rules[f"{app}.{action}"] = by_role


def table() -> dict[str, Mapping[str, Relation]]:
    """All rules by full action name, for the documentation and the exhaustive test."""
    return dict(_rules)


def roles_of(actor: Actor) -> frozenset[str]:
    """The actor's roles; everybody, signed in or not, also has the role ``public``."""
    own: frozenset[str] = getattr(actor, "roles", frozenset()) if actor.is_authenticated else frozenset()
    return own | {PUBLIC}


def _relations(actor: Actor, action: str) -> list[Relation]:
    by_role = _rules[action]  # an action that nobody declared is a mistake of ours: KeyError
    return [by_role[role] for role in sorted(roles_of(actor)) if role in by_role]


def can(actor: Actor, action: str, obj: Model | None = None) -> bool:
    """Whether the actor may do ``app.action``, on ``obj`` if one is given."""
    relations = _relations(actor, action)
    if obj is None or every in relations:
        return bool(relations)
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    return any(rows.filter(relation(actor)).exists() for relation in relations)


def scope(actor: Actor, action: str, rows: QuerySet[AnyModel]) -> QuerySet[AnyModel]:
    """The part of ``rows`` on which the actor may do ``app.action``: none if no rule says so."""
    relations = _relations(actor, action)
    if not relations:
        return rows.none()
    if every in relations:
        return rows
    reach = Q(pk__in=[])
    for relation in relations:
        reach |= relation(actor)
    return rows.filter(reach)


def public(view: AnyView) -> AnyView:
    """Mark a view that anyone may see. Every view carries this or ``requires``; a test walks the URLs."""
    cast(Any, view).policy = PUBLIC
    return view


def requires(action: str) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Guard a view by an action: a visitor is asked to sign in, an account without the right gets a 404."""

    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request = cast(HttpRequest, args[0])
            if not can(request.user, action):
                if request.user.is_authenticated:
                    raise Http404
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
            return view(*args, **kwargs)

        cast(Any, guarded).policy = action
        return guarded

    return decorate
