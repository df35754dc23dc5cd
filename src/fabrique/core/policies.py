"""Who may do what: one table for each app gives ``can``, ``scope`` and the fields seen. No rule: denied.

An app declares, for each of its actions, the roles that may do it, on which objects, and which of their
fields they reach::

    register("people", {"see_members": {"mediator": own(OF_HOLDER).only("name", "role")}})

A *relation* gives the ``Q`` of the objects that an actor reaches (``every``: all). ``core`` knows no account:
an actor is anything with ``is_authenticated``, ``roles`` and the organisation it acts for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from fabrique.core.clients import page_behind
from fabrique.core.scoping import scoped

PUBLIC = "public"  # everybody, signed in or not
SIGNED_IN = "signed_in"  # whoever has signed in, whatever their roles
ALL = frozenset({"*"})  # every field

security = logging.getLogger("fabrique.security")


class Actor(Protocol):
    """Whoever acts: a signed-in account, or Django's anonymous user (who has no ``roles``)."""

    @property
    def is_authenticated(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Relation:
    """Which objects an actor reaches, and which of their fields. ``label`` is how documentation says it."""

    key: str
    label: Any
    reach: Callable[[Actor], Q] = field(compare=False)
    fields: frozenset[str] = ALL

    def __call__(self, actor: Actor) -> Q:
        return self.reach(actor)

    def only(self, *fields: str) -> Relation:
        """The same objects, of which only these fields are seen."""
        return replace(self, fields=frozenset(fields))


every = Relation("every", _("tous"), lambda actor: Q())


def own(path: str = "organisation") -> Relation:
    """The objects of the organisation for which the actor acts, found through ``path``."""
    return Relation("own", _("de son organisation"), lambda actor: Q(**{path: acts_for(actor)}))


def personal(path: str = "account") -> Relation:
    """The objects that are the actor's own."""
    return Relation("personal", _("les siens"), lambda actor: Q(**{path: getattr(actor, "pk", None)}))


def acts_for(actor: Actor) -> UUID | None:
    """The organisation for which the actor acts now; ``None``, and then nothing is its own."""
    found: UUID | None = getattr(actor, "organisation_id", None) if actor.is_authenticated else None
    return found


Relations = Relation | tuple[Relation, ...]
Rules = Mapping[str, Mapping[str, Relations]]
Table = dict[str, Mapping[str, Relations]]
AnyModel = TypeVar("AnyModel", bound=Model)
P = ParamSpec("P")
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])
# A gate may stop an actor who has the right: second factor missing, code too old, organisation not chosen.
Gate = Callable[[HttpRequest, str, bool], HttpResponseBase | None]

_rules: Table = {}
_labels: dict[str, Any] = {}
gates: dict[str, Gate] = {}


def register(app: str, rules: Rules, labels: Mapping[str, Any] | None = None) -> None:
    """Enlist an app's table, once, at import of its ``policies`` module; ``labels`` say actions in French."""
    for action, by_role in rules.items():
        _rules[f"{app}.{action}"] = by_role
    for action, label in (labels or {}).items():
        _labels[f"{app}.{action}"] = label


def table() -> Table:
    """All rules by full action name, for the documentation and the exhaustive test."""
    return dict(_rules)


def label_of(action: str) -> str:
    """What an action is, in French."""
    return str(_labels[action])


def roles_of(actor: Actor) -> frozenset[str]:
    """The actor's roles. Everybody is also ``public``; an account that is open, ``signed_in``."""
    if not actor.is_authenticated or not getattr(actor, "is_active", True):
        return frozenset({PUBLIC})
    own_roles: frozenset[str] = getattr(actor, "roles", frozenset())
    return own_roles | {PUBLIC, SIGNED_IN}


def _relations(actor: Actor, action: str) -> list[Relation]:
    by_role = _rules[action]  # an action that nobody declared is a mistake of ours: KeyError
    found: list[Relation] = []
    for role in sorted(roles_of(actor) & by_role.keys()):
        relations = by_role[role]
        found += relations if isinstance(relations, tuple) else (relations,)
    return found


