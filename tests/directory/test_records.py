"""Entering a source: what is created, changed, left, withdrawn; nothing half-written."""

import pytest

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import places
from fabrique.directory.actions.records import Entry, enter_records, register_source
from fabrique.directory.fields import FIELDS
from fabrique.directory.models import Place, Revision, SourceRecord
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.django_db


def test_a_first_import_creates_places_with_their_provenance():
    outcome = entered("ville", entry("1"), entry("2", 1, name="La Bobine"))
    assert outcome.created == ("1", "2")
    place = place_of("ville", "1")
    assert (place.name, place.phone, place.state) == (
        "Médiathèque des Deux-Rives",
        "+33261910001",
        "published",
    )
    assert place.provenance["phone"] == {"records": ["ville/1"], "on": "2026-10-01"}
    assert place.history == []
    assert len(place.code) == 10


def test_the_same_file_again_changes_nothing():
    entered("ville", entry("1"))
    before = Place.objects.get().changed_at
    outcome = entered("ville", entry("1"))
    assert (outcome.created, outcome.updated, outcome.unchanged) == ((), (), ("1",))
    assert Place.objects.get().changed_at == before


def test_a_changed_row_keeps_what_was_before():
    entered("ville", entry("1"))
    outcome = entered("ville", entry("1", phone="+33261910009"))
    assert outcome.updated == ("1",)
    place = place_of("ville", "1")
    assert place.phone == "+33261910009"
    (change,) = place.history
    assert (change["field"], change["before"], change["after"]) == ("phone", "+33261910001", "+33261910009")


def test_an_absent_row_withdraws_its_place_and_comes_back():
    entered("ville", entry("1"), entry("2", 1), entry("3", 2))
    outcome = entered("ville", entry("1"), entry("2", 1))
    assert outcome.withdrawn == ("3",)
    assert place_of("ville", "3").state == "withdrawn"
    outcome = entered("ville", entry("1"), entry("2", 1), entry("3", 2))
    assert outcome.updated == ("3",)
    assert place_of("ville", "3").state == "published"


def test_a_source_that_loses_more_than_half_is_refused_and_left_whole():
    entered("ville", entry("1"), entry("2", 1), entry("3", 2))
    with pytest.raises(DomainRefusal, match=r"perdrait 2 lieux sur 3.*--allow-shrink"):
        entered("ville", entry("1"))
    assert SourceRecord.objects.filter(withdrawn_at=None).count() == 3
    assert entered("ville", entry("1"), allow_shrink=True).withdrawn == ("2", "3")


@pytest.mark.parametrize(("held", "kept"), [(10, 5), (2, 1)])
def test_a_source_that_shrinks_by_half_is_refused(held: int, kept: int):
    rows = [entry(str(n), n) for n in range(held)]
    entered("ville", *rows)
    with pytest.raises(DomainRefusal, match=f"perdrait {held - kept} lieux sur {held}"):
        entered("ville", *rows[:kept])
    assert len(entered("ville", *rows[: kept + 1]).withdrawn) == held - kept - 1


def test_a_partial_update_withdraws_nothing():
    entered("ville", entry("1"), entry("2", 1), entry("3", 2))
    assert entered("ville", entry("1"), complete=False).withdrawn == ()


def test_a_dry_run_writes_nothing():
    entered("ville", entry("1"))
    outcome = entered("ville", entry("1", name="Autre"), entry("2", 1), dry_run=True)
    assert (outcome.created, outcome.updated) == (("2",), ("1",))
    assert Place.objects.get().name == "Médiathèque des Deux-Rives"


def test_of_two_imports_at_once_the_second_is_told():
    source = register_source(slug="ville")
    stale = register_source(slug="ville")
    enter_records(source=source, entries=[entry("1")])
    with pytest.raises(DomainRefusal, match="Un autre import"):
        enter_records(source=stale, entries=[entry("2")])
    assert Place.objects.count() == 1


