"""Many rows at once: the same rows as one by one, on the database that is there."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError

from fabrique.core import bulk
from fabrique.directory.models import Place, Source, SourceRecord
from fabrique.directory.resolving import place_code

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 11, 0, 0, 123456, tzinfo=UTC)


def place(**values: object) -> Place:
    identifier = uuid4()
    about = {"name": "Médiathèque", "created_at": NOW, "changed_at": NOW, **values}
    return Place(id=identifier, code=place_code(identifier), **about)


def values_of(row: Place) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in Place._meta.concrete_fields}


def test_every_kind_of_value_comes_back_as_it_was():
    plain = place()
    full = place(
        latitude=47.2, longitude=-1.55, services=["Accès internet"], emails=[], updated_on=date(2026, 1, 2),
        wheelchair=False, provenance={"name": {"records": ["a/1"], "on": None}}, completeness=40,
        hours_text="l’été : « fermé » ; 100 % sûr", verified_on=None,
    )  # fmt: skip
    bulk.upsert_rows(Place, [plain, full])
    assert values_of(Place.objects.get(pk=plain.pk)) == values_of(plain)
    assert values_of(Place.objects.get(pk=full.pk)) == values_of(full)


def test_a_known_row_is_replaced_and_the_others_stay():
    first, second = place(name="Un"), place(name="Deux")
    bulk.upsert_rows(Place, [first, second])
    first.name, first.services = "Un bis", ["Accès internet"]
    third = place(name="Trois")
    bulk.upsert_rows(Place, [first, third])
    assert sorted(Place.objects.values_list("name", flat=True)) == ["Deux", "Trois", "Un bis"]
    assert Place.objects.get(pk=first.pk).services == ["Accès internet"]


def test_more_rows_than_one_statement_takes_and_keys_given_by_the_database():
    home = place()
    bulk.upsert_rows(Place, [home])
    source = Source.objects.create(slug="ville", name="Ville", created_at=NOW)
    rows = [
        SourceRecord(
            source=source, external_id=str(number), home=home, place=home, row=number, raw={"n": number},
            fields={}, digest="d", first_seen_at=NOW, last_seen_at=NOW,
        )
        for number in range(1203)
    ]  # fmt: skip
    bulk.insert_rows(SourceRecord, iter(rows))
    assert SourceRecord.objects.count() == 1203
    assert len(set(SourceRecord.objects.values_list("pk", flat=True))) == 1203
    assert SourceRecord.objects.get(external_id="1202").raw == {"n": 1202}


def test_the_database_still_refuses_what_must_not_be():
    with pytest.raises(IntegrityError):
        bulk.upsert_rows(Place, [place(name="")])


def test_no_row_is_no_query(django_assert_num_queries: object):
    with django_assert_num_queries(0):  # type: ignore[operator]
        bulk.upsert_rows(Place, [])
        bulk.insert_rows(SourceRecord, [])


def test_batches():
    assert [len(batch) for batch in bulk.batched(range(7), 3)] == [3, 3, 1]
    assert list(bulk.batched([], 3)) == []
