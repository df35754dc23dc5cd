"""The demo built once for the read-only tests of a module, its clock set at noon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from fabrique.core import clock
from fabrique.demo.build import Summary, build
from fabrique.demo.earlier import Past
from fabrique.directory.models import Place
from fabrique.territory import matching
from fabrique.territory.cog import use_extras
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """What a build lays over the COG of the process does not outlive the test."""
    yield
    use_extras(())
    matching.use_locator(None)


FEW = Past(7, 2)  # devices handed over before: each takes the whole chain, and a thousand take a minute


class RolledBack(Exception):
    """Raised to undo a build."""


@pytest.fixture(scope="module")
def metropolis(django_db_setup: None, django_db_blocker: Any) -> Iterator[Summary]:
    """The metropolis, there for all the tests of the module, then taken away."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic(), clock.frozen(NOON):
                yield build(scale="metropolis", seed=1, past=FEW)
                raise RolledBack
        except RolledBack:
            pass


def snapshot() -> list[dict[str, Any]]:
    """Every column of every place; what takes a new id each time, organisations and accounts, left out."""
    rows = Place.objects.order_by("pk").annotate(siret=F("organisation__siret")).values()
    return [{**row, "organisation_id": "", "history": _by_nobody(row["history"])} for row in rows]


def _by_nobody(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**change, "by": ""} for change in history]


def built_and_undone(**options: Any) -> list[dict[str, Any]]:
    """The places of a build, which leaves nothing behind."""
    places: list[dict[str, Any]] = []
    try:
        with transaction.atomic(), clock.frozen(NOON):
            build(**options)
            places = snapshot()
            raise RolledBack
    except RolledBack:
        return places