def test_one_journal_entry_and_one_revision_for_an_import():
    entered("ville", *[entry(str(n), n) for n in range(20)], summary={"report": "abc"})
    (note,) = JournalEntry.objects.filter(seq__gt=0)
    assert note.action == "directory.enter_records"
    counts = {"created": 20, "updated": 0, "withdrawn": 0, "unchanged": 0}
    assert note.summary == {**counts, "trust": 50, "url": "", "report": "abc"}
    assert Revision.objects.get().number == 1


def test_an_edit_by_hand_survives_the_next_import(administrator: object):
    entered("ville", entry("1"))
    place = places.edit_place(
        place=place_of("ville", "1"), changes={"phone": "", "summary": "Ouvert à tous."}
    )
    assert (place.phone, place.summary) == ("", "Ouvert à tous.")
    entered("ville", entry("1", phone="+33261910005", name="Médiathèque"))
    place = place_of("ville", "1")
    assert (place.phone, place.summary, place.name) == ("", "Ouvert à tous.", "Médiathèque")
    assert place.provenance["phone"]["records"] == [f"saisie/{place.code}"]


def test_a_place_withdrawn_by_hand_stays_out():
    entered("ville", entry("1"))
    places.withdraw_place(place=place_of("ville", "1"))
    entered("ville", entry("1", name="Autre nom"))
    place = place_of("ville", "1")
    assert (place.state, place.name) == ("withdrawn", "Autre nom")
    places.publish_place(place=place)
    assert place_of("ville", "1").state == "published"


@pytest.mark.parametrize(
    ("values", "field"), [({"commune_code": "00101"}, "name"), ({"name": "La Bobine"}, "commune_name")]
)
def test_a_place_by_hand_needs_a_name_and_a_commune(values: dict[str, object], field: str):
    with pytest.raises(DomainRefusal) as refusal:
        places.create_place(values=values)
    assert refusal.value.field == field


def test_a_place_by_hand_is_a_place_like_the_others():
    place = places.create_place(values={"name": "La Bobine", "commune_code": "00101", "services": ["x"]})
    assert place.completeness == 20
    assert place_of("saisie", place.records.get().external_id) == place


def test_an_unknown_field_is_our_mistake():
    entered("ville", entry("1"))
    with pytest.raises(ValueError, match="colour"):
        places.edit_place(place=place_of("ville", "1"), changes={"colour": "red"})


def test_ids_do_not_depend_on_what_came_before():
    entered("a", entry("1"))
    entered("b", entry("1"))
    identifiers = (place_of("a", "1").pk, place_of("b", "1").pk)
    assert identifiers[0] != identifiers[1]
    assert Entry("1", 0, {}, {}).digest == Entry("1", 9, {}, {}).digest


def test_the_longest_text_of_a_field_is_that_of_its_column():
    for field in FIELDS:
        column = Place._meta.get_field(field.name)
        assert (column.max_length or 0) == field.most, field.name


def test_a_place_corrected_by_hand_leaves_with_its_source_and_comes_back_corrected():
    """The edit names no place by itself: it must neither keep the sheet nor break the import."""
    entries = [entry("1"), entry("2", 1, name="La Bobine"), entry("3", 2, name="Le Passeur")]
    entered("ville", *entries)
    place = place_of("ville", "1")
    places.edit_place(place=place, changes={"phone": "+33261910077"})
    assert entered("ville", *entries[1:]).withdrawn == ("1",)
    place.refresh_from_db()
    assert (place.state, place.name, place.phone) == (
        "withdrawn",
        "Médiathèque des Deux-Rives",
        "+33261910077",
    )
    places.edit_place(place=place, changes={"address": "1 rue du Fil"})
    place.refresh_from_db()
    assert (place.state, place.address) == ("withdrawn", "1 rue du Fil")
    entered("ville", *entries)
    place.refresh_from_db()
    assert (place.state, place.phone, place.address) == ("published", "+33261910077", "1 rue du Fil")


def test_a_place_entered_by_hand_stays():
    place = places.create_place(values={"name": "Café numérique", "postal_code": "00100"})
    places.edit_place(place=place, changes={"phone": "+33261910077"})
    place.refresh_from_db()
    assert (place.state, place.name) == ("published", "Café numérique")
