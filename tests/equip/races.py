"""What the races of the equipment share: many at once, and the same acts without what guards them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, local
from types import ModuleType
from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.db.models import QuerySet

from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import Machine
from tests.people.signing.test_races import AT_ONCE

# SQLite begins each transaction with the lock of its whole base: there is no lock to take off.
can_lose = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole base")
BROKEN = "erreur de la base"


def told(work: Callable[[], object]) -> str:
    """What somebody is told of an act: nothing when it is done, why it is refused, or that the base broke."""
    try:
        work()
    except DomainRefusal as refusal:
        return refusal.message
    except IntegrityError:
        return BROKEN
    return ""


def unguarded(
    monkeypatch: pytest.MonkeyPatch, seen_by: ModuleType, look: str, *, careless: tuple[ModuleType, ...] = ()
) -> None:
    """Take the locks off the equipment; all threads go on together once each has had its ``seen_by.look``.

    ``careless``: modules that moreover write a state over whatever is there.
    """
    lock, real = QuerySet.select_for_update, getattr(seen_by, look)
    gate, own = Barrier(AT_ONCE, timeout=30), local()

    def unlocked(rows: QuerySet[Any], *given: Any, **how: Any) -> QuerySet[Any]:
        return rows if rows.model._meta.app_label == "equip" else lock(rows, *given, **how)

    def looked(*given: Any, **how: Any) -> Any:
        seen = real(*given, **how)
        if not hasattr(own, "came"):
            own.came = True
            gate.wait()
        return seen

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    monkeypatch.setattr(seen_by, look, looked)
    for module in careless:
        monkeypatch.setattr(module, "advance", _overwrite)


@contextmanager
def without(model: type[models.Model], constraint: str) -> Iterator[None]:
    """Without one rule of the database. The rows that it would not bear are deleted."""
    (rule,) = [each for each in model._meta.constraints if each.name == constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, rule)
    try:
        yield
    finally:
        model._base_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, rule)


def _overwrite(machine: Machine, obj: models.Model, verb: str, **changes: Any) -> None:
    values = {machine.field: machine.transitions[getattr(obj, machine.field), verb], **changes}
    type(obj)._base_manager.filter(pk=obj.pk).update(**values)
    for name, value in values.items():
        setattr(obj, name, value)