def _reach(actor: Actor, relations: Iterable[Relation]) -> Q:
    reach = Q(pk__in=[])
    for relation in relations:
        if relation.key == every.key:
            return Q()
        reach |= relation(actor)
    return reach


def can(actor: Actor, action: str, obj: Model | None = None) -> bool:
    """Whether the actor may do ``app.action``, on ``obj`` if one is given."""
    relations = _relations(actor, action)
    if obj is None or not relations:
        return bool(relations)
    return bool(permitted(actor, action, [obj]))


def may(actor: Actor, action: str) -> bool:
    """Whether the actor may do ``app.action`` on something or other; everybody may what is ``public``."""
    return action == PUBLIC or can(actor, action)


def permitted(actor: Actor, action: str, objects: Iterable[AnyModel]) -> frozenset[Any]:
    """The keys of those objects, all of one model, on which the actor may act: one query for all."""
    held = list(objects)
    relations = _relations(actor, action)
    if not held or not relations:
        return frozenset()
    keys = {obj.pk for obj in held}
    rows = type(held[0])._base_manager.filter(_reach(actor, relations), pk__in=keys)
    return frozenset(rows.values_list("pk", flat=True))


def scope(actor: Actor, action: str, rows: QuerySet[AnyModel]) -> QuerySet[AnyModel]:
    """The part of ``rows`` on which the actor may do ``app.action``: none if no rule says so."""
    relations = _relations(actor, action)
    return scoped(rows.filter(_reach(actor, relations)), action) if relations else scoped(rows.none(), action)


def fields_of(actor: Actor, action: str, obj: Model) -> frozenset[str]:
    """The fields of ``obj`` that the actor reaches by ``action``: ``ALL``, some, or none."""
    reached: frozenset[str] = frozenset()
    for relation in _relations(actor, action):
        rows = type(obj)._base_manager.filter(relation(actor), pk=obj.pk)
        if not relation.fields <= reached and rows.exists():
            reached |= relation.fields
    return ALL if reached >= ALL else reached


def fields_within(actor: Actor, action: str) -> frozenset[str]:
    """The fields that the actor reaches of some object or other, before there is one: for an empty form."""
    reached = frozenset[str]().union(*(relation.fields for relation in _relations(actor, action)))
    return ALL if reached >= ALL else reached


def fetch(actor: Actor, action: str, rows: QuerySet[AnyModel], **lookup: object) -> AnyModel:
    """The one object of ``lookup`` on which the actor may act.

    Raises ``Http404`` alike for what does not exist and for what is another's; the latter is logged.
    """
    found = scope(actor, action, rows).filter(**lookup).first()
    if found is not None:
        return found
    if rows.model._base_manager.filter(**lookup).exists():
        log_refusal(actor, action, rows.model.__name__)
    raise Http404


def log_refusal(actor: Actor, action: str, on: str) -> None:
    """Tell the operator's log who reached for what is not theirs; nothing a visitor typed enters it."""
    security.warning("refused %s on %s to account %s", action, on, getattr(actor, "pk", None))


def public(view: AnyView) -> AnyView:
    """Mark a view that anyone may see. Every view carries this or ``requires``; a test walks the URLs."""
    cast(Any, view).policy = PUBLIC
    return view


def requires(
    action: str, *, fresh: bool = False
) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Guard a view by an action: a visitor is asked to sign in, an account without the right gets a 404.

    ``fresh`` asks for a second factor given a few minutes ago at most.
    """

    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request = cast(HttpRequest, args[0])
            stopped = _stopped(request, action, fresh=fresh)
            return view(*args, **kwargs) if stopped is None else stopped

        cast(Any, guarded).policy, cast(Any, guarded).fresh = action, fresh
        return guarded

    return decorate


def _stopped(request: HttpRequest, action: str, *, fresh: bool) -> HttpResponseBase | None:
    allowed = can(request.user, action)
    if not request.user.is_authenticated and not allowed:
        query = urlencode({"next": page_behind(request)})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    for gate in gates.values():
        if (answer := gate(request, action, fresh)) is not None:
            return answer
    if not allowed:
        log_refusal(request.user, action, "page")
        raise Http404
    return None
