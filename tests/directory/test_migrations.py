"""Migrations keep the data of an instance that is already there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = [("directory", "0001_initial")]


@pytest.fixture
def first_version() -> Iterator[MigrationExecutor]:
    """The directory's tables as the first version made them."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(FIRST)
    yield MigrationExecutor(connection)
    MigrationExecutor(connection).migrate(latest)


def test_places_and_records_pass_through_every_migration(first_version: MigrationExecutor):
    old = first_version.loader.project_state(FIRST).apps
    now = timezone.now()
    place = old.get_model("directory", "Place").objects.create(
        code="abcdefghij", name="La Bobine", services=["x"], created_at=now, changed_at=now
    )
    source = old.get_model("directory", "Source").objects.create(slug="ville", name="Ville", created_at=now)
    old.get_model("directory", "SourceRecord").objects.create(
        source=source, external_id="1", home=place, place=place, row=0, raw={"nom": "La Bobine"},
        fields={"name": "La Bobine"}, digest="d", first_seen_at=now, last_seen_at=now,
    )  # fmt: skip
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(latest)
    new = MigrationExecutor(connection).loader.project_state(latest).apps
    kept = new.get_model("directory", "Place").objects.get()
    assert (kept.pk, kept.code, kept.name, kept.services) == (place.pk, "abcdefghij", "La Bobine", ["x"])
    record = new.get_model("directory", "SourceRecord").objects.get()
    assert (record.place_id, record.raw) == (place.pk, {"nom": "La Bobine"})
