"""Rows that belong to organisations are never read by accident: a query that nobody scoped raises.

A model whose rows are one organisation's takes ``objects = ScopedManager()``. Its rows are then read through

- ``policies.scope(actor, action, Model.objects.all())``, what an actor may reach;
- ``Model.objects.of(organisation)``, what an action that holds the organisation works on;
- ``Model.objects.everywhere("reason")``, all of them: retention, rotation of keys, counts.

This guards the ORM, not raw SQL, and not joins made from the query of another model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import models

AnyModel = TypeVar("AnyModel", bound=models.Model)
AnyRows = TypeVar("AnyRows", bound="models.QuerySet[Any]")


class UnscopedQuery(RuntimeError):
    """A mistake of ours: rows of all organisations were about to be read, changed or counted."""


class ScopedQuerySet(models.QuerySet[AnyModel]):
    """Rows that refuse to be evaluated until someone said for whom."""

    reason = ""

    def everywhere(self, reason: str) -> ScopedQuerySet[AnyModel]:
        """All rows, whoever they belong to, for a stated reason."""
        if not reason:
            raise UnscopedQuery("a query across organisations states its reason")
        return scoped(self, reason)

    def of(self, organisation: models.Model) -> ScopedQuerySet[AnyModel]:
        """The rows of one organisation (by the model's ``ORGANISATION_PATH``, default ``organisation``)."""
        path = getattr(self.model, "ORGANISATION_PATH", "organisation")
        return scoped(self.filter(**{path: organisation}), "organisation")

    def _check(self) -> None:
        if not self.reason:
            raise UnscopedQuery(f"{self.model.__name__}: scope this query, or say why it goes everywhere")

    def _clone(self) -> ScopedQuerySet[AnyModel]:
        clone = cast("ScopedQuerySet[AnyModel]", cast(Any, super())._clone())
        clone.reason = self.reason
        return clone

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        cast(Any, super())._fetch_all()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """As a subquery of another query."""
        self._check()
        return cast(Any, super()).resolve_expression(*args, **kwargs)


def _guarded(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return getattr(super(ScopedQuerySet, self), name)(*args, **kwargs)

    method.__name__ = name
    method.__doc__ = f"Django's ``{name}``, of a scoped query only."
    return method


# Whatever reaches the database without passing through ``_fetch_all``.
GUARDED = (
    *("iterator", "count", "exists", "aggregate", "contains", "explain"),
    *("update", "delete", "_raw_delete", "_update", "in_bulk", "union", "intersection", "difference"),
)
for _name in GUARDED:
    setattr(ScopedQuerySet, _name, _guarded(_name))


class ScopedManager(models.Manager[AnyModel]):
    """The manager of such a model. Django's own needs (foreign keys, saving) go through its base manager."""

    def get_queryset(self) -> ScopedQuerySet[AnyModel]:
        return ScopedQuerySet(self.model, using=self._db)

    def everywhere(self, reason: str) -> ScopedQuerySet[AnyModel]:
        """See ``ScopedQuerySet.everywhere``."""
        return self.get_queryset().everywhere(reason)

    def of(self, organisation: models.Model) -> ScopedQuerySet[AnyModel]:
        """See ``ScopedQuerySet.of``."""
        return self.get_queryset().of(organisation)


def scoped(rows: AnyRows, reason: str) -> AnyRows:
    """The same rows, marked as scoped when their model asks for it."""
    if not isinstance(rows, ScopedQuerySet):
        return rows
    clone = rows._clone()
    clone.reason = reason
    return cast(AnyRows, clone)


def scoped_models() -> Iterator[type[models.Model]]:
    """The models that refuse an unscoped query."""
    return (model for model in apps.get_models() if isinstance(model._default_manager, ScopedManager))
